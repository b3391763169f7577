select
    windows.measure_id,
    windows.name,
    windows.comparison,
    windows.metric,
    windows.segment_type,
    windows.segment_value,
    windows.before_start,
    windows.before_end,
    windows.after_start,
    windows.after_end,
    cast(windows.day_count as bigint) as day_count,
    windows.is_complete,
    changes.before_value,
    changes.after_value,
    changes.difference,
    changes.ci_low,
    changes.ci_high,
    changes.p_value,
    changes.relative_change,
    changes.rest_before_value,
    changes.rest_after_value,
    changes.difference_in_differences,
    changes.did_ci_low,
    changes.did_ci_high,
    changes.did_p_value

from {{ ref('int_measures_windowed') }} as windows
inner join {{ ref('int_changes_estimated') }} as changes
    on
        windows.measure_number = changes.measure_number
        and windows.comparison = changes.comparison
