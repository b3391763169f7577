with

periods as (

    select *
    from {{ ref('int_nps_periods_listed') }}

),

scored as (

    select *
    from {{ ref('int_nps_windows_scored') }}

),

benchmarks as (

    select
        benchmark_id,
        survey_type,
        touchpoint,
        segment_type,
        segment_value,
        valid_from,
        valid_to,
        benchmark

    from {{ ref('nps_benchmarks') }}

),

current_periods as (

    select
        periods.period_type,
        periods.period_start,
        periods.period_end,
        periods.previous_start,
        periods.previous_end,
        scored.*

    from periods
    inner join scored
        on
            periods.period_start = scored.window_start
            and periods.period_end = scored.window_end

),

compared as (

    select
        current_periods.*,
        current_periods.nps - previous.nps as nps_change,
        case
            when current_periods.response_count >= 2 and previous.response_count >= 2
                then abs(current_periods.nps - previous.nps) / nullif(
                    sqrt(
                        current_periods.standard_error * current_periods.standard_error
                        + previous.standard_error * previous.standard_error
                    ), 0
                )
        end as absolute_z,
        current_periods.period_type = 'all_time'
        or current_periods.period_end <= as_of.last_complete_date as is_complete

    from current_periods
    cross join {{ ref('as_of') }} as as_of
    left join scored as previous
        on
            current_periods.previous_start = previous.window_start
            and current_periods.previous_end = previous.window_end
            and current_periods.survey_type = previous.survey_type
            and current_periods.touchpoint = previous.touchpoint
            and current_periods.segment_type = previous.segment_type
            and current_periods.segment_value = previous.segment_value

),

fitting_benchmarks as (

    select
        compared.period_type,
        compared.period_start,
        benchmarks.*,
        row_number() over (
            partition by
                compared.period_type, compared.period_start, compared.survey_type,
                compared.touchpoint, compared.segment_type, compared.segment_value
            order by benchmarks.benchmark_id
        ) as fit_number

    from compared
    inner join benchmarks
        on
            compared.survey_type = benchmarks.survey_type
            and compared.touchpoint = benchmarks.touchpoint
            and compared.segment_type = benchmarks.segment_type
            and compared.segment_value = benchmarks.segment_value
            and compared.period_start >= coalesce(benchmarks.valid_from, compared.period_start)
            and compared.period_start <= coalesce(benchmarks.valid_to, compared.period_start)

)

select
    compared.period_type,
    compared.period_start,
    compared.period_end,
    compared.survey_type,
    compared.touchpoint,
    compared.segment_type,
    compared.segment_value,
    compared.response_count,
    compared.promoter_count,
    compared.passive_count,
    compared.detractor_count,
    compared.nps,
    compared.standard_error,
    compared.nps_weighted,
    compared.weighted_standard_error,
    case
        when compared.response_count >= 2
            then greatest(compared.nps - {{ normal_quantile() }} * compared.standard_error, -100)
    end as ci_low,
    case
        when compared.response_count >= 2
            then least(compared.nps + {{ normal_quantile() }} * compared.standard_error, 100)
    end as ci_high,
    compared.nps_change,
    {{ two_sided_p_value('compared.absolute_z') }} as nps_change_p_value,
    fitting_benchmarks.benchmark,
    compared.is_complete,
    raked.nps_raked,
    raked.design_effect

from compared
left join {{ ref('int_nps_periods_raked') }} as raked
    on
        compared.period_start = raked.period_start
        and compared.period_end = raked.period_end
        and compared.survey_type = raked.survey_type
        and compared.segment_type = raked.segment_type
        and compared.segment_value = raked.segment_value
        and compared.touchpoint = 'all'
left join fitting_benchmarks
    on
        compared.period_type = fitting_benchmarks.period_type
        and compared.period_start = fitting_benchmarks.period_start
        and compared.survey_type = fitting_benchmarks.survey_type
        and compared.touchpoint = fitting_benchmarks.touchpoint
        and compared.segment_type = fitting_benchmarks.segment_type
        and compared.segment_value = fitting_benchmarks.segment_value
        and fitting_benchmarks.fit_number = 1
