with

invitations as (

    select
        invitation_id,
        customer_record_id,
        {{ normalised_email('email') }} as email

    from {{ ref('stg_survey__invitations') }}
    where {{ happened_by_as_of('sent_at') }}

),

owned as (

    {{ with_owner('invitations', [['record', 'customer_record_id'], ['email', 'email']]) }}

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

from owned
