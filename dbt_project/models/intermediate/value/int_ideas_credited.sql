with

valued as (

    select
        valued.idea_id,
        ideas.customer_id as submitter_id,
        valued.launched_date,
        valued.annual_margin

    from {{ ref('int_ideas_valued') }} as valued
    inner join {{ ref('int_ideas_identified') }} as ideas
        on valued.idea_id = ideas.idea_id

),

voters as (

    select distinct
        votes.idea_id,
        members.customer_id

    from {{ ref('stg_community__idea_votes') }} as votes
    inner join {{ ref('id_members_identified') }} as members
        on votes.member_id = members.member_id
    left join {{ ref('int_ideas_identified') }} as ideas
        on votes.idea_id = ideas.idea_id
    where
        members.customer_id != coalesce(ideas.customer_id, '')
        and {{ happened_by_as_of('votes.voted_at') }}

),

voter_counts as (

    select
        idea_id,
        count(*) as voter_count

    from voters
    group by idea_id

)

-- An unknown submitter's part is booked for nobody; without voters the submitter has it all.
select
    valued.idea_id,
    valued.submitter_id as customer_id,
    valued.launched_date,
    {{ money(
        "cast(valued.annual_margin as decimal(24, 8)) * cast(case when voter_counts.voter_count > 0 then "
        ~ var('idea_submitter_share') ~ " else 1 end as decimal(8, 6))"
    ) }} as amount

from valued
left join voter_counts
    on valued.idea_id = voter_counts.idea_id
where valued.submitter_id is not null

union all

select
    valued.idea_id,
    voters.customer_id,
    valued.launched_date,
    {{ money_of_double(
        "cast(cast(valued.annual_margin as decimal(24, 8)) * cast(1 - " ~ var('idea_submitter_share')
        ~ " as decimal(8, 6)) as " ~ type_double() ~ ") / voter_counts.voter_count"
    ) }} as amount

from valued
inner join voters
    on valued.idea_id = voters.idea_id
inner join voter_counts
    on valued.idea_id = voter_counts.idea_id
