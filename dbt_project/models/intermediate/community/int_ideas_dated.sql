with

ideas as (

    select
        idea_id,
        submitted_at

    from {{ ref('stg_community__ideas') }}
    where {{ happened_by_as_of('submitted_at') }}

),

-- Every idea begins as submitted, whether a row says so or not.
changes as (

    select
        idea_id,
        status,
        changed_at,
        is_submitter_notified,
        lag(status, 1, 'submitted') over (partition by idea_id order by changed_at) as previous_status

    from {{ ref('stg_community__idea_status') }}
    where {{ happened_by_as_of('changed_at') }}

),

summed as (

    select
        idea_id,
        {{ max_by('status', 'changed_at') }} as status,
        max(changed_at) as status_at,
        min(case when status = 'reviewed' then changed_at end) as reviewed_at,
        min(case when status = 'adopted' then changed_at end) as adopted_at,
        min(case when status = 'declined' then changed_at end) as declined_at,
        min(case when status = 'launched' then changed_at end) as launched_at,
        {{ count_where('is_submitter_notified') }} > 0 as is_submitter_notified,
        {{ count_where(
            "not (status = previous_status or previous_status = 'submitted'"
            ~ " or (previous_status = 'reviewed' and status in ('adopted', 'declined', 'launched'))"
            ~ " or (previous_status = 'adopted' and status = 'launched')"
            ~ " or (previous_status = 'declined' and status = 'reviewed'))"
        ) }} > 0 as is_contradicted

    from changes
    group by idea_id

)

select
    ideas.idea_id,
    coalesce(summed.status, 'submitted') as status,
    coalesce(summed.status_at, ideas.submitted_at) as status_at,
    summed.reviewed_at,
    summed.adopted_at,
    summed.declined_at,
    summed.launched_at,
    coalesce(summed.is_submitter_notified, false) as is_submitter_notified,
    coalesce(summed.is_contradicted, false) as is_contradicted

from ideas
left join summed
    on ideas.idea_id = summed.idea_id
