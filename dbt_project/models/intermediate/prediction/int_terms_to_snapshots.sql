with

snapshots as (

    select
        snapshot_date,
        moment_at

    from {{ ref('int_snapshots_dated') }}
    where churn_role is not null

),

terms as (

    select
        *,
        lag(currency_original) over (partition by subscription_id order by term_no) as previous_currency,
        lag(monthly_amount_original) over (partition by subscription_id order by term_no) as previous_amount

    from {{ ref('int_terms_valued') }}

),

started_terms as (

    select
        terms.*,
        snapshots.snapshot_date,
        terms.ended_at > snapshots.moment_at as is_running

    from terms
    inner join snapshots
        on terms.started_at <= snapshots.moment_at

),

totals as (

    select
        customer_id,
        snapshot_date,
        count(*) - 1 as renewal_count,
        sum(case when is_running then monthly_amount end) as monthly_amount,
        min(case when is_running then ends_at end) as next_end_at

    from started_terms
    group by customer_id, snapshot_date

),

-- Of several running terms the dearest says which plan a customer is on.
running_terms as (

    select
        *,
        row_number() over (
            partition by customer_id, snapshot_date
            order by coalesce(monthly_amount, -1) desc, started_at desc, subscription_id desc, term_no desc
        ) as place

    from started_terms
    where is_running

)

select
    main_terms.customer_id,
    main_terms.snapshot_date,
    main_terms.plan,
    {{ days_between('main_terms.snapshot_date', business_date('totals.next_end_at')) }} as days_to_renewal,
    totals.monthly_amount,
    totals.renewal_count,
    case
        when main_terms.previous_currency = main_terms.currency_original
            then {{ ratio('main_terms.monthly_amount_original', 'main_terms.previous_amount') }} - 1
    end as price_change

from running_terms as main_terms
inner join totals
    on
        main_terms.customer_id = totals.customer_id
        and main_terms.snapshot_date = totals.snapshot_date
where main_terms.place = 1
