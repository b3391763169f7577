with

-- From the placebo's first day to the measure's last.
measures as (

    select
        measure_number,
        metric,
        segment_type,
        segment_value,
        min(before_start) as first_date,
        max(after_end) as last_date

    from {{ ref('int_measures_windowed') }}
    group by measure_number, metric, segment_type, segment_value

),

order_facts as (

    select
        measures.measure_number,
        orders.business_date,
        orders.customer_id,
        cast(null as {{ type_text() }}) as segment_value,
        case
            when measures.metric = 'margin' then orders.margin
            when measures.metric = 'order_count' then 1
            else orders.net_sales
        end as numerator,
        1 as denominator

    from {{ ref('orders') }} as orders
    inner join measures
        on
            measures.metric in ('net_sales', 'margin', 'order_count', 'average_order_value')
            and orders.business_date between measures.first_date and measures.last_date
    where orders.is_counted

),

session_facts as (

    select
        measures.measure_number,
        sessions.business_date,
        sessions.customer_id,
        cast(null as {{ type_text() }}) as segment_value,
        case when measures.metric = 'session_count' or sessions.has_purchase then 1 else 0 end as numerator,
        1 as denominator

    from {{ ref('sessions') }} as sessions
    inner join measures
        on
            measures.metric in ('session_count', 'conversion_rate')
            and sessions.business_date between measures.first_date and measures.last_date
    where not sessions.is_bot

),

post_facts as (

    select
        measures.measure_number,
        posts.business_date,
        cast(null as {{ type_text() }}) as customer_id,
        case measures.segment_type when 'platform' then posts.platform else posts.account_id end as segment_value,
        posts.interaction_count as numerator,
        posts.reach_count as denominator

    from {{ ref('social_posts') }} as posts
    inner join measures
        on
            measures.metric = 'engagement_rate'
            and posts.business_date between measures.first_date and measures.last_date
    where posts.reach_count > 0

),

answer_facts as (

    select
        measures.measure_number,
        responses.business_date,
        responses.customer_id,
        cast(null as {{ type_text() }}) as segment_value,
        case
            when measures.metric = 'csat' then responses.csat_score
            when responses.nps_band = 'promoter' then 100
            when responses.nps_band = 'detractor' then -100
            else 0
        end as numerator,
        1 as denominator

    from {{ ref('survey_responses') }} as responses
    inner join measures
        on
            (
                measures.metric = 'nps' and responses.survey_type = 'relational' and responses.nps_score is not null
                or measures.metric = 'csat'
                and responses.survey_type = 'transactional'
                and responses.csat_score is not null
            )
            and responses.business_date between measures.first_date and measures.last_date

),

issue_facts as (

    select
        measures.measure_number,
        issues.opened_date as business_date,
        issues.customer_id,
        cast(null as {{ type_text() }}) as segment_value,
        1 as numerator,
        1 as denominator

    from {{ ref('support_issues') }} as issues
    inner join measures
        on
            measures.metric = 'contact_count'
            and issues.opened_date between measures.first_date and measures.last_date
    where not issues.is_proactive

),

facts as (

    select * from order_facts
    union all
    select * from session_facts
    union all
    select * from post_facts
    union all
    select * from answer_facts
    union all
    select * from issue_facts

)

-- Whom the measure touched, and everybody else. Without a customer, or without a value, is unknown.
select
    facts.measure_number,
    facts.business_date,
    measures.segment_type = 'all'
    or measures.segment_value = coalesce(facts.segment_value, segments.segment_value, 'unknown') as is_treated,
    cast(sum(facts.numerator) as decimal(38, 4)) as numerator,
    cast(sum(facts.denominator) as decimal(38, 4)) as denominator

from facts
inner join measures
    on facts.measure_number = measures.measure_number
left join {{ ref('int_customers_segmented') }} as segments
    on
        facts.customer_id = segments.customer_id
        and measures.segment_type = segments.segment_type
group by
    facts.measure_number,
    facts.business_date,
    measures.segment_type = 'all'
    or measures.segment_value = coalesce(facts.segment_value, segments.segment_value, 'unknown')
