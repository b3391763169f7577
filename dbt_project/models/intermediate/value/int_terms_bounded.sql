with

terms as (

    select
        *,
        lead(started_at) over (partition by subscription_id order by term_no) as next_started_at

    from {{ ref('stg_commerce__subscriptions') }}
    where {{ happened_by_as_of('started_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('int_records_resolved') }}

),

bounded_terms as (

    select
        terms.*,
        records.customer_id,
        least(
            coalesce(terms.ends_at, cast('9999-12-31' as timestamp)),
            coalesce(terms.cancelled_at, cast('9999-12-31' as timestamp)),
            coalesce(terms.next_started_at, cast('9999-12-31' as timestamp))
        ) as ended_at

    from terms
    inner join records
        on terms.customer_record_id = records.record_id
    where records.customer_id is not null

)

-- The end is exclusive and lies far ahead while nothing ends the term; a term without length never ran.
select
    subscription_id,
    term_no,
    customer_id,
    plan,
    currency,
    monthly_amount,
    monthly_cost,
    is_voluntary_cancel,
    started_at,
    ended_at,
    ends_at,
    cancelled_at

from bounded_terms
where ended_at > started_at
