with

-- A survey may rate an item twice: the first question speaks.
ratings as (

    select
        response_id,
        item,
        min(customer_id) as customer_id,
        min(quarter) as quarter,
        min(nps_score) as nps_score,
        min(csat_score) as csat_score,
        min_by(score, question_id) as score

    from {{ ref('int_item_ratings_identified') }}
    where question_type = 'satisfaction' and (nps_score is not null or csat_score is not null)
    group by response_id, item

),

item_counts as (

    select
        response_id,
        count(*) as rated_item_count

    from ratings
    group by response_id

),

-- Every two items of a response, and every item with itself.
cells as (

    select
        ratings.customer_id,
        ratings.quarter,
        item_counts.rated_item_count,
        ratings.nps_score is not null as has_nps,
        ratings.csat_score is not null as has_csat,
        ratings.item,
        others.item as other_item,
        count(*) as case_count,
        {{ whole_sum('ratings.score') }} as score_sum,
        {{ whole_sum('ratings.score * others.score') }} as product_sum,
        {{ whole_sum('ratings.nps_score') }} as nps_sum,
        {{ whole_sum('ratings.nps_score * ratings.nps_score') }} as nps_square_sum,
        {{ whole_sum('ratings.nps_score * ratings.score') }} as nps_product_sum,
        {{ whole_sum('ratings.csat_score') }} as csat_sum,
        {{ whole_sum('ratings.csat_score * ratings.csat_score') }} as csat_square_sum,
        {{ whole_sum('ratings.csat_score * ratings.score') }} as csat_product_sum

    from ratings
    inner join item_counts
        on ratings.response_id = item_counts.response_id
    inner join ratings as others
        on
            ratings.response_id = others.response_id
            and ratings.item <= others.item
    group by
        ratings.customer_id,
        ratings.quarter,
        item_counts.rated_item_count,
        ratings.nps_score is not null,
        ratings.csat_score is not null,
        ratings.item,
        others.item

),

cells_by_outcome as (

    select
        customer_id,
        quarter,
        'nps' as outcome,
        rated_item_count,
        item,
        other_item,
        case_count,
        score_sum,
        product_sum,
        nps_sum as outcome_sum,
        nps_square_sum as outcome_square_sum,
        nps_product_sum as outcome_product_sum
    from cells
    where has_nps

    union all

    select
        customer_id,
        quarter,
        'csat' as outcome,
        rated_item_count,
        item,
        other_item,
        case_count,
        score_sum,
        product_sum,
        csat_sum as outcome_sum,
        csat_square_sum as outcome_square_sum,
        csat_product_sum as outcome_product_sum
    from cells
    where has_csat

),

segmented as (

    {{ by_segment('cells_by_outcome') }}

)

select
    quarter,
    outcome,
    segment_type,
    segment_value,
    rated_item_count,
    item,
    other_item,
    {{ whole_sum('case_count') }} as case_count,
    {{ whole_sum('score_sum') }} as score_sum,
    {{ whole_sum('product_sum') }} as product_sum,
    {{ whole_sum('outcome_sum') }} as outcome_sum,
    {{ whole_sum('outcome_square_sum') }} as outcome_square_sum,
    {{ whole_sum('outcome_product_sum') }} as outcome_product_sum

from segmented
group by quarter, outcome, segment_type, segment_value, rated_item_count, item, other_item
