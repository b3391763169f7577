{# The ways in which marts are split by customer. 'all' is the whole; each other type is a column of mart customers. #}
{% macro segment_types() %}
    {% do return([
        'all', 'acquisition_channel', 'country', 'lifecycle_stage', 'rfm_segment', 'value_tier', 'company_industry',
        'company_size', 'tenure_band',
    ]) %}
{% endmacro %}


{#
    The rows of a CTE once per segment type, with segment_type and segment_value. A row without a customer, or whose
    customer has no value, falls under 'unknown', so that every type adds up to ('all', 'all').
#}
{% macro by_segment(facts) %}
    select
        {{ facts }}.*,
        segment_types.segment_type,
        case
            when segment_types.segment_type = 'all' then 'all'
            else coalesce(segments.segment_value, 'unknown')
        end as segment_value
    from {{ facts }}
    cross join (
        values {% for segment_type in segment_types() %}('{{ segment_type }}'){{ ', ' if not loop.last }}{% endfor %}
    ) as segment_types (segment_type)
    left join {{ ref('int_customers_segmented') }} as segments
        on
            {{ facts }}.customer_id = segments.customer_id
            and segment_types.segment_type = segments.segment_type
{% endmacro %}


{# Columns in which what respondents say of themselves is carried: one per key of survey_segments. #}
{% macro survey_attributes() %}
    {% set columns = [] %}
    {% for key in var('survey_segments') %}{% do columns.append('attribute_' ~ loop.index) %}{% endfor %}
    {% do return(columns) %}
{% endmacro %}


{# by_segment, and besides once per key of survey_segments, split by the respondents' own answer. #}
{% macro by_survey_segment(facts) %}
    {{ by_segment(facts) }}
    {%- for key in var('survey_segments') %}
    union all
    select
        {{ facts }}.*,
        'survey:{{ key | replace("'", "''") }}' as segment_type,
        coalesce({{ facts }}.attribute_{{ loop.index }}, 'unknown') as segment_value
    from {{ facts }}
    {%- endfor %}
{% endmacro %}


{# The ways in which marts of respondents are split: by customer, and by what respondents say of themselves. #}
{% macro survey_segment_types() %}
    {% set types = segment_types() | list %}
    {% for key in var('survey_segments') %}{% do types.append('survey:' ~ key) %}{% endfor %}
    {% do return(types) %}
{% endmacro %}
