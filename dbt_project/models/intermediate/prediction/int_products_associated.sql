with

owned as (

    select
        *,
        count(*) over (partition by days_before, customer_number) as product_count

    from {{ ref('int_customers_to_products') }}
    where days_since < {{ var('affinity_days') }}

),

-- Who bought more of them buys for others.
bought as (

    select
        days_before,
        customer_number,
        product_number

    from owned
    where product_count <= {{ var('affinity_max_products') }}

),

totals as (

    select
        days_before,
        count(distinct customer_number) as total_count

    from bought
    group by days_before

),

counts as (

    select
        days_before,
        product_number,
        count(*) as customer_count

    from bought
    group by days_before, product_number

),

pairs as (

    select
        bought.days_before,
        bought.product_number,
        others.product_number as other_number,
        count(*) as customer_count

    from bought
    inner join bought as others
        on
            bought.days_before = others.days_before
            and bought.customer_number = others.customer_number
            and bought.product_number < others.product_number
    group by bought.days_before, bought.product_number, others.product_number
    having count(*) >= {{ var('affinity_min_orders') }}

),

directed as (

    select
        days_before,
        product_number as left_number,
        other_number as right_number,
        customer_count

    from pairs

    union all

    select
        days_before,
        other_number as left_number,
        product_number as right_number,
        customer_count

    from pairs

),

-- How much likelier among buyers of the one than among all, in billionths.
scored as (

    select
        directed.days_before,
        directed.left_number,
        directed.right_number,
        cast({{ rounded(
            '1e9 * (' ~ ratio('directed.customer_count', 'left_counts.customer_count') ~ ' - '
            ~ ratio('right_counts.customer_count', 'totals.total_count') ~ ')'
        ) }} as bigint) as score_billionths

    from directed
    inner join totals
        on directed.days_before = totals.days_before
    inner join counts as left_counts
        on
            directed.days_before = left_counts.days_before
            and directed.left_number = left_counts.product_number
    inner join counts as right_counts
        on
            directed.days_before = right_counts.days_before
            and directed.right_number = right_counts.product_number

),

placed as (

    select
        *,
        row_number() over (
            partition by days_before, left_number order by score_billionths desc, right_number asc
        ) as place

    from scored
    where score_billionths > 0

)

-- Places are counted once more among what is offered: nobody is shown the rest.
select
    placed.days_before,
    placed.left_number,
    placed.right_number,
    placed.score_billionths,
    cast(
        row_number() over (partition by placed.days_before, placed.left_number order by placed.place) as integer
    ) as place

from placed
inner join {{ ref('int_products_offered') }} as offered
    on
        placed.days_before = offered.days_before
        and placed.right_number = offered.product_number
where placed.place <= 50
