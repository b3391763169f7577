with

items as (

    select *
    from {{ ref('int_roadmap_items_dated') }}

),

texts as (

    select *
    from {{ ref('int_roadmap_items_to_texts') }}

),

-- Doubles add up differently in another order of rows, decimals do not.
voices as (

    select
        roadmap_item_id,
        {{ count_where('is_voice') }} as text_count,
        {{ count_where('is_voice and is_negative') }} as negative_count,
        sum(case when is_before then cast(sentiment as decimal(38, 12)) end) as sentiment_before_sum,
        count(case when is_before then sentiment end) as scored_before_count,
        sum(case when is_after then cast(sentiment as decimal(38, 12)) end) as sentiment_after_sum,
        count(case when is_after then sentiment end) as scored_after_count

    from texts
    group by roadmap_item_id

),

speakers as (

    select distinct
        roadmap_item_id,
        customer_id

    from texts
    where is_voice and customer_id is not null

),

valued as (

    select
        speakers.roadmap_item_id,
        count(*) as customer_count,
        sum(cast(customer_ltv.clv_expected as decimal(38, 9))) as customer_value

    from speakers
    left join {{ ref('customer_ltv') }} as customer_ltv
        on speakers.customer_id = customer_ltv.customer_id
    group by speakers.roadmap_item_id

),

askers as (

    select
        roadmap_item_id,
        count(*) as asked_count,
        {{ count_where('is_told') }} as told_count,
        {{ count_where('is_told and has_answered') }} as told_answered_count,
        {{ count_where('not is_told and has_answered') }} as untold_answered_count

    from {{ ref('int_roadmap_items_to_askers') }}
    group by roadmap_item_id

),

summed as (

    select
        items.*,
        coalesce(voices.text_count, 0) as text_count,
        coalesce(voices.negative_count, 0) as negative_count,
        coalesce(valued.customer_count, 0) as customer_count,
        coalesce(valued.customer_value, 0) as customer_value,
        items.shipped_at is null and items.announced_at is null as is_waiting,
        coalesce(askers.asked_count, 0) as asked_count,
        coalesce(askers.told_count, 0) as told_count,
        askers.told_answered_count,
        askers.untold_answered_count,
        {{ ratio('voices.sentiment_before_sum', 'voices.scored_before_count') }} as sentiment_before,
        {{ ratio('voices.sentiment_after_sum', 'voices.scored_after_count') }} as sentiment_after

    from items
    left join voices
        on items.roadmap_item_id = voices.roadmap_item_id
    left join valued
        on items.roadmap_item_id = valued.roadmap_item_id
    left join askers
        on items.roadmap_item_id = askers.roadmap_item_id

)

select
    roadmap_item_id,
    topic,
    title,
    state,
    text_count,
    negative_count,
    customer_count,
    cast(customer_value as {{ type_double() }}) as customer_value,
    case
        when is_waiting then cast(row_number() over (
            partition by is_waiting
            order by customer_count desc, customer_value desc, roadmap_item_id asc
        ) as integer)
    end as priority_rank,
    {{ days_passed('collected_at', 'prioritised_at') }} as days_to_prioritise,
    {{ days_passed('prioritised_at', 'agreed_at') }} as days_to_agree,
    {{ days_passed('agreed_at', 'shipped_at') }} as days_to_ship,
    {{ days_passed('shipped_at', 'announced_at') }} as days_to_announce,
    asked_count as asked_customer_count,
    told_count as told_customer_count,
    {{ ratio('told_count', 'asked_count') }} as told_share,
    sentiment_before,
    case when is_matured then sentiment_after end as sentiment_after,
    is_matured,
    case when is_answer_matured then {{ ratio('told_answered_count', 'told_count') }} end as told_response_rate,
    case when is_answer_matured then {{ ratio('untold_answered_count', 'asked_count - told_count') }} end
        as untold_response_rate

from summed
