with

ideas as (

    select
        idea_id,
        member_id,
        customer_record_id

    from {{ ref('stg_community__ideas') }}
    where {{ happened_by_as_of('submitted_at') }}

),

members as (

    select
        member_id,
        customer_record_id

    from {{ ref('stg_community__members') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}

)

-- Who hands in an idea at the counter may be no member.
select
    ideas.idea_id,
    records.customer_id

from ideas
left join members
    on ideas.member_id = members.member_id
left join records
    on coalesce(ideas.customer_record_id, members.customer_record_id) = records.record_id
