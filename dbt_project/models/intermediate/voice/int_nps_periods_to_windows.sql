with

periods as (

    select *
    from {{ ref('int_nps_periods_listed') }}

)

-- Periods share windows: the month before May is April itself.
select
    period_start as window_start,
    period_end as window_end
from periods

union

select
    previous_start as window_start,
    previous_end as window_end
from periods
where previous_start is not null
