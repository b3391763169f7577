select
    terms.customer_id,
    {{ money('sum(coalesce(terms.monthly_amount, 0))') }} as monthly_amount,
    min(case
        when terms.cancelled_at is null and terms.ends_at > as_of.as_of_at then {{ business_date('terms.ends_at') }}
    end) as next_renewal_date

from {{ ref('int_terms_valued') }} as terms
cross join {{ ref('as_of') }} as as_of
where terms.ended_at > as_of.as_of_at
group by terms.customer_id
