-- What is bought together beyond chance, by the direction in which it says more, the greatest lift first?
with names as (
    select
        'product' as level,
        product_id as item_id,
        coalesce(name, product_id) as item
    from marts.products
    union all
    select distinct
        'category' as level,
        category as item_id,
        category as item
    from marts.products
    where category is not null
),

-- Of the two directions of a pair the one with the fewer orders to begin with says more.
pairs as (
    select
        *,
        row_number() over (
            partition by level order by lift desc, order_count desc, left_id asc, right_id asc
        ) as place
    from marts.product_affinities
    where
        is_significant
        and (left_order_count < right_order_count or (left_order_count = right_order_count and left_id < right_id))
)

select
    pairs.level,
    'Of ' || pairs.left_order_count || ' orders with ' || coalesce(lefts.item, pairs.left_id) || ', '
    || pairs.order_count || ' had ' || coalesce(rights.item, pairs.right_id) || ' as well.' as finding,
    coalesce(lefts.item, pairs.left_id) || 'を含む注文' || pairs.left_order_count || '件のうち' || pairs.order_count
    || '件に' || coalesce(rights.item, pairs.right_id) || 'も入っています。' as finding_ja,
    pairs.confidence,
    pairs.lift,
    pairs.p_value
from pairs
left join names as lefts
    on pairs.level = lefts.level and pairs.left_id = lefts.item_id
left join names as rights
    on pairs.level = rights.level and pairs.right_id = rights.item_id
where pairs.place <= $pairs
order by pairs.level desc, pairs.place asc
