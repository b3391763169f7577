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

    from {{ ref('int_identifiers_to_persons') }}
    where identifier_type in ('record', 'email')

),

found as (

    select
        responses.response_id,
        coalesce(responses.email, responses.invited_email) as email,
        case
            when by_record.person_id is not null then by_record.customer_id
            when by_email.person_id is not null then by_email.customer_id
            when by_invited_record.person_id is not null then by_invited_record.customer_id
            else by_invited_email.customer_id
        end as customer_id

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

)

select
    response_id,
    customer_id,
    -- An erased person answers like a guest (rulings 13 and 54): the salted hash only tells two answers of one mailbox.
    case
        when customer_id is not null then customer_id
        when email is not null then 'email:' || {{ identifier_hash('email', 'email') }}
        else 'response:' || response_id
    end as respondent_key

from found
