with

mentions as (

    select
        mentions.mention_id,
        {{ normalised_handle('mentions.platform', 'mentions.author_handle') }} as handle,
        mentions.occurred_at

    from {{ ref('stg_social__mentions') }} as mentions
    inner join {{ ref('int_mentions_identified') }} as identified
        on mentions.mention_id = identified.mention_id
    where {{ happened_by_as_of('mentions.occurred_at') }}

),

-- A ticket that somebody of ours opened is an answer at once, one that the author opened once it is answered.
answers as (

    select
        identified.handle,
        case tickets.direction
            when 'proactive' then tickets.created_at
            else tickets.first_responded_at
        end as answered_at

    from {{ ref('stg_support__tickets') }} as tickets
    inner join {{ ref('int_tickets_identified') }} as identified
        on tickets.ticket_id = identified.ticket_id
    where
        {{ happened_by_as_of('tickets.created_at') }}
        and tickets.channel = 'social'
        and not tickets.is_spam
        and identified.handle is not null

)

select
    mentions.mention_id,
    min(answers.answered_at) as answered_at

from mentions
inner join answers
    on
        mentions.handle = answers.handle
        and answers.answered_at >= mentions.occurred_at
        and answers.answered_at <= mentions.occurred_at + interval '7 days'
where {{ happened_by_as_of('answers.answered_at') }}
group by mentions.mention_id
