with

reviews as (

    select
        review_id,
        product_id,
        rating,
        {{ month_of(business_date('created_at')) }} as month

    from {{ ref('stg_commerce__reviews') }}
    where {{ happened_by_as_of('created_at') }} and product_id is not null

),

spans as (

    select
        'month' as period_type,
        *

    from reviews

    union all

    select
        'all_time' as period_type,
        review_id,
        product_id,
        rating,
        min(month) over () as month

    from reviews

),

voices as (

    select
        spans.period_type,
        spans.month,
        spans.product_id,
        spans.rating,
        'commerce.reviews:' || spans.review_id as text_id,
        cast(texts.sentiment as decimal(20, 15)) as sentiment,
        texts.sentiment_label

    from spans
    left join {{ ref('texts') }} as texts
        on 'commerce.reviews:' || spans.review_id = texts.text_id

),

counted as (

    select
        period_type,
        month,
        product_id,
        count(*) as review_count,
        count(rating) as rating_count,
        {{ ratio('sum(rating)', 'count(rating)') }} as mean_rating,
        count(sentiment) as scored_count,
        {{ count_where("sentiment_label = 'negative'") }} as negative_count,
        {{ ratio('sum(sentiment)', 'count(sentiment)') }} as mean_sentiment

    from voices
    group by period_type, month, product_id

),

topics as (

    select
        voices.period_type,
        voices.month,
        voices.product_id,
        topics.topic,
        row_number() over (
            partition by voices.period_type, voices.month, voices.product_id
            order by {{ count_where("voices.sentiment_label = 'negative'") }} desc, count(*) desc, topics.topic asc
        ) as place

    from voices
    inner join {{ ref('text_topics') }} as topics
        on voices.text_id = topics.text_id
    group by voices.period_type, voices.month, voices.product_id, topics.topic

),

-- What was given back of what the product brought after discounts, by the month of the order.
sales as (

    select
        'month' as period_type,
        {{ month_of('lines.business_date') }} as month,
        lines.product_id,
        sum(lines.gross_sales - lines.discount_amount) as sales,
        sum(lines.refund_amount) as refund_amount

    from {{ ref('order_lines') }} as lines
    inner join {{ ref('orders') }} as orders
        on lines.order_id = orders.order_id
    where orders.status = 'paid' and lines.net_sales is not null
    group by {{ month_of('lines.business_date') }}, lines.product_id

),

periods as (

    select
        period_type,
        month,
        product_id,
        sales,
        refund_amount

    from sales

    union all

    select
        'all_time' as period_type,
        (select min(month) from reviews) as month,
        product_id,
        sum(sales) as sales,
        sum(refund_amount) as refund_amount

    from sales
    group by product_id

)

select
    counted.period_type,
    counted.month,
    counted.product_id,
    counted.review_count,
    counted.rating_count,
    counted.mean_rating,
    counted.scored_count,
    counted.negative_count,
    {{ ratio('counted.negative_count', 'counted.scored_count') }} as negative_share,
    counted.mean_sentiment,
    topics.topic as top_topic,
    case when periods.sales > 0 then {{ ratio('periods.refund_amount', 'periods.sales') }} end as refund_share

from counted
left join topics
    on
        counted.period_type = topics.period_type
        and counted.month = topics.month
        and counted.product_id = topics.product_id
        and topics.place = 1
left join periods
    on
        counted.period_type = periods.period_type
        and counted.month = periods.month
        and counted.product_id = periods.product_id
