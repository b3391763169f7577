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

owned as (

    {{ with_owner('responses', [
        ['record', 'customer_record_id'],
        ['email', 'email'],
        ['record', 'invited_record_id'],
        ['email', 'invited_email'],
    ]) }}

),

judged as (

    select
        owned.response_id,
        owned.customer_id,
        owned.customer_id is null
        and (
            owned.is_owner_erased
            or own_mailbox.email is not null
            or invited_mailbox.email is not null
        ) as is_erased,
        case when bypassed_emails.email is null then coalesce(owned.email, owned.invited_email) end as email

    from owned
    left join erased_emails as own_mailbox
        on owned.email = own_mailbox.email
    left join erased_emails as invited_mailbox
        on owned.invited_email = invited_mailbox.email
    left join bypassed_emails
        on coalesce(owned.email, owned.invited_email) = bypassed_emails.email

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
