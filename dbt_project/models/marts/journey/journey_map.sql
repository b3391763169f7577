{#- A cell is kind and channel of contact at a stage in a quarter; each is told as a whole too, and over all time. -#}
{%- set cell -%}
stage_model, stage, quarter, coalesce(touch_type, 'all') as touch_type, coalesce(channel, 'all') as channel
{%- endset -%}
{%- set cells -%}
grouping sets (
            (stage_model, stage, quarter, touch_type, channel),
            (stage_model, stage, quarter),
            (stage_model, stage, touch_type, channel),
            (stage_model, stage)
        )
{%- endset -%}
with

stages as (

    select *
    from {{ ref('int_touch_kinds_to_stages') }}

),

placed as (

    select
        touches.touchpoint_id,
        touches.quarter,
        touches.touch_type,
        touches.channel,
        stages.stage_model,
        stages.stage

    from {{ ref('int_touches_reached') }} as touches
    inner join stages
        on touches.touch_kind = stages.touch_kind

),

texts as (

    select
        placed.stage_model,
        placed.stage,
        placed.quarter,
        placed.touch_type,
        placed.channel,
        texts.text_id,
        cast(texts.sentiment as decimal(20, 15)) as sentiment,
        texts.sentiment_label

    from placed
    inner join {{ ref('int_touches_to_texts') }} as texts
        on placed.touchpoint_id = texts.touchpoint_id

),

moods as (

    select
        {{ cell }},
        count(sentiment) as scored_text_count,
        {{ count_where("sentiment_label = 'negative'") }} as negative_text_count,
        {{ ratio('sum(sentiment)', 'count(sentiment)') }} as mean_sentiment

    from texts
    group by {{ cells }}

),

complaints as (

    select
        texts.*,
        topics.topic

    from texts
    inner join {{ ref('text_topics') }} as topics
        on texts.text_id = topics.text_id
    where texts.sentiment_label = 'negative'

),

pains as (

    select
        {{ cell }},
        topic,
        count(*) as negative_count,
        row_number() over (
            partition by stage_model, stage, quarter, touch_type, channel, grouping(quarter), grouping(channel)
            order by count(*) desc, topic asc
        ) as place

    from complaints
    group by topic, {{ cells }}

),

-- A response speaks of all that happened in the week before it, once.
ratings as (

    select
        {{ cell }},
        ratings.response_id,
        ratings.csat_score

    from placed
    inner join {{ ref('int_touches_rated') }} as ratings
        on placed.touchpoint_id = ratings.touchpoint_id
    group by ratings.response_id, ratings.csat_score, {{ cells }}

),

scores as (

    select
        stage_model,
        stage,
        quarter,
        touch_type,
        channel,
        count(*) as csat_response_count,
        {{ ratio('sum(csat_score)', 'count(*)') }} as mean_csat

    from ratings
    group by stage_model, stage, quarter, touch_type, channel

)

select
    case when counted.quarter is null then 'all_time' else 'quarter' end as period_type,
    coalesce(counted.quarter, min(counted.first_quarter) over ()) as quarter,
    counted.stage_model,
    counted.stage,
    counted.stage_order,
    counted.touch_type,
    counted.channel,
    counted.touch_count,
    coalesce(customer_counts.customer_count, 0) as customer_count,
    counted.tracked_touch_count,
    case when counted.tracked_touch_count > 0 then counted.moved_on_count end as moved_on_count,
    {{ ratio('counted.moved_on_count', 'counted.tracked_touch_count') }} as moved_on_share,
    coalesce(moods.scored_text_count, 0) as scored_text_count,
    coalesce(moods.negative_text_count, 0) as negative_text_count,
    moods.mean_sentiment,
    {{ ratio('moods.negative_text_count', 'moods.scored_text_count') }} as negative_share,
    coalesce(scores.csat_response_count, 0) as csat_response_count,
    scores.mean_csat,
    counted.customer_touch_count,
    counted.contacted_touch_count,
    {{ ratio('counted.contacted_touch_count', 'counted.customer_touch_count') }} as contact_share,
    pains.topic as top_topic,
    pains.negative_count as top_topic_negative_count

from {{ ref('int_stages_to_touch_counts') }} as counted
left join {{ ref('int_stages_to_customer_counts') }} as customer_counts
    on
        counted.stage_model = customer_counts.stage_model
        and counted.stage = customer_counts.stage
        and counted.quarter is not distinct from customer_counts.quarter
        and counted.touch_type = customer_counts.touch_type
        and counted.channel = customer_counts.channel
left join moods
    on
        counted.stage_model = moods.stage_model
        and counted.stage = moods.stage
        and counted.quarter is not distinct from moods.quarter
        and counted.touch_type = moods.touch_type
        and counted.channel = moods.channel
left join scores
    on
        counted.stage_model = scores.stage_model
        and counted.stage = scores.stage
        and counted.quarter is not distinct from scores.quarter
        and counted.touch_type = scores.touch_type
        and counted.channel = scores.channel
left join pains
    on
        counted.stage_model = pains.stage_model
        and counted.stage = pains.stage
        and counted.quarter is not distinct from pains.quarter
        and counted.touch_type = pains.touch_type
        and counted.channel = pains.channel
        and pains.place = 1
