with

pairs as (

    select *
    from {{ ref('int_item_pairs_summed') }}

),

items as (

    select *
    from {{ ref('int_driver_items_numbered') }}

)

select
    items.fit_number,
    items.item_count,
    items.item_number,
    others.item_number as other_item_number,
    pairs.case_count,
    pairs.score_sum,
    pairs.product_sum,
    pairs.outcome_sum,
    pairs.outcome_square_sum,
    pairs.outcome_product_sum

from pairs
inner join items
    on
        pairs.quarter = items.quarter
        and pairs.outcome = items.outcome
        and pairs.segment_type = items.segment_type
        and pairs.segment_value = items.segment_value
        and pairs.item = items.item
        and pairs.rated_item_count = items.item_count
inner join items as others
    on
        items.fit_number = others.fit_number
        and pairs.other_item = others.item
