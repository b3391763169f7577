with

items as (

    select *
    from {{ ref('int_driver_items_numbered') }}

),

fits as (

    select *
    from {{ ref('int_driver_weights_fitted') }}

),

ratings as (

    select *
    from {{ ref('int_item_ratings_to_segments') }}

),

described as (

    select
        items.quarter,
        items.outcome,
        items.item,
        items.segment_type,
        items.segment_value,
        items.fit_number,
        items.answer_count,
        items.rating_response_count,
        items.answer_share,
        items.is_entered,
        coalesce(max(fits.case_count) over (partition by items.fit_number), 0) as response_count,
        ratings.performance,
        ratings.stated_importance,
        fits.derived_importance,
        max(fits.r_squared) over (partition by items.fit_number) as r_squared,
        fits.p_value,
        case
            when not items.is_entered then 'rarely_rated'
            when fits.fit_number is null then 'too_few_responses'
            else fits.missing_reason
        end as missing_reason

    from items
    inner join ratings
        on
            items.quarter = ratings.quarter
            and items.item = ratings.item
            and items.segment_type = ratings.segment_type
            and items.segment_value = ratings.segment_value
    left join fits
        on
            items.fit_number = fits.fit_number
            and items.item_number = fits.item_number

),

-- Where the regression is silent, what people say is important stands in, but only if they were asked about every item.
means as (

    select
        fit_number,
        count(*) as item_count,
        count(derived_importance) as derived_count,
        count(stated_importance) as stated_count,
        {{ ratio('sum(performance)', 'count(performance)') }} as mean_performance,
        {{ ratio('sum(derived_importance)', 'count(derived_importance)') }} as mean_derived,
        {{ ratio('sum(stated_importance)', 'count(stated_importance)') }} as mean_stated

    from described
    where is_entered
    group by fit_number

),

-- Equal items must not fall on two sides of their mean by a rounding error.
placed as (

    select
        described.*,
        described.performance >= means.mean_performance - 1e-9 as is_satisfied,
        case
            when not described.is_entered then null
            when means.derived_count = means.item_count
                then described.derived_importance >= means.mean_derived - 1e-9
            when means.stated_count = means.item_count
                then described.stated_importance >= means.mean_stated - 1e-9
        end as is_important

    from described
    left join means
        on described.fit_number = means.fit_number

)

select
    quarter,
    outcome,
    item,
    segment_type,
    segment_value,
    response_count,
    performance,
    stated_importance,
    derived_importance,
    r_squared,
    p_value,
    case
        when is_important and not is_satisfied then 'concentrate_here'
        when is_important then 'keep_up'
        when not is_important and not is_satisfied then 'low_priority'
        when not is_important then 'possible_overkill'
    end as quadrant,
    answer_count,
    rating_response_count,
    answer_share,
    case
        when response_count >= {{ var('driver_min_responses') }}
            then coalesce(is_important and not is_satisfied and p_value < 0.05, false)
    end as is_issue,
    missing_reason

from placed
