with

windows as (

    select *
    from {{ ref('int_nps_periods_to_windows') }}

),

borders as (

    select window_start as border_date
    from windows

    union

    select {{ add_days('window_end', 1) }} as border_date
    from windows

),

dates as (

    select distinct business_date
    from {{ ref('survey_responses') }}
    where nps_score is not null

)

-- Between two borders of windows all days lie in the same windows: such a stretch is one span.
select
    dates.business_date,
    count(borders.border_date) as span_number

from dates
left join borders
    on dates.business_date >= borders.border_date
group by dates.business_date
