-- Each stage of a model over all time with its $actions most frequent actions: feelings, pain, who asks, who goes on.
with actions as (
    select
        stage,
        name_en,
        name_ja,
        touch_share,
        row_number() over (partition by stage order by touch_count desc, action asc) as place
    from marts.journey_actions
    where period_type = 'all_time' and stage_model = $stage_model
)

select
    stages.stage,
    stages.touch_count,
    stages.mean_sentiment,
    stages.negative_share,
    stages.scored_text_count,
    stages.mean_csat,
    stages.csat_response_count,
    stages.top_topic,
    stages.top_topic_negative_count,
    stages.contact_share,
    stages.moved_on_share,
    actions.name_en,
    actions.name_ja,
    actions.touch_share
from marts.journey_map as stages
left join actions on stages.stage = actions.stage and actions.place <= $actions
where
    stages.period_type = 'all_time'
    and stages.touch_type = 'all'
    and stages.channel = 'all'
    and stages.stage_model = $stage_model
order by stages.stage_order, stages.stage, actions.place
