with

responses as (

    select
        responses.response_id,
        responses.customer_record_id,
        {{ normalised_email('responses.email') }} as email,
        invitations.customer_record_id as invited_record_id,
        {{ normalised_email('invitations.email') }} as invited_email

    from {{ ref('stg_survey__responses') }} as responses
    left join {{ ref('stg_survey__invitations') }} as invitations
        on responses.invitation_id = invitations.invitation_id
    where {{ happened_by_as_of('responses.responded_at') }}

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

-- A mailbox that an erased person's record carries, whether it names anybody or not.
erased_emails as (

    select distinct identifiers.identifier_value as email

    from {{ ref('id_records_to_identifiers') }} as identifiers
    inner join {{ ref('id_records_resolved') }} as records
        on identifiers.record_id = records.record_id
    where identifiers.identifier_type = 'email' and records.is_erased

),

bypassed_emails as (

    select distinct {{ bypass_form('value') }} as email
    from {{ ref('identity_bypass') }}
    where identifier_type = 'email'

),

found as (

    select
        responses.response_id,
        responses.email,
        responses.invited_email,
        case
            when by_record.person_id is not null then by_record.customer_id
            when by_email.person_id is not null then by_email.customer_id
            when by_invited_record.person_id is not null then by_invited_record.customer_id
            else by_invited_email.customer_id
        end as customer_id,
        (by_record.person_id is not null and by_record.customer_id is null)
        or (by_invited_record.person_id is not null and by_invited_record.customer_id is null) as is_record_erased

    from responses
    left join owners as by_record
        on by_record.identifier_type = 'record' and responses.customer_record_id = by_record.identifier_value
    left join owners as by_email
        on by_email.identifier_type = 'email' and responses.email = by_email.identifier_value
    left join owners as by_invited_record
        on
            by_invited_record.identifier_type = 'record'
            and responses.invited_record_id = by_invited_record.identifier_value
    left join owners as by_invited_email
        on
            by_invited_email.identifier_type = 'email'
            and responses.invited_email = by_invited_email.identifier_value

),

judged as (

    select
        found.response_id,
        found.customer_id,
        found.customer_id is null
        and (
            found.is_record_erased
            or own_mailbox.email is not null
            or invited_mailbox.email is not null
        ) as is_erased,
        case when bypassed_emails.email is null then coalesce(found.email, found.invited_email) end as email

    from found
    left join erased_emails as own_mailbox
        on found.email = own_mailbox.email
    left join erased_emails as invited_mailbox
        on found.invited_email = invited_mailbox.email
    left join bypassed_emails
        on coalesce(found.email, found.invited_email) = bypassed_emails.email

)

select
    response_id,
    customer_id,
    is_erased,
    -- An erased person's answers hang together no more (ruling 134); a guest's are told by the hash of the mailbox.
    case
        when customer_id is not null then customer_id
        when email is not null and not is_erased then 'email:' || {{ identifier_hash('email', 'email') }}
        else 'response:' || response_id
    end as respondent_key

from judged
