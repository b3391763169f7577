-- Tickets with who opened them, when they were first answered and solved, and where they were merged.
with staff as (
    select id
    from src.user
    where lower(role) in ('agent', 'admin')
),

answers as (
    select
        comment.ticket_id,
        min(comment.created_at) as first_at
    from src.comment as comment
    inner join staff on comment.user_id = staff.id
    inner join src.ticket as ticket on comment.ticket_id = ticket.id
    where comment.is_public and comment.created_at >= ticket.created_at
    group by comment.ticket_id
),

changes as (
    select
        ticket_id,
        updated_at,
        lower(value) as status,
        lag(lower(value)) over (partition by ticket_id order by updated_at asc, _row asc) as before
    from src.history
    where lower(field_name) = 'status'
),

solved as (
    select
        ticket_id,
        max(updated_at) filter (where status = 'solved') as last_at,
        count(*) filter (
            where before = 'solved' and status in ('new', 'open', 'pending', 'hold')
        ) as reopened_count
    from changes
    group by ticket_id
),

merged as (
    select
        id as primary_id,
        unnest(try_cast(merged_ticket_ids as varchar[])) as id
    from src.ticket
    where merged_ticket_ids is not null
)

select
    ticket.*,
    requester.email as requester_email,
    answers.first_at,
    case when lower(ticket.status) in ('solved', 'closed') then solved.last_at end as solved_at,
    solved.reopened_count,
    merged.primary_id,
    submitter.id is not null and ticket.submitter_id <> ticket.requester_id as is_proactive
from src.ticket as ticket
left join src.user as requester on ticket.requester_id = requester.id
left join staff as submitter on ticket.submitter_id = submitter.id
left join answers on ticket.id = answers.ticket_id
left join solved on ticket.id = solved.ticket_id
left join (select id, min(primary_id) as primary_id from merged group by id) as merged
    on ticket.id = merged.id
