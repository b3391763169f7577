with

scores as (

    {%- for metric in ['nps', 'csat'] %}
    select
        customer_id,
        '{{ metric }}' as metric,
        {{ metric }}_score as score,
        responded_at,
        row_number() over (partition by customer_id order by responded_at desc, response_id desc) as answer_number
    from {{ ref('survey_responses') }}
    where customer_id is not null and {{ metric }}_score is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    customer_id,
    max(case when metric = 'nps' then score end) as latest_nps_score,
    max(case when metric = 'nps' then responded_at end) as latest_nps_at,
    max(case when metric = 'csat' then score end) as latest_csat_score

from scores
where answer_number = 1
group by customer_id
