with

invitations as (

    select
        invitation_id,
        customer_record_id,
        {{ normalised_email('email') }} as email

    from {{ ref('stg_survey__invitations') }}
    where {{ happened_by_as_of('sent_at') }}

),

owners as (

    select
        identifier_type,
        identifier_value,
        person_id,
        customer_id

    from {{ ref('id_identifiers_to_persons') }}
    where identifier_type in ('record', 'email')

),

found as (

    select
        invitations.invitation_id,
        invitations.email,
        case
            when by_record.person_id is not null then by_record.customer_id
            else by_email.customer_id
        end as customer_id

    from invitations
    left join owners as by_record
        on by_record.identifier_type = 'record' and invitations.customer_record_id = by_record.identifier_value
    left join owners as by_email
        on by_email.identifier_type = 'email' and invitations.email = by_email.identifier_value

)

-- Who belongs to no customer is told apart by mailbox, as respondents are; the key goes no further than the counts.
select
    invitation_id,
    customer_id,
    case
        when customer_id is not null then customer_id
        when email is not null then 'email:' || email
        else 'invitation:' || invitation_id
    end as invitee_key

from found
