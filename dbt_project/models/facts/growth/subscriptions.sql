with

terms as (

    select *
    from {{ ref('int_terms_valued') }}

)

-- A term that nothing has ended yet has no end, and neither has one whose end lies ahead of as_of.
select
    terms.subscription_id,
    terms.term_no,
    terms.customer_id,
    terms.plan,
    terms.started_at,
    terms.ends_at,
    terms.cancelled_at,
    case when terms.ended_at <= as_of.as_of_at then terms.ended_at end as ended_at,
    terms.ended_at > as_of.as_of_at as is_running,
    terms.is_voluntary_cancel,
    terms.monthly_amount,
    terms.monthly_margin,
    terms.currency_original,
    terms.monthly_amount_original

from terms
cross join {{ ref('as_of') }} as as_of
