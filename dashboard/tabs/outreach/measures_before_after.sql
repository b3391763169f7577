-- Measures without a control: the days after beside the days before, everybody else beside both, and a placebo.
with compared as (
    select
        measure.*,
        -- What the measure changed for those it touched, beyond everybody else where there is somebody else.
        coalesce(measure.difference_in_differences, measure.difference) as effect,
        case when measure.difference_in_differences is null then measure.ci_low else measure.did_ci_low end as low,
        case when measure.difference_in_differences is null then measure.ci_high else measure.did_ci_high end as high,
        case when measure.difference_in_differences is null then measure.p_value else measure.did_p_value end as chance,
        coalesce(placebo.difference_in_differences, placebo.difference) as placebo_effect,
        case when placebo.difference_in_differences is null then placebo.p_value else placebo.did_p_value end
            as placebo_chance
    from marts.measure_before_after as measure
    inner join marts.measure_before_after as placebo
        on
            measure.measure_id = placebo.measure_id
            and placebo.comparison = 'placebo'
    where measure.comparison = 'measure'
)

select
    measure_id,
    name as measure,
    metric,
    segment_value as touched,
    case
        when before_value is null then 'We cannot know: there are no figures from before.'
        when after_value is null then 'We cannot know: there are no figures from after.'
        when placebo_chance < 0.05
            then 'We cannot know: the same comparison one window earlier, when nothing had been done, moves as well.'
        when chance is null and day_count < 2 then 'We cannot know: too few days.'
        when chance is null then 'We cannot know: no day differs from another, so chance cannot be told.'
        when chance >= 0.05 then 'No change can be told from chance.'
        when effect > 0 then 'It rose, and chance alone would hardly do that.'
        else 'It fell, and chance alone would hardly do that.'
    end
    || case when is_complete then '' else ' The measure still runs.' end as finding,
    case
        when before_value is null then '判断できません：実施前の数値がありません。'
        when after_value is null then '判断できません：実施後の数値がありません。'
        when placebo_chance < 0.05 then '判断できません：何もしていない一つ前の期間で同じ比較をしても動いています。'
        when chance is null and day_count < 2 then '判断できません：日数が足りません。'
        when chance is null then '判断できません：どの日も同じ値のため、偶然かどうかを判定できません。'
        when chance >= 0.05 then '偶然と区別できる変化はありません。'
        when effect > 0 then '上昇しました（偶然では説明しにくい変化です）。'
        else '低下しました（偶然では説明しにくい変化です）。'
    end
    || case when is_complete then '' else '施策は継続中です。' end as finding_ja,
    before_value,
    after_value,
    rest_before_value,
    rest_after_value,
    effect,
    low,
    high,
    placebo_effect,
    day_count,
    after_end
from compared
order by
    is_complete desc,
    after_end desc,
    measure_id asc
limit $measures
