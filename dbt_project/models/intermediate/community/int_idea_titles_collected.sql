with

ideas as (

    select
        ideas.idea_id,
        coalesce(ideas.customer_record_id, members.customer_record_id) as record_id,
        ideas.title

    from {{ ref('stg_community__ideas') }} as ideas
    left join {{ ref('stg_community__members') }} as members
        on ideas.member_id = members.member_id
    where {{ happened_by_as_of('ideas.submitted_at') }}

)

-- Where texts are not published, none is collected; nothing of erased people is.
select
    ideas.idea_id,
    records.customer_id,
    ideas.title

from ideas
left join {{ ref('id_records_resolved') }} as records
    on ideas.record_id = records.record_id
where
    ideas.title is not null
    and not coalesce(records.is_erased, false)
    and {{ 'true' if var('publish_texts') else 'false' }}
