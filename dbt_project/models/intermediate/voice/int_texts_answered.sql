with

tickets as (

    select
        ticket_id,
        coalesce({{ happened_by_as_of('first_responded_at') }}, false) as is_answered

    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }}

),

ideas as (

    select distinct idea_id
    from {{ ref('stg_community__idea_status') }}
    where {{ happened_by_as_of('changed_at') }} and status != 'submitted'

),

questions as (

    select post_id
    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }} and post_type = 'question'

)

select
    texts.text_id,
    case texts.source
        when 'ticket' then tickets.is_answered
        when 'mention' then mentions.answered_at is not null
        when 'community_post' then answers.answered_at is not null
        when 'idea' then ideas.idea_id is not null
    end as is_answered

from {{ ref('int_texts_written') }} as texts
left join tickets
    on
        texts.source = 'ticket'
        and texts.source_key = tickets.ticket_id
left join {{ ref('int_mentions_answered') }} as mentions
    on
        texts.source = 'mention'
        and texts.source_key = mentions.mention_id
left join questions
    on
        texts.source = 'community_post'
        and texts.source_key = questions.post_id
left join {{ ref('int_questions_answered') }} as answers
    on questions.post_id = answers.post_id
left join ideas
    on
        texts.source = 'idea'
        and texts.source_key = ideas.idea_id
where texts.source in ('ticket', 'mention', 'idea') or questions.post_id is not null
