{# The attribution models, in the order in which they are shown. #}
{% macro attribution_models() %}
    {% do return([
        'first_touch', 'last_touch', 'last_non_direct', 'linear', 'position_based', 'time_decay', 'markov', 'shapley'
    ]) %}
{% endmacro %}
