with

pairs as (

    select
        *,
        {{ ratio(
            'abs(cast(order_count as ' ~ type_double() ~ ') * basket_count '
            ~ '- cast(item_order_count as ' ~ type_double() ~ ') * other_order_count) '
            ~ '* sqrt(basket_count)',
            'sqrt(cast(item_order_count as ' ~ type_double() ~ ') * (basket_count - item_order_count)) '
            ~ '* sqrt(cast(other_order_count as ' ~ type_double() ~ ') * (basket_count - other_order_count))'
        ) }} as absolute_z,
        count(*) over (partition by level) as pair_count

    from {{ ref('int_items_paired') }}

),

names as (

    select
        'product' as level,
        product_number as item_number,
        product_id as item_id

    from {{ ref('int_products_numbered') }}

    union all

    select distinct
        'category' as level,
        category_number as item_number,
        category as item_id

    from {{ ref('int_products_numbered') }}
    where category is not null

),

directed as (

    select
        level,
        item_number as left_number,
        other_number as right_number,
        item_order_count as left_order_count,
        other_order_count as right_order_count,
        order_count,
        basket_count,
        absolute_z,
        pair_count

    from pairs

    union all

    select
        level,
        other_number as left_number,
        item_number as right_number,
        other_order_count as left_order_count,
        item_order_count as right_order_count,
        order_count,
        basket_count,
        absolute_z,
        pair_count

    from pairs

),

measured as (

    select
        *,
        {{ ratio('order_count', 'left_order_count') }} as confidence,
        {{ two_sided_p_value('absolute_z') }} as p_value

    from directed

)

select
    measured.level,
    left_names.item_id as left_id,
    right_names.item_id as right_id,
    measured.left_order_count,
    measured.right_order_count,
    measured.order_count,
    {{ ratio('measured.order_count', 'measured.basket_count') }} as support,
    measured.confidence,
    {{ ratio(
        'measured.order_count * measured.basket_count', 'measured.left_order_count * measured.right_order_count'
    ) }} as lift,
    {{ ratio(
        '(measured.basket_count - measured.right_order_count) * measured.left_order_count',
        'measured.basket_count * (measured.left_order_count - measured.order_count)'
    ) }} as conviction,
    measured.p_value,
    coalesce(
        measured.order_count * measured.basket_count > measured.left_order_count * measured.right_order_count
        and measured.p_value * measured.pair_count < 0.05,
        false
    ) as is_significant

from measured
inner join names as left_names
    on
        measured.level = left_names.level
        and measured.left_number = left_names.item_number
inner join names as right_names
    on
        measured.level = right_names.level
        and measured.right_number = right_names.item_number
