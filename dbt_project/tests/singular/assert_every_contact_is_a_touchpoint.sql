{{ config(meta={'dagster': {'ref': {'name': 'touchpoints'}}}) }}
-- Returns kinds of contact whose number differs from that of the marts they come from, and from the timeline.
with

expected as (

    select
        'visits' as contact,
        count(*) as contact_count
    from {{ ref('sessions') }}
    where not is_bot

    union all

    select
        'paid orders' as contact,
        count(*) as contact_count
    from {{ ref('orders') }}
    where status = 'paid'

    union all

    select
        'contacts of customers' as contact,
        count(*) as contact_count
    from {{ ref('customer_timeline') }}

),

found as (

    select
        case
            when source_table = 'web.events' then 'visits'
            when source_table = 'commerce.orders' then 'paid orders'
        end as contact,
        count(*) as contact_count
    from {{ ref('touchpoints') }}
    where source_table in ('web.events', 'commerce.orders')
    group by source_table

    union all

    select
        'contacts of customers' as contact,
        count(*) as contact_count
    from {{ ref('touchpoints') }}
    where customer_id is not null

)

select
    expected.contact,
    expected.contact_count,
    coalesce(found.contact_count, 0) as touchpoint_count

from expected
left join found
    on expected.contact = found.contact
where expected.contact_count != coalesce(found.contact_count, 0)
