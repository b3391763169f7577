with

milestones as (

    select
        dated.*,
        {{ add_days('dated.week_ends_on', 1) }} as orders_from,
        {{ add_days('dated.week_ends_on', var('milestone_order_days')) }} as orders_until

    from {{ ref('int_milestones_dated') }} as dated

),

-- A message comes long before a milestone or in its week: only those of the weeks are kept.
messages as (

    select
        records.customer_id,
        moments.sent_date

    from {{ ref('stg_messaging__messages') }} as messages
    left join {{ ref('int_sending_moments_dated') }} as moments
        on {{ quarter_hour_of('messages.sent_at') }} = moments.quarter_hour
    inner join {{ ref('id_records_resolved') }} as records
        on messages.customer_record_id = records.record_id
    where
        {{ happened_by_as_of('messages.sent_at') }}
        and messages.bounced_at is null
        and records.customer_id is not null

),

contacted as (

    select distinct
        milestones.customer_id,
        milestones.milestone

    from milestones
    inner join messages
        on
            milestones.customer_id = messages.customer_id
            and messages.sent_date >= milestones.week_starts_on
            and messages.sent_date <= milestones.week_ends_on

),

ordered as (

    select distinct
        milestones.customer_id,
        milestones.milestone

    from milestones
    inner join {{ ref('orders') }} as orders
        on
            milestones.customer_id = orders.customer_id
            and orders.business_date >= milestones.orders_from
            and orders.business_date <= milestones.orders_until
    where orders.is_counted

)

select
    milestones.customer_id,
    milestones.milestone,
    -- Beside the year of birth the day would be a date of birth: a birthday shows its month, the rest goes by the day.
    {%- for day in ['last_date', 'next_date'] %}
    case
        when milestones.milestone_type = 'birthday' then {{ month_of('milestones.' ~ day) }}
        else milestones.{{ day }}
    end as {{ day }},
    {%- endfor %}
    milestones.orders_to_go,
    case when milestones.last_date is not null then contacted.customer_id is not null end as is_contacted,
    milestones.orders_until <= as_of.last_complete_date as is_matured,
    case
        when milestones.orders_until <= as_of.last_complete_date then ordered.customer_id is not null
    end as has_ordered_after

from milestones
cross join {{ ref('as_of') }} as as_of
left join contacted
    on
        milestones.customer_id = contacted.customer_id
        and milestones.milestone = contacted.milestone
left join ordered
    on
        milestones.customer_id = ordered.customer_id
        and milestones.milestone = ordered.milestone
