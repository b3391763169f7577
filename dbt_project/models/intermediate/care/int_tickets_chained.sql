with

tickets as (

    select
        ticket_id,
        direction,
        topic,
        merged_into_ticket_id,
        created_at,
        resolved_at

    from {{ ref('stg_support__tickets') }}
    where not is_spam and {{ happened_by_as_of('created_at') }}

),

owned_tickets as (

    select
        tickets.*,
        owners.customer_id

    from tickets
    inner join {{ ref('int_tickets_identified') }} as owners
        on tickets.ticket_id = owners.ticket_id

),

-- Only a known customer with a known topic can come back with the same problem.
compared_tickets as (

    select
        ticket_id,
        customer_id,
        direction,
        topic,
        created_at,
        lag(created_at) over (
            partition by customer_id, topic, direction order by created_at, ticket_id
        ) as previous_created_at,
        lag(coalesce(resolved_at, timestamp '9999-12-31')) over (
            partition by customer_id, topic, direction order by created_at, ticket_id
        ) as previous_resolved_at

    from owned_tickets
    where customer_id is not null and topic is not null

),

numbered_tickets as (

    select
        *,
        sum(
            case
                when
                    created_at <= previous_created_at + interval '{{ var("issue_window_hours") }} hours'
                    and created_at < previous_resolved_at
                    then 0
                else 1
            end
        ) over (
            partition by customer_id, topic, direction order by created_at, ticket_id
            rows between unbounded preceding and current row
        ) as chain_number

    from compared_tickets

),

chains as (

    select
        ticket_id,
        min(ticket_id) over (partition by customer_id, topic, direction, chain_number) as chain_id

    from numbered_tickets

),

chained_tickets as (

    select
        owned_tickets.ticket_id,
        owned_tickets.customer_id,
        owned_tickets.merged_into_ticket_id,
        coalesce(chains.chain_id, owned_tickets.ticket_id) as chain_id

    from owned_tickets
    left join chains
        on owned_tickets.ticket_id = chains.ticket_id

)

-- A merge into spam, into an unknown ticket or into itself is none.
select
    tickets.ticket_id,
    tickets.customer_id,
    tickets.chain_id,
    targets.chain_id as merged_into_chain_id

from chained_tickets as tickets
left join chained_tickets as targets
    on
        tickets.merged_into_ticket_id = targets.ticket_id
        and tickets.ticket_id != targets.ticket_id
