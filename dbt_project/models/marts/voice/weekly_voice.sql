with

topics as (

    select
        topic,
        source,
        {{ week_of('business_date') }} as week,
        customer_id,
        sentiment_label

    from {{ ref('int_texts_to_topics') }}

),

first_week as (

    select min(week) as week
    from topics

),

voices as (

    select *
    from topics

    union all

    select
        topic,
        'all' as source,
        week,
        customer_id,
        sentiment_label

    from topics

),

counted as (

    select
        week,
        source,
        topic,
        count(*) as text_count,
        {{ count_where("sentiment_label = 'negative'") }} as negative_count,
        count(distinct customer_id) as customer_count

    from voices
    where topic not in ('all', 'none')
    group by week, source, topic

)

select
    counted.week,
    counted.source,
    counted.topic,
    counted.text_count,
    counted.negative_count,
    counted.customer_count,
    case
        when counted.week > first_week.week then counted.text_count - coalesce(earlier.text_count, 0)
    end as text_count_change,
    cast(row_number() over (
        partition by counted.week, counted.source order by counted.negative_count desc, counted.topic asc
    ) as integer) as rank

from counted
cross join first_week
left join counted as earlier
    on
        counted.source = earlier.source
        and counted.topic = earlier.topic
        and counted.week = {{ add_days('earlier.week', 7) }}
