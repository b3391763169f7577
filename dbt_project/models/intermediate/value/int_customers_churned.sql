with

leavers as (

    select
        customer_id,
        plan,
        month,
        opening_amount,
        last_subscription_id,
        last_term_no,
        last_ended_at,
        is_voluntary

    from {{ ref('int_term_months_to_customers') }}
    where is_opening and not is_closing

),

tickets as (

    select
        identified.customer_id,
        tickets.created_at

    from {{ ref('stg_support__tickets') }} as tickets
    inner join {{ ref('int_tickets_identified') }} as identified
        on tickets.ticket_id = identified.ticket_id
    where
        identified.customer_id is not null
        and tickets.direction = 'inbound'
        and not tickets.is_spam
        and {{ happened_by_as_of('tickets.created_at') }}

),

-- Who asked for help before leaving had told us; all others left without a word.
heard as (

    select distinct
        leavers.customer_id,
        leavers.plan,
        leavers.month

    from leavers
    inner join tickets
        on
            leavers.customer_id = tickets.customer_id
            and tickets.created_at >= leavers.last_ended_at - interval '{{ var("silent_days") }} days'
            and tickets.created_at <= leavers.last_ended_at

)

select
    leavers.customer_id,
    leavers.plan,
    leavers.month,
    leavers.opening_amount,
    leavers.last_subscription_id,
    leavers.last_term_no,
    leavers.is_voluntary,
    heard.customer_id is null as is_silent

from leavers
left join heard
    on
        leavers.customer_id = heard.customer_id
        and leavers.plan = heard.plan
        and leavers.month = heard.month
