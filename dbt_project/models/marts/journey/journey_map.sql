{%- set cell = ['period_type', 'quarter', 'stage_model', 'stage', 'touch_type', 'channel'] -%}
{%- set key = cell | join(', ') -%}
with

placed as (

    select *
    from {{ ref('int_touches_placed') }}

),

-- Each touch in its cell, and in that of its stage as a whole.
touches as (

    select *
    from placed

    union all

    select
        period_type,
        touchpoint_id,
        customer_id,
        'all' as touch_type,
        'all' as channel,
        quarter,
        stage_model,
        stage,
        stage_order,
        is_contacted,
        has_moved_on

    from placed

),

counted as (

    select
        {{ key }},
        min(stage_order) as stage_order,
        count(*) as touch_count,
        count(distinct customer_id) as customer_count,
        count(has_moved_on) as tracked_touch_count,
        {{ count_where('has_moved_on') }} as moved_on_count,
        count(is_contacted) as customer_touch_count,
        {{ count_where('is_contacted') }} as contacted_touch_count

    from touches
    group by {{ key }}

),

texts as (

    select
        {% for column in cell %}
        touches.{{ column }},
        {% endfor %}
        texts.text_id,
        cast(texts.sentiment as decimal(20, 15)) as sentiment,
        texts.sentiment_label

    from touches
    inner join {{ ref('int_touches_to_texts') }} as texts
        on touches.touchpoint_id = texts.touchpoint_id

),

moods as (

    select
        {{ key }},
        count(sentiment) as scored_text_count,
        {{ count_where("sentiment_label = 'negative'") }} as negative_text_count,
        {{ ratio('sum(sentiment)', 'count(sentiment)') }} as mean_sentiment

    from texts
    group by {{ key }}

),

pains as (

    select
        {% for column in cell %}
        texts.{{ column }},
        {% endfor %}
        topics.topic,
        count(*) as negative_count,
        row_number() over (
            partition by
                texts.period_type, texts.quarter, texts.stage_model, texts.stage, texts.touch_type, texts.channel
            order by count(*) desc, topics.topic asc
        ) as place

    from texts
    inner join {{ ref('text_topics') }} as topics
        on texts.text_id = topics.text_id
    where texts.sentiment_label = 'negative'
    group by
        {% for column in cell %}
        texts.{{ column }},
        {% endfor %}
        topics.topic

),

-- A response speaks of all that happened in the week before it, once.
ratings as (

    select distinct
        {% for column in cell %}
        touches.{{ column }},
        {% endfor %}
        ratings.response_id,
        ratings.csat_score

    from touches
    inner join {{ ref('int_touches_rated') }} as ratings
        on touches.touchpoint_id = ratings.touchpoint_id

),

scores as (

    select
        {{ key }},
        count(*) as csat_response_count,
        {{ ratio('sum(csat_score)', 'count(*)') }} as mean_csat

    from ratings
    group by {{ key }}

)

select
    counted.period_type,
    counted.quarter,
    counted.stage_model,
    counted.stage,
    counted.stage_order,
    counted.touch_type,
    counted.channel,
    counted.touch_count,
    counted.customer_count,
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

from counted
left join moods
    on
        counted.period_type = moods.period_type
        and counted.quarter = moods.quarter
        and counted.stage_model = moods.stage_model
        and counted.stage = moods.stage
        and counted.touch_type = moods.touch_type
        and counted.channel = moods.channel
left join scores
    on
        counted.period_type = scores.period_type
        and counted.quarter = scores.quarter
        and counted.stage_model = scores.stage_model
        and counted.stage = scores.stage
        and counted.touch_type = scores.touch_type
        and counted.channel = scores.channel
left join pains
    on
        counted.period_type = pains.period_type
        and counted.quarter = pains.quarter
        and counted.stage_model = pains.stage_model
        and counted.stage = pains.stage
        and counted.touch_type = pains.touch_type
        and counted.channel = pains.channel
        and pains.place = 1
