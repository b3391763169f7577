with

placed as (

    select
        relation,
        churn_probability,
        has_left,
        row_number() over (
            partition by relation order by churn_probability, customer_id, snapshot_date
        ) as place,
        count(*) over (partition by relation) as row_count

    from {{ ref('churn_backtest') }}
    where churn_probability is not null

),

counted as (

    select
        relation,
        cast(1 + floor({{ ratio('10 * (place - 1)', 'row_count') }}) as integer) as decile,
        count(*) as customer_count,
        sum(cast(churn_probability as decimal(18, 9))) as probability_sum,
        {{ count_where('has_left') }} as left_count

    from placed
    group by relation, decile

)

select
    relation,
    decile,
    customer_count,
    {{ ratio('probability_sum', 'customer_count') }} as mean_probability,
    left_count,
    {{ ratio('left_count', 'customer_count') }} as left_share,
    {{ wilson_low('left_count', 'customer_count') }} as ci_low,
    {{ wilson_high('left_count', 'customer_count') }} as ci_high

from counted
