{#
    The days on which recommendations are made, as days before as_of's date: as_of itself, and some time before, so that
    what was bought since judges them.
#}
{% macro recommendation_days() %}
    {% do return([0, var('recommendation_holdout_days')]) %}
{% endmacro %}
{% macro recommendation_days_rows() -%}
    (
        values {% for days in recommendation_days() %}({{ days }}){{ ', ' if not loop.last }}{% endfor %}
    ) as moments (days_before)
{%- endmacro %}
