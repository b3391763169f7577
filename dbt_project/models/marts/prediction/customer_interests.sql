with

weights as (

    select *
    from (
        values
        ('product_view', 1), ('search', 1), ('article_view', 1), ('add_to_cart', 2), ('order_line', 3)
    ) as weights (shown_by, weight)

),

-- Weights are summed as decimals, so that the order of the facts changes nothing.
summed as (

    select
        interests.customer_id,
        interests.category,
        sum(
            interests.fact_count * weights.weight * cast(
                power(0.5, {{ ratio(days_between('interests.business_date', 'as_of.as_of_date'), '30') }})
                as decimal(20, 18)
            )
        ) as score,
        {{ whole_sum("case when interests.shown_by = 'product_view' then interests.fact_count else 0 end") }}
            as view_count,
        {{ whole_sum('interests.order_count') }} as order_count,
        max(interests.last_seen_at) as last_seen_at

    from {{ ref('int_interests_shown') }} as interests
    cross join {{ ref('as_of') }} as as_of
    inner join weights
        on interests.shown_by = weights.shown_by
    group by interests.customer_id, interests.category

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id order by cast(score as decimal(38, 9)) desc, category asc
        ) as rank

    from summed

)

select
    customer_id,
    cast(rank as integer) as rank,
    category,
    cast(cast(score as decimal(38, 9)) as {{ type_double() }}) as score,
    view_count,
    order_count,
    last_seen_at

from ranked
where rank <= 5
