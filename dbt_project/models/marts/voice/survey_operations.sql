with

invitations as (

    select
        invitations.invitation_id,
        invitations.survey_id,
        invitations.channel,
        invitations.sent_at,
        invitations.opened_at,
        invitations.started_at,
        invitees.invitee_key

    from {{ ref('stg_survey__invitations') }} as invitations
    inner join {{ ref('int_invitations_identified') }} as invitees
        on invitations.invitation_id = invitees.invitation_id
    where {{ happened_by_as_of('invitations.sent_at') }}

),

finished as (

    select distinct invitation_id
    from {{ ref('stg_survey__responses') }}
    where is_finished and invitation_id is not null and {{ happened_by_as_of('responded_at') }}

),

-- Invitations of the same moment do not come before each other.
contacted as (

    select
        *,
        count(*) over (
            partition by invitee_key
            order by {{ epoch_micros('sent_at') }}
            range between {{ var('survey_contact_days') * 86400000000 }} preceding and 1 preceding
        ) as earlier_invitation_count

    from invitations

),

counted as (

    select
        {{ month_of(business_date('contacted.sent_at')) }} as month,
        contacted.survey_id,
        contacted.channel,
        count(*) as invited_count,
        {{ count_where('contacted.opened_at is not null') }} as opened_count,
        {{ count_where('contacted.started_at is not null') }} as started_count,
        {{ count_where('finished.invitation_id is not null') }} as finished_count,
        {{ count_where(
            'contacted.earlier_invitation_count > ' ~ var('survey_contact_cap')
        ) }} as over_contacted_count

    from contacted
    left join finished
        on contacted.invitation_id = finished.invitation_id
    group by {{ month_of(business_date('contacted.sent_at')) }}, contacted.survey_id, contacted.channel

)

select
    month,
    survey_id,
    channel,
    invited_count,
    opened_count,
    started_count,
    finished_count,
    {{ ratio('opened_count', 'invited_count') }} as open_rate,
    {{ ratio('finished_count', 'invited_count') }} as response_rate,
    over_contacted_count

from counted
