with

statuses as (

    select
        idea_id,
        status,
        changed_at,
        annual_value,
        currency,
        row_number() over (partition by idea_id order by changed_at desc) as status_number

    from {{ ref('stg_community__idea_status') }}
    where {{ happened_by_as_of('changed_at') }}

),

launched as (

    select
        ideas.idea_id,
        ideas.customer_id as submitter_id,
        statuses.annual_value,
        coalesce(statuses.currency, '{{ var("reporting_currency") }}') as currency,
        {{ business_date('statuses.changed_at') }} as launched_date

    from statuses
    inner join {{ ref('int_ideas_identified') }} as ideas
        on statuses.idea_id = ideas.idea_id
    where
        statuses.status_number = 1
        and statuses.status = 'launched'
        and statuses.annual_value is not null

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

),

valued as (

    select
        launched.*,
        {{ in_reporting_currency('launched.annual_value') }} as annual_margin

    from launched
    inner join fx_rates
        on
            launched.currency = fx_rates.currency
            and {{ month_of('launched.launched_date') }} >= fx_rates.valid_from_month
            and {{ month_of('launched.launched_date') }} < fx_rates.valid_before_month

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
    {{ money(
        "cast(cast(valued.annual_margin as decimal(24, 8)) * cast(1 - " ~ var('idea_submitter_share')
        ~ " as decimal(8, 6)) as " ~ type_double() ~ ") / voter_counts.voter_count"
    ) }} as amount

from valued
inner join voters
    on valued.idea_id = voters.idea_id
inner join voter_counts
    on valued.idea_id = voter_counts.idea_id
