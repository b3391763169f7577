with

answers as (

    select
        response_id,
        customer_id,
        responded_at

    from {{ ref('survey_responses') }}
    where {{ is_detractor('nps_score') }} and customer_id is not null

),

detractors as (

    select distinct customer_id
    from answers

),

tickets as (

    select
        owners.customer_id,
        tickets.direction,
        tickets.created_at,
        tickets.first_responded_at

    from {{ ref('stg_support__tickets') }} as tickets
    inner join {{ ref('int_tickets_identified') }} as owners
        on tickets.ticket_id = owners.ticket_id
    inner join detractors
        on owners.customer_id = detractors.customer_id
    where not tickets.is_spam and {{ happened_by_as_of('tickets.created_at') }}

),

records as (

    select
        records.record_id,
        records.customer_id

    from {{ ref('id_records_resolved') }} as records
    inner join detractors
        on records.customer_id = detractors.customer_id

),

-- At the same moment the first in this order stands. A message without a campaign is automatic: a receipt is none.
contacts as (

    select
        customer_id,
        created_at as contacted_at,
        '1' as place,
        'proactive_ticket' as contact_type
    from tickets
    where direction = 'proactive'

    union all

    select
        customer_id,
        first_responded_at as contacted_at,
        '2' as place,
        'ticket_reply' as contact_type
    from tickets
    where direction = 'inbound' and {{ happened_by_as_of('first_responded_at') }}

    union all

    select
        records.customer_id,
        messages.sent_at as contacted_at,
        '3' as place,
        'message' as contact_type
    from {{ ref('stg_messaging__messages') }} as messages
    inner join records
        on messages.customer_record_id = records.record_id
    where
        not messages.is_commercial
        and messages.campaign_id is not null
        and messages.bounced_at is null
        and {{ happened_by_as_of('messages.sent_at') }}

)

select
    answers.response_id,
    min(contacts.contacted_at) as contacted_at,
    {{ min_by('contacts.contact_type', moment_position('contacts.contacted_at', 'contacts.place')) }} as contact_type

from answers
inner join contacts
    on
        answers.customer_id = contacts.customer_id
        and answers.responded_at < contacts.contacted_at
group by answers.response_id
