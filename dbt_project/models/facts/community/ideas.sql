with

ideas as (

    select
        idea_id,
        intake_channel,
        topic,
        submitted_at

    from {{ ref('stg_community__ideas') }}
    where {{ happened_by_as_of('submitted_at') }}

),

votes as (

    select
        idea_id,
        count(*) as vote_count

    from {{ ref('stg_community__idea_votes') }}
    where {{ happened_by_as_of('voted_at') }}
    group by idea_id

),

titles as (

    select
        written.source_key as idea_id,
        masked.masked_title

    from {{ ref('int_texts_written') }} as written
    inner join {{ ref('int_texts_masked') }} as masked
        on written.text_id = masked.text_id
    where written.source = 'idea' and not written.is_erased and {{ 'true' if var('publish_texts') else 'false' }}

)

select
    ideas.idea_id,
    submitters.customer_id,
    ideas.intake_channel,
    ideas.topic,
    titles.masked_title as title,
    ideas.submitted_at,
    dated.status,
    dated.status_at,
    dated.reviewed_at,
    dated.adopted_at,
    dated.declined_at,
    dated.launched_at,
    {{ days_passed('ideas.submitted_at', 'dated.reviewed_at') }} as days_to_review,
    {{ days_passed('ideas.submitted_at', 'dated.adopted_at') }} as days_to_adopt,
    {{ days_passed('ideas.submitted_at', 'dated.launched_at') }} as days_to_launch,
    coalesce(votes.vote_count, 0) as vote_count,
    {{ money('valued.annual_margin') }} as annual_value,
    dated.is_submitter_notified,
    dated.is_contradicted

from ideas
inner join {{ ref('int_ideas_identified') }} as submitters
    on ideas.idea_id = submitters.idea_id
inner join {{ ref('int_ideas_dated') }} as dated
    on ideas.idea_id = dated.idea_id
left join votes
    on ideas.idea_id = votes.idea_id
left join {{ ref('int_ideas_valued') }} as valued
    on ideas.idea_id = valued.idea_id
left join titles
    on ideas.idea_id = titles.idea_id
