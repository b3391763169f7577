with

-- The most recently updated record speaks first; the others fill what it leaves open.
records as (

    select
        resolved.record_id,
        resolved.customer_id,
        resolved.created_at,
        details.acquisition_channel,
        details.country,
        details.region,
        details.birth_date,
        details.gender,
        genders.gender_group,
        details.company_id,
        row_number() over (
            partition by resolved.customer_id order by resolved.updated_at desc, resolved.record_id asc
        ) as newest_number,
        row_number() over (
            partition by resolved.customer_id order by resolved.created_at, resolved.record_id
        ) as oldest_number

    from {{ ref('id_records_resolved') }} as resolved
    inner join {{ ref('id_records_dated') }} as details
        on resolved.record_id = details.record_id
    left join {{ ref('int_genders_grouped') }} as genders
        on
            details.source_system = genders.source_system
            and details.gender = genders.gender
    where resolved.customer_id is not null

),

described as (

    select
        customer_id,
        count(*) as record_count,
        min(created_at) as created_at,
        {{ min_by('acquisition_channel', 'oldest_number') }} as acquisition_channel,
        {{ min_by('country', 'newest_number') }} as country,
        {{ min_by('region', 'newest_number') }} as region,
        {{ min_by('birth_date', 'newest_number') }} as birth_date,
        {{ min_by('gender', 'newest_number') }} as gender,
        {{ min_by('gender_group', 'case when gender is not null then newest_number end') }} as gender_group,
        {{ min_by('company_id', 'newest_number') }} as company_id

    from records
    group by customer_id

),

order_totals as (

    select
        customer_id,
        min(ordered_at) as first_seen_at,
        min(case when is_counted then ordered_at end) as first_order_at,
        max(case when is_counted then ordered_at end) as last_order_at,
        {{ count_where('is_counted') }} as order_count,
        {{ money('sum(case when is_counted then net_sales else 0 end)') }} as net_sales,
        {{ money('sum(case when is_counted then margin else 0 end)') }} as margin

    from {{ ref('orders') }}
    where customer_id is not null
    group by customer_id

),

session_totals as (

    select
        customer_id,
        min(first_started_at) as first_seen_at

    from {{ ref('int_customers_to_visit_days') }}
    group by customer_id

),

term_totals as (

    select
        customer_id,
        min(started_at) as first_started_at,
        -- The end is exclusive: a term that ends at midnight last ran the day before.
        max(least(terms.ended_at - interval '1 microsecond', as_of.as_of_at)) as last_run_at

    from {{ ref('int_terms_bounded') }} as terms
    cross join {{ ref('as_of') }} as as_of
    group by customer_id

),

consents as (

    select distinct customer_id
    from {{ ref('int_customers_consented') }}

),

payers as (

    select
        customer_id,
        tenure_band

    from {{ ref('int_payers_valued') }}

),

joined as (

    select
        described.*,
        companies.industry as company_industry,
        companies.company_size,
        order_totals.first_order_at,
        order_totals.last_order_at,
        coalesce(order_totals.order_count, 0) as order_count,
        coalesce(order_totals.net_sales, 0) - coalesce(credit_notes.amount, 0) as net_sales,
        coalesce(order_totals.margin, 0) - coalesce(credit_notes.amount, 0) as margin,
        least(
            described.created_at,
            coalesce(session_totals.first_seen_at, described.created_at),
            coalesce(order_totals.first_seen_at, described.created_at)
        ) as first_seen_at,
        consents.customer_id is not null as can_market,
        payers.tenure_band,
        as_of.as_of_date,
        -- The bond begins with the first order or the first term, and lasts to the later of the two.
        least(
            coalesce(order_totals.first_order_at, term_totals.first_started_at),
            coalesce(term_totals.first_started_at, order_totals.first_order_at)
        ) as bound_since_at,
        greatest(
            coalesce(order_totals.last_order_at, term_totals.last_run_at),
            coalesce(term_totals.last_run_at, order_totals.last_order_at)
        ) as bound_until_at

    from described
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('int_companies_sized') }} as companies
        on described.company_id = companies.company_id
    left join order_totals
        on described.customer_id = order_totals.customer_id
    left join session_totals
        on described.customer_id = session_totals.customer_id
    left join term_totals
        on described.customer_id = term_totals.customer_id
    left join consents
        on described.customer_id = consents.customer_id
    left join payers
        on described.customer_id = payers.customer_id
    left join {{ ref('int_credit_notes_to_customers') }} as credit_notes
        on described.customer_id = credit_notes.customer_id

)

select
    customer_id,
    record_count,
    first_seen_at,
    acquisition_channel,
    country,
    region,
    birth_date,
    cast(extract(year from birth_date) as integer) as birth_year,
    gender,
    coalesce(gender_group, 'unknown') as gender_group,
    company_id,
    company_industry,
    company_size,
    bound_since_at,
    bound_until_at,
    first_order_at,
    last_order_at,
    order_count,
    {{ money('net_sales') }} as net_sales,
    {{ money('margin') }} as margin,
    {{ lifecycle_stage(
        business_date('bound_since_at'), business_date('bound_until_at'), 'as_of_date'
    ) }} as lifecycle_stage,
    tenure_band,
    can_market

from joined
