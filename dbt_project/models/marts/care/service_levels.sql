with

issues as (

    select
        {{ month_of('opened_date') }} as month,
        coalesce(priority, 'unknown') as priority,
        first_response_business_minutes,
        resolution_business_minutes,
        is_first_response_in_sla,
        is_resolution_in_sla

    from {{ ref('support_issues') }}
    where not is_proactive

),

cells as (

    select *
    from issues

    union all

    select
        month,
        'all' as priority,
        first_response_business_minutes,
        resolution_business_minutes,
        is_first_response_in_sla,
        is_resolution_in_sla

    from issues

),

{%- set promises = ['first_response', 'resolution'] %}

ranked as (

    select
        {%- for promise in promises %}
        row_number() over (
            partition by month, priority, {{ promise }}_business_minutes is null order by {{ promise }}_business_minutes
        ) as {{ promise }}_place,
        count({{ promise }}_business_minutes) over (partition by month, priority) as {{ promise }}_known,
        {%- endfor %}
        *

    from cells

),

counted as (

    select
        month,
        priority,
        {%- for promise in promises %}
        {%- set middle = is_middle(promise ~ '_place', promise ~ '_known') %}
        {%- set minutes = 'case when ' ~ middle ~ ' then ' ~ promise ~ '_business_minutes end' %}
        count(is_{{ promise }}_in_sla) as {{ promise }}_judged_count,
        {{ count_where('is_' ~ promise ~ '_in_sla') }} as {{ promise }}_in_sla_count,
        {{ ratio('sum(' ~ minutes ~ ')', 'count(' ~ minutes ~ ')') }} as median_{{ promise }}_business_minutes,
        {%- endfor %}
        count(*) as issue_count

    from ranked
    group by month, priority

)

select
    counted.month,
    counted.priority,
    counted.issue_count,
    {%- for promise in promises %}
    {%- set kept, judged = 'counted.' ~ promise ~ '_in_sla_count', 'counted.' ~ promise ~ '_judged_count' %}
    {{ judged }},
    {{ kept }},
    {{ ratio(kept, judged) }} as {{ promise }}_in_sla_rate,
    {{ wilson_low(kept, judged) }} as {{ promise }}_ci_low,
    {{ wilson_high(kept, judged) }} as {{ promise }}_ci_high,
    counted.median_{{ promise }}_business_minutes,
    {%- endfor %}
    {{ is_month_complete('counted.month') }} as is_complete

from counted
cross join {{ ref('as_of') }} as as_of
