{%- set parts, metrics = health_parts(), health_metrics() -%}
with

measured as (

    select measured.*

    from {{ ref('int_health_measured') }} as measured
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            measured.snapshot_date = snapshots.snapshot_date
            and snapshots.is_health

),

-- One row per relation: the rules are data, and any part may be made of any metric.
rules as (

    select
        {% for part in parts %}
        max(case when rules.part = '{{ part }}' then rules.metric end) as {{ part }}_metric,
        max(case when rules.part = '{{ part }}' then rules.floor end) as {{ part }}_floor,
        max(case when rules.part = '{{ part }}' then rules.target end) as {{ part }}_target,
        max(case when rules.part = '{{ part }}' then rules.weight end) as {{ part }}_weight,
        {% endfor %}
        relations.relation

    from (values ('subscriber'), ('buyer')) as relations (relation)
    left join {{ ref('health_rules') }} as rules
        on rules.applies_to in (relations.relation, 'all')
    group by relations.relation

),

chosen as (

    select
        {% for part in parts %}
        rules.{{ part }}_floor,
        rules.{{ part }}_target,
        rules.{{ part }}_weight,
        case rules.{{ part }}_metric
            {%- for metric in metrics %}
            when '{{ metric }}' then cast(measured.{{ metric }} as {{ type_double() }})
            {%- endfor %}
        end as {{ part }}_value,
        {% endfor %}
        measured.*

    from measured
    inner join rules
        on measured.relation = rules.relation

),

rated as (

    select
        {% for part in parts %}
        case
            when {{ part }}_value is not null
                then greatest(0, least(100, {{ ratio(
                    '100 * (' ~ part ~ '_value - ' ~ part ~ '_floor)', part ~ '_target - ' ~ part ~ '_floor'
                ) }}))
        end as {{ part }}_part,
        {% endfor %}
        *

    from chosen

),

weighed as (

    select
        *,
        {% for part in parts -%}
        case when {{ part }}_part is null then 0 else 1 end{{ ' + ' if not loop.last }}
        {%- endfor %} as known_part_count,
        {% for part in parts -%}
        coalesce({{ part }}_weight * {{ part }}_part, 0){{ ' + ' if not loop.last }}
        {%- endfor %} as known_points,
        {% for part in parts -%}
        case when {{ part }}_part is null then 0 else {{ part }}_weight end{{ ' + ' if not loop.last }}
        {%- endfor %} as known_weight,
        {% for part in parts -%}
        coalesce({{ part }}_weight, 0){{ ' + ' if not loop.last }}
        {%- endfor %} as total_weight

    from rated

),

-- Rounded before anything is compared: 70 is 70, however the sum was made.
scored as (

    select
        *,
        case
            when known_weight >= {{ var('health_min_weight') }} * total_weight - 1e-9
                then {{ rounded(ratio('known_points', 'known_weight'), 6) }}
        end as score

    from weighed

)

select
    {% for part in parts %}
    {{ part }}_part,
    {{ part }}_weight,
    {% endfor %}
    {% for metric in metrics %}
    {{ metric }},
    {% endfor %}
    customer_id,
    snapshot_date,
    relation,
    score,
    case
        when score >= {{ var('health_good_score') }} then 'good'
        when score >= {{ var('health_watch_score') }} then 'watch'
        when score is not null then 'risk'
    end as band,
    cast(known_part_count as bigint) as known_part_count

from scored
