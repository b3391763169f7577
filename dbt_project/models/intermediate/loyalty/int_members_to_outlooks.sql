with

months as (

    select *
    from {{ ref('int_member_months_tiered') }}

)

-- Without a further point or order the tier is what is left of the last 12 months by then; having none is below all.
select
    ahead.customer_id,
    ahead.month as ahead_month,
    ahead.tier as tier_ahead,
    coalesce(ahead.tier_order < present.tier_order, present.tier_order is not null) as is_about_to_drop

from months as ahead
cross join {{ ref('as_of') }} as as_of
inner join months as present
    on
        ahead.customer_id = present.customer_id
        and as_of.as_of_month = present.month
        and not present.is_ahead
where ahead.is_ahead
