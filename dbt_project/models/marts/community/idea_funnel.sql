with

ideas as (

    select
        {{ month_of(business_date('submitted_at')) }} as month,
        intake_channel,
        status,
        adopted_at is not null or launched_at is not null as is_adopted,
        launched_at is not null as is_launched,
        reviewed_at is not null
        or adopted_at is not null
        or declined_at is not null
        or launched_at is not null as is_reviewed,
        days_to_review,
        days_to_launch

    from {{ ref('ideas') }}

),

cut_ideas as (

    select *
    from ideas

    union all

    select
        month,
        'all' as intake_channel,
        status,
        is_adopted,
        is_launched,
        is_reviewed,
        days_to_review,
        days_to_launch
    from ideas

),

counted as (

    select
        month,
        intake_channel,
        count(*) as submitted_count,
        {{ count_where('is_reviewed') }} as reviewed_count,
        {{ count_where('is_adopted') }} as adopted_count,
        {{ count_where('is_launched') }} as launched_count,
        {{ count_where("status = 'declined'") }} as declined_count,
        {{ count_where("status not in ('declined', 'launched')") }} as open_count,
        percentile_cont(0.5) within group (order by days_to_review) as median_days_to_review,
        percentile_cont(0.5) within group (order by days_to_launch) as median_days_to_launch

    from cut_ideas
    group by month, intake_channel

)

select
    month,
    intake_channel,
    submitted_count,
    reviewed_count,
    adopted_count,
    launched_count,
    declined_count,
    open_count,
    {{ ratio('reviewed_count', 'submitted_count') }} as review_rate,
    {{ ratio('adopted_count', 'submitted_count') }} as adoption_rate,
    {{ ratio('launched_count', 'submitted_count') }} as launch_rate,
    median_days_to_review,
    median_days_to_launch

from counted
