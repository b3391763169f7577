select
    members.member_id,
    records.customer_id

from {{ ref('stg_community__members') }} as members
inner join {{ ref('id_records_resolved') }} as records
    on members.customer_record_id = records.record_id
where records.customer_id is not null
