with

terms as (

    select
        *,
        lead(started_at) over (partition by subscription_id order by term_no) as next_started_at

    from {{ ref('stg_commerce__subscriptions') }}
    where {{ happened_by_as_of('started_at') }}

),

-- Billing systems write the last second or the last day of a term as its end. Days are told by all ends lying on
-- midnight.
contract_ends as (

    select
        {{ count_where('ends_at != cast(cast(ends_at as date) as timestamp)') }} = 0
        or {{ count_where('ends_at != ' ~ starts_at(business_date('ends_at'))) }} = 0 as are_dates

    from {{ ref('stg_commerce__subscriptions') }}
    where ends_at is not null and {{ happened_by_as_of('started_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}

),

ended_terms as (

    select
        terms.*,
        records.customer_id,
        least(
            coalesce(terms.ends_at, cast('9999-12-31' as timestamp)),
            coalesce(terms.cancelled_at, cast('9999-12-31' as timestamp)),
            coalesce(terms.next_started_at, cast('9999-12-31' as timestamp))
        ) as stated_end_at

    from terms
    inner join records
        on terms.customer_record_id = records.record_id
    where records.customer_id is not null

),

bridged_terms as (

    select
        ended_terms.*,
        coalesce(
            ended_terms.stated_end_at < ended_terms.next_started_at
            and (
                ended_terms.next_started_at <= ended_terms.stated_end_at + interval '1 second'
                or (
                    contract_ends.are_dates
                    and ended_terms.next_started_at < ended_terms.stated_end_at + interval '24 hours'
                )
            ), false
        ) as is_end_bridged

    from ended_terms
    cross join contract_ends

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
    cancel_reason,
    started_at,
    case when is_end_bridged then next_started_at else stated_end_at end as ended_at,
    ends_at,
    cancelled_at,
    is_end_bridged,
    case
        when stated_end_at = cancelled_at then 'cancelled'
        when is_end_bridged or stated_end_at = next_started_at then 'next_term'
        when stated_end_at = ends_at then 'not_renewed'
    end as ended_by

from bridged_terms
where stated_end_at > started_at
