with

chained_tickets as (

    select
        tickets.ticket_id,
        tickets.customer_id,
        tickets.merged_into_chain_id is not null as is_merged,
        coalesce(clusters.issue_chain_id, tickets.chain_id) as issue_chain_id

    from {{ ref('int_tickets_chained') }} as tickets
    left join {{ ref('int_ticket_chains_clustered') }} as clusters
        on tickets.chain_id = clusters.chain_id

),

tickets as (

    select
        chained_tickets.*,
        facts.topic,
        facts.channel,
        facts.direction,
        facts.created_at,
        facts.first_responded_at,
        facts.resolved_at,
        facts.reopened_count,
        facts.priority,
        -- The earliest ticket that knows it says whose problem it is and what it is about; later ones only add to it.
        row_number() over (
            partition by chained_tickets.issue_chain_id
            order by facts.created_at, chained_tickets.ticket_id
        ) as ticket_number

    from chained_tickets
    inner join {{ ref('stg_support__tickets') }} as facts
        on chained_tickets.ticket_id = facts.ticket_id
    where {{ happened_by_as_of('facts.created_at') }}

),

ratings as (

    select
        tickets.issue_chain_id,
        scores.csat_score,
        row_number() over (
            partition by tickets.issue_chain_id
            order by responses.responded_at desc, responses.response_id desc
        ) as rating_number

    from {{ ref('stg_survey__responses') }} as responses
    inner join {{ ref('survey_responses') }} as scores
        on responses.response_id = scores.response_id
    inner join tickets
        on responses.ticket_id = tickets.ticket_id
    where scores.csat_score is not null and {{ happened_by_as_of('responses.responded_at') }}

),

channels as (

    select
        issue_chain_id,
        {{ joined_texts('channel', ',', 'channel') }} as channels

    from (
        select distinct
            issue_chain_id,
            channel
        from tickets
    ) as distinct_channels
    group by issue_chain_id

),

issues as (

    select
        issue_chain_id,
        max(case when ticket_number = 1 then ticket_id end) as issue_id,
        {{ min_by('customer_id', 'ticket_number') }} as customer_id,
        {{ min_by('topic', 'ticket_number') }} as topic,
        min(created_at) as opened_at,
        min(first_responded_at) as first_responded_at,
        -- Done is done when everything is: a ticket merged into another closes with that one.
        case
            when {{ count_where('not is_merged and resolved_at is null') }} = 0
                then max(case when not is_merged then resolved_at end)
        end as resolved_at,
        count(*) as ticket_count,
        cast(sum(coalesce(reopened_count, 0)) as bigint) as reopened_count,
        max(
            case priority when 'urgent' then 4 when 'high' then 3 when 'medium' then 2 when 'low' then 1 end
        ) as urgency,
        max(case when ticket_number = 1 then direction end) = 'proactive' as is_proactive

    from tickets
    group by issue_chain_id

)

select
    issues.issue_id,
    issues.customer_id,
    issues.topic,
    issues.opened_at,
    issues.first_responded_at,
    issues.resolved_at,
    issues.ticket_count,
    channels.channels,
    case issues.urgency when 4 then 'urgent' when 3 then 'high' when 2 then 'medium' when 1 then 'low' end as priority,
    issues.reopened_count,
    issues.is_proactive,
    ratings.csat_score

from issues
inner join channels
    on issues.issue_chain_id = channels.issue_chain_id
left join ratings
    on
        issues.issue_chain_id = ratings.issue_chain_id
        and ratings.rating_number = 1
