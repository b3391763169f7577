with

items as (

    select distinct
        quarter,
        outcome,
        segment_type,
        segment_value,
        item

    from {{ ref('int_item_pairs_summed') }}

)

-- The items of each fit, in a fixed order; whoever rated all of them is a complete case.
select
    quarter,
    outcome,
    segment_type,
    segment_value,
    item,
    dense_rank() over (order by quarter, outcome, segment_type, segment_value) as fit_number,
    row_number() over (
        partition by quarter, outcome, segment_type, segment_value order by item
    ) as item_number,
    count(*) over (partition by quarter, outcome, segment_type, segment_value) as item_count

from items
