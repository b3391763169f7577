with

company_kpis as (

    select
        metric,
        month,
        {{ quarter_of('month') }} as quarter,
        value,
        is_complete

    from {{ ref('kpis') }}
    where segment_type = 'all'

),

bounds as (

    select
        min(quarter) as first_quarter,
        max(quarter) as last_quarter

    from company_kpis
    where is_complete
    having count(*) > 0

),

quarters as (

    select {{ add_months('bounds.first_quarter', 'cast(3 * numbers.quarter_number as integer)') }} as quarter
    from bounds
    {{ numbers_to_rows(
        '0', 'cast(' ~ months_between('bounds.first_quarter', 'bounds.last_quarter') ~ ' / 3 as integer)',
        'numbers', 'quarter_number'
    ) }}

),

-- What is expected of customers is known of now only: it counts in the last quarter, whatever month now lies in.
quarter_values as (

    select
        quarter,
        metric,
        {{ max_by('value', 'month') }} as value
    from company_kpis
    where is_complete and value is not null and metric not in ('ltv_discounted', 'cev_total')
    group by quarter, metric

    union all

    select
        bounds.last_quarter as quarter,
        company_kpis.metric,
        company_kpis.value
    from company_kpis
    cross join bounds
    where company_kpis.metric in ('ltv_discounted', 'cev_total')

),

normalised as (

    select
        weights.department,
        quarters.quarter,
        weights.metric,
        weights.weight,
        quarter_values.value,
        case
            when quarter_values.value is not null then greatest(
                least({{ ratio('quarter_values.value - weights.floor', 'weights.target - weights.floor') }}, 1), 0
            )
        end as normalised

    from quarters
    cross join {{ ref('department_weights') }} as weights
    left join quarter_values
        on
            quarters.quarter = quarter_values.quarter
            and weights.metric = quarter_values.metric

),

-- Decimals add up to the same sum in any order of rows.
sums as (

    select
        department,
        quarter,
        sum(cast(weight as decimal(38, 12))) as weight,
        sum(case when normalised is not null then cast(weight as decimal(38, 12)) else 0 end) as known_weight,
        sum(cast(weight * normalised as decimal(38, 18))) as weighted_sum

    from normalised
    group by department, quarter

),

-- A score of little would compare departments by what happens to be known.
totals as (

    select
        department,
        quarter,
        known_weight,
        case when 2 * known_weight >= weight then {{ ratio('weighted_sum', 'known_weight') }} end as normalised

    from sums

)

select
    department,
    quarter,
    metric,
    weight,
    value,
    normalised,
    100 * weight * normalised as score

from normalised

union all

select
    department,
    quarter,
    'total' as metric,
    cast(known_weight as {{ type_double() }}) as weight,
    cast(null as {{ type_double() }}) as value,
    normalised,
    100 * normalised as score

from totals
