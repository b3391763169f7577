with

judged as (

    select
        method,
        count(*) as customer_count,
        {{ count_where('is_hit') }} as hit_count,
        sum(average_precision) as precision_sum

    from {{ ref('int_recommendations_judged') }}
    group by method

),

-- Where nothing was sold there is nothing to recommend.
sold as (

    select count(*) as order_count
    from {{ ref('orders') }} as orders
    cross join {{ ref('as_of') }} as as_of
    where
        orders.is_counted
        and {{ days_between('orders.business_date', 'as_of.as_of_date') }} < {{ var('affinity_days') }}
    having count(*) > 0

),

methods as (

    select
        methods.method,
        coalesce(judged.customer_count, 0) as customer_count,
        coalesce(judged.hit_count, 0) as hit_count,
        judged.precision_sum

    from (
        values ('affinity'), ('popularity')
    ) as methods (method)
    cross join sold
    left join judged
        on methods.method = judged.method

)

select
    methods.method,
    methods.customer_count,
    methods.hit_count,
    {{ ratio('methods.hit_count', 'methods.customer_count') }} as hit_rate,
    {{ wilson_low('methods.hit_count', 'methods.customer_count') }} as ci_low,
    {{ wilson_high('methods.hit_count', 'methods.customer_count') }} as ci_high,
    {{ ratio('methods.precision_sum', 'methods.customer_count') }} as mean_average_precision,
    (methods.method = 'affinity')
    = (compared.only_affinity_count > compared.only_popularity_count and compared.p_value < 0.05) as is_published

from methods
cross join {{ ref('int_recommendations_compared') }} as compared
