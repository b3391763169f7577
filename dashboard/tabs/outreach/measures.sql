-- What each measure with a control did, beside who was drawn not to get it: what must be stopped or mended first, then
-- what may be rolled out, then what taught nothing yet; what ended over a year ago needs no decision and comes last.
with figures as (
    select
        *,
        case when is_complete then '' else 'So far: ' end as begun,
        case when is_complete then '' else '途中経過：' end as begun_ja,
        format('{:.1f}% of {:,}', 100 * treated_conversion_rate, treated_customer_count) as treated,
        format('{:,}人で{:.1f}%', treated_customer_count, 100 * treated_conversion_rate) as treated_ja,
        format('{:.1f}% of {:,}', 100 * control_conversion_rate, control_customer_count) as control,
        format('{:,}人で{:.1f}%', control_customer_count, 100 * control_conversion_rate) as control_ja,
        format('{:+.1f} and {:+.1f} points', 100 * ci_low, 100 * ci_high) as span,
        format('{:+.1f}〜{:+.1f}ポイント', 100 * ci_low, 100 * ci_high) as span_ja,
        format('{:.1f}', 100 * minimum_detectable_difference) as least
    from marts.measure_effects
),

phrases as (
    select
        *,
        treated || ' reached the goal'
        || coalesce(', ' || control || ' without it.', '; there is no control.') as rates,
        '目標達成率は対象' || treated_ja || coalesce('、対照' || control_ja || '。', '、対照群はありません。') as rates_ja,
        coalesce(' The true difference lies between ' || span || ' (95%).', '') as range_en,
        coalesce('真の差は' || span_ja || '（95%区間）。', '') as range_ja,
        coalesce(' A difference of ' || least || ' points would be seen in 4 of 5 such tests.', '') as least_en,
        coalesce('この規模で8割の確率で検出できる差は' || least || 'ポイントです。', '') as least_ja
    from figures
)

select
    measure_id,
    name as measure,
    variant,
    verdict,
    begun || case verdict
        when 'invalid_sample_ratio'
            then 'We cannot know: the groups are not as large as planned. Find out why before anything is read from it.'
        when 'collecting_data' then 'Too few to tell yet. ' || rates || least_en
        when 'better' then 'It worked: ' || rates || range_en
        when 'worse' then 'It did harm: ' || rates || range_en
        else 'No difference can be told from chance: ' || rates || range_en || least_en
    end as finding,
    begun_ja || case verdict
        when 'invalid_sample_ratio'
            then '判断できません：群の人数が計画と合いません。原因が分かるまで数値は使えません。'
        when 'collecting_data' then 'まだ判断できる人数ではありません。' || rates_ja || least_ja
        when 'better' then '効果がありました：' || rates_ja || range_ja
        when 'worse' then '逆効果でした：' || rates_ja || range_ja
        else '偶然と区別できる差はありません：' || rates_ja || range_ja || least_ja
    end as finding_ja,
    p_value,
    -- Money of broken groups is nobody's.
    case when verdict != 'invalid_sample_ratio' then incremental_net_sales end as incremental_net_sales,
    case
        when verdict != 'invalid_sample_ratio' then adjusted_net_sales_ci_low * treated_customer_count
    end as net_sales_from,
    case
        when verdict != 'invalid_sample_ratio' then adjusted_net_sales_ci_high * treated_customer_count
    end as net_sales_to,
    cost,
    cast(timezone($zone, timezone('UTC', period_end)) as date) as until
from phrases
order by
    period_end < $as_of - interval 365 day asc,
    case verdict
        when 'invalid_sample_ratio' then 1
        when 'worse' then 1
        when 'better' then 2
        when 'no_significant_difference' then 3
        else 4
    end asc,
    is_complete desc,
    period_end desc,
    measure_id asc,
    variant asc
limit $measures
