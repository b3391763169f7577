with

opinions as (
    {%- for score in ['nps_score', 'csat_score'] %}

    select
        customer_id,
        business_date,
        '{{ score }}' as kind,
        {{ score }} as score,
        lead(business_date) over (partition by customer_id order by responded_at, response_id) as next_date
    from {{ ref('survey_responses') }}
    where customer_id is not null and {{ score }} is not null
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    opinions.customer_id,
    days.snapshot_date,
    max(case when opinions.kind = 'nps_score' then opinions.score end) as latest_nps_score,
    max(case when opinions.kind = 'csat_score' then opinions.score end) as latest_csat_score

from opinions
inner join {{ ref('int_snapshots_to_days') }} as days
    on opinions.business_date = days.business_date
where days.days_ago < 180 and coalesce(opinions.next_date > days.snapshot_date, true)
group by opinions.customer_id, days.snapshot_date
