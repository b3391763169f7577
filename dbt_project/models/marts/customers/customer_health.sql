select
    customer_id,
    snapshot_date,
    relation,
    score,
    band,
    known_part_count,
    {%- for part in health_parts() %}
    {{ part }}_part,
    {%- endfor %}
    {%- for metric in health_metrics() %}
    {{ metric }},
    {%- endfor %}
    previous_score,
    score_change,
    main_cause,
    is_alert

from {{ ref('int_health_compared') }}
