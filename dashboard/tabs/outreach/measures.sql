-- What each measure with a control did, what asks for a decision first: the newest that ended, then those that run.
with told as (
    select
        *,
        case when is_complete then '' else 'So far: ' end as begun,
        case when is_complete then '' else '途中経過：' end as begun_ja,
        format('{:.1f}% of {:,} reached the goal', 100 * treated_conversion_rate, treated_customer_count)
        || coalesce(format(', {:.1f}% of {:,} without it.', 100 * control_conversion_rate, control_customer_count), '; there is no control.')
            as rates,
        format('目標達成率は対象{:,}人で{:.1f}%', treated_customer_count, 100 * treated_conversion_rate)
        || coalesce(format('、対照{:,}人で{:.1f}%。', control_customer_count, 100 * control_conversion_rate), '、対照群はありません。')
            as rates_ja,
        coalesce(
            format(' The true difference lies between {:+.1f} and {:+.1f} points', 100 * ci_low, 100 * ci_high)
            || ' (95%).', ''
        ) as span,
        coalesce(format('真の差は{:+.1f}〜{:+.1f}ポイント（95%区間）。', 100 * ci_low, 100 * ci_high), '') as span_ja,
        coalesce(
            format(' One of {:.1f} points would be seen in 4 of 5 such tests.', 100 * minimum_detectable_difference), ''
        ) as least,
        coalesce(format('この規模で8割の確率で検出できる差は{:.1f}ポイントです。', 100 * minimum_detectable_difference), '')
            as least_ja
    from marts.measure_effects
)

select
    measure_id,
    name as measure,
    variant,
    verdict,
    case verdict
        when 'invalid_sample_ratio'
            then begun || 'We cannot know: the groups are not as large as planned, so who was drawn, or what was recorded, is '
                || 'not what was meant. Find out why before anything is read from it.'
        when 'collecting_data'
            then begun || 'Too few to tell yet. ' || rates || least
        when 'better' then begun || 'It worked: ' || rates || span
        when 'worse' then begun || 'It did harm: ' || rates || span
        else begun || 'No difference can be told from chance: ' || rates || span || least
    end as finding,
    case verdict
        when 'invalid_sample_ratio'
            then begun_ja || '判断できません：群の人数が計画と合わず、割り当てか記録が意図どおりではありません。原因が分かるまで数値は使えません。'
        when 'collecting_data' then begun_ja || 'まだ判断できる人数ではありません。' || rates_ja || least_ja
        when 'better' then begun_ja || '効果がありました：' || rates_ja || span_ja
        when 'worse' then begun_ja || '逆効果でした：' || rates_ja || span_ja
        else begun_ja || '偶然と区別できる差はありません：' || rates_ja || span_ja || least_ja
    end as finding_ja,
    p_value,
    case when verdict != 'invalid_sample_ratio' then incremental_net_sales end as incremental_net_sales,
    case when verdict != 'invalid_sample_ratio' then adjusted_net_sales_ci_low * treated_customer_count end as net_sales_from,
    case when verdict != 'invalid_sample_ratio' then adjusted_net_sales_ci_high * treated_customer_count end as net_sales_to,
    cost,
    cast(period_end as date) as until
from told
order by
    is_complete desc,
    period_end desc,
    measure_id asc,
    variant asc
limit $measures
