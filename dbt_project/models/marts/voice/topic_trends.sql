with

topics as (

    select
        topic,
        source,
        {{ month_of('business_date') }} as month,
        customer_id,
        sentiment,
        sentiment_label

    from {{ ref('int_texts_to_topics') }}

),

voices as (

    select *
    from topics

    union all

    select
        topic,
        'all' as source,
        month,
        customer_id,
        sentiment,
        sentiment_label

    from topics

),

counted as (

    select
        month,
        source,
        topic,
        count(*) as text_count,
        count(distinct customer_id) as customer_count,
        count(sentiment) as scored_count,
        {{ count_where("sentiment_label = 'negative'") }} as negative_count,
        {{ count_where("sentiment_label = 'positive'") }} as positive_count,
        {{ ratio('sum(sentiment)', 'count(sentiment)') }} as mean_sentiment

    from voices
    group by month, source, topic

),

complainants as (

    select distinct
        month,
        source,
        topic,
        customer_id

    from voices
    where sentiment_label = 'negative' and customer_id is not null

),

stakes as (

    select
        complainants.month,
        complainants.source,
        complainants.topic,
        sum(cast(values_expected.clv_expected as decimal(28, 10))) as value_at_stake

    from complainants
    inner join {{ ref('customer_ltv') }} as values_expected
        on complainants.customer_id = values_expected.customer_id
    group by complainants.month, complainants.source, complainants.topic

),

-- The pooled share of both months is what a change is tested against.
compared as (

    select
        counted.*,
        {{ ratio('counted.negative_count', 'counted.scored_count') }} as negative_share,
        {{ ratio('earlier.negative_count', 'earlier.scored_count') }} as earlier_share,
        {{ ratio('counted.negative_count + earlier.negative_count', 'counted.scored_count + earlier.scored_count') }}
            as pooled_share,
        {{ ratio('1', 'counted.scored_count') }} + {{ ratio('1', 'earlier.scored_count') }} as spread,
        counted.scored_count >= 2 and earlier.scored_count >= 2 as is_testable

    from counted
    left join counted as earlier
        on
            counted.source = earlier.source
            and counted.topic = earlier.topic
            and counted.month = {{ add_months('earlier.month', 1) }}

),

tested as (

    select
        *,
        case
            when is_testable and pooled_share > 0 and pooled_share < 1
                then abs(negative_share - earlier_share) / sqrt(pooled_share * (1 - pooled_share) * spread)
        end as absolute_z

    from compared

)

select
    tested.month,
    tested.source,
    tested.topic,
    tested.text_count,
    tested.customer_count,
    tested.scored_count,
    tested.negative_count,
    tested.positive_count,
    tested.negative_share,
    {{ wilson_low('tested.negative_count', 'tested.scored_count') }} as negative_ci_low,
    {{ wilson_high('tested.negative_count', 'tested.scored_count') }} as negative_ci_high,
    tested.negative_share - tested.earlier_share as negative_share_change,
    {{ two_sided_p_value('tested.absolute_z') }} as change_p_value,
    tested.mean_sentiment,
    impacts.nps_impact,
    cast(coalesce(stakes.value_at_stake, 0) as {{ type_double() }}) as value_at_stake

from tested
left join stakes
    on
        tested.month = stakes.month
        and tested.source = stakes.source
        and tested.topic = stakes.topic
left join {{ ref('int_topics_to_nps') }} as impacts
    on
        tested.month = impacts.month
        and tested.topic = impacts.topic
        and tested.source = 'survey_comment'
