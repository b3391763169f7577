-- Which unhappy customers should somebody call first, what are they worth, and when did we last speak with them?
--
-- One row per customer whose latest relational answer of the last 90 days is 0 to 6, dearest first. last_contact_at is
-- the last ticket or clicked message after the answer: empty means that nobody has reacted yet. Mart action_items has
-- what is due now (its rule looks back 30 days, at all surveys); this looks further back, for a round of calls.
with

answers as (

    select
        customer_id,
        nps_score,
        nps_band,
        responded_at,
        row_number() over (partition by customer_id order by responded_at desc, response_id desc) as newest

    from {{ ref('survey_responses') }}
    where
        customer_id is not null
        and nps_score is not null
        and survey_type = 'relational'

),

detractors as (

    select
        answers.customer_id,
        answers.nps_score,
        answers.responded_at

    from answers
    cross join {{ ref('as_of') }} as present
    where
        answers.newest = 1
        and answers.nps_band = 'detractor'
        and answers.responded_at > present.as_of_at - interval '90' day

),

contacts as (

    select
        detractors.customer_id,
        max(timeline.occurred_at) as last_contact_at

    from detractors
    inner join {{ ref('customer_timeline') }} as timeline
        on
            detractors.customer_id = timeline.customer_id
            and detractors.responded_at < timeline.occurred_at
    where timeline.touch_type in ('ticket_inbound', 'ticket_proactive', 'message_click')
    group by detractors.customer_id

)

select
    detractors.customer_id,
    detractors.nps_score,
    detractors.responded_at,
    customers.value_tier,
    customer_ltv.clv_expected,
    customers.net_sales,
    contacts.last_contact_at,
    customers.can_market

from detractors
inner join {{ ref('customers') }} as customers
    on detractors.customer_id = customers.customer_id
left join {{ ref('customer_ltv') }} as customer_ltv
    on detractors.customer_id = customer_ltv.customer_id
left join contacts
    on detractors.customer_id = contacts.customer_id
order by customer_ltv.clv_expected desc nulls last, detractors.customer_id asc
