select
    'nps' as metric,
    period_start as month,
    segment_type,
    segment_value,
    cast(promoter_count - detractor_count as {{ type_double() }}) as numerator,
    cast(response_count as {{ type_double() }}) as denominator

from {{ ref('nps') }}
where period_type = 'month' and survey_type = 'relational' and touchpoint = 'all'

union all

-- What people say of a contact just had; not told per customer.
select
    metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(score_sum as {{ type_double() }}) as numerator,
    cast(response_count as {{ type_double() }}) as denominator

from {{ ref('satisfaction_scores') }}
where metric in ('csat', 'ces') and survey_type = 'transactional' and touchpoint = 'all'
