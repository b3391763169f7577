with

fits as (

    select distinct
        items.fit_number,
        items.outcome,
        items.segment_type,
        items.segment_value,
        items.item_count,
        sets.set_number

    from {{ ref('int_driver_items_numbered') }} as items
    inner join {{ ref('int_driver_sets_numbered') }} as sets
        on items.fit_number = sets.fit_number

)

select
    fits.fit_number,
    fits.item_count,
    pairs.item_number,
    pairs.other_item_number,
    pairs.case_count,
    pairs.score_sum,
    pairs.product_sum,
    pairs.outcome_sum,
    pairs.outcome_square_sum,
    pairs.outcome_product_sum

from {{ ref('int_item_pairs_summed') }} as pairs
inner join fits
    on
        pairs.set_number = fits.set_number
        and pairs.outcome = fits.outcome
        and pairs.segment_type = fits.segment_type
        and pairs.segment_value = fits.segment_value
