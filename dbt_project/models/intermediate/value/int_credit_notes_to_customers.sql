select
    customer_id,
    {{ money('sum(amount)') }} as amount

from {{ ref('int_credit_notes_valued') }}
where customer_id is not null and amount is not null
group by customer_id
