with

records as (

    select
        resolved.customer_id,
        details.full_name,
        {{ normalised_email('details.email') }} as email,
        details.phone,
        details.postal_code,
        row_number() over (
            partition by resolved.customer_id order by resolved.updated_at desc, resolved.record_id asc
        ) as newest_number

    from {{ ref('id_records_resolved') }} as resolved
    inner join {{ ref('id_records_dated') }} as details
        on resolved.record_id = details.record_id
    where resolved.customer_id is not null

)

select
    customer_id,
    {{ min_by('full_name', 'newest_number') }} as full_name,
    {{ min_by('email', 'newest_number') }} as email,
    {{ min_by('phone', 'newest_number') }} as phone,
    {{ min_by('postal_code', 'newest_number') }} as postal_code

from records
group by customer_id
