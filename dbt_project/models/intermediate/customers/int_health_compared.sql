{%- set parts, metrics = health_parts(), health_metrics() -%}
with

scored as (

    select *
    from {{ ref('int_health_scored') }}

),

compared as (

    select
        scored.*,
        {% for part in parts %}
        -- A part that comes or goes pulls from, or back to, the score without it.
        {%- set pull %}
        coalesce(
            scored.{{ part }}_weight * (scored.{{ part }}_part - coalesce(earlier.{{ part }}_part, earlier.score)),
            earlier.{{ part }}_weight * (earlier.score - earlier.{{ part }}_part),
            0
        )
        {%- endset %}
        abs({{ rounded(pull | trim, 6) }}) as {{ part }}_pull,
        {% endfor %}
        earlier.score as previous_score,
        earlier.band as previous_band,
        {{ rounded('scored.score - earlier.score', 6) }} as score_change

    from scored
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on scored.snapshot_date = snapshots.snapshot_date
    left join scored as earlier
        on
            scored.customer_id = earlier.customer_id
            and snapshots.previous_date = earlier.snapshot_date

),

pulled as (

    select
        *,
        greatest(
            {% for part in parts %}
            {{ part }}_pull,
            {% endfor %}
            0
        ) as greatest_pull

    from compared

)

select
    customer_id,
    snapshot_date,
    relation,
    score,
    band,
    known_part_count,
    {%- for part in parts %}
    {{ part }}_part,
    {%- endfor %}
    {%- for metric in metrics %}
    {{ metric }},
    {%- endfor %}
    previous_score,
    score_change,
    case
        when score_change is null or score_change = 0 or greatest_pull = 0 then null
        {%- for part in parts %}
        when {{ part }}_pull = greatest_pull then '{{ part }}'
        {%- endfor %}
    end as main_cause,
    coalesce(
        score_change <= -{{ var('health_alert_drop') }} or (band = 'risk' and previous_band != 'risk'), false
    ) as is_alert

from pulled
