with

fits as (

    select
        quarter,
        fit_number,
        {{ joined_texts('item', '|', 'item') }} as items

    from {{ ref('int_driver_items_numbered') }}
    where is_entered
    group by quarter, fit_number

)

-- Nearly all fits of a quarter take the same items: pairs are summed once per set, not once per fit.
select
    fit_number,
    dense_rank() over (order by quarter, items) as set_number

from fits
