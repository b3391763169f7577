with

items as (

    select
        *,
        -- Somebody waits for an answer, or a contract asks for a word; whatever else a rule may be, it advertises.
        rule not in (
            'unresolved_issue',
            'detractor_follow_up',
            'low_csat_follow_up',
            'health_alert',
            'renewal_due',
            'silent_subscriber',
            'unanswered_idea'
        ) as is_commercial

    from {{ ref('action_items') }}
    where is_main

),

-- Who took a consent back since as_of, or asked to be forgotten, is not written to by an older picture.
customers as (

    select
        customers.customer_id,
        {%- for channel in consent_channels() %}
        customers.can_{{ channel }} and not coalesce(objections.refuses_{{ channel }}, false) as can_{{ channel }},
        {%- endfor %}
        customers.can_market

    from {{ ref('customer_360') }} as customers
    left join {{ ref('int_objections_recorded') }} as objections
        on customers.customer_id = objections.customer_id
    where not coalesce(objections.is_erased, false)

)

select
    items.customer_id,
    contacts.full_name,
    case when not items.is_commercial or customers.can_email then contacts.email end as email,
    -- One number serves calls and text messages.
    case
        when not items.is_commercial or customers.can_phone or customers.can_sms then contacts.phone
    end as phone,
    case when not items.is_commercial or customers.can_post then contacts.postal_code end as postal_code,
    items.department,
    items.priority,
    items.rule,
    items.is_commercial,
    items.reason,
    items.reason_ja,
    items.next_step as suggested_action,
    items.next_step_ja as suggested_action_ja,
    case
        when items.rule = 'birthday_soon' then {{ next_anniversary('described.birth_date', 'as_of.as_of_date') }}
    end as birthday_date,
    items.value_at_stake,
    items.triggered_at,
    items.due_date,
    items.state,
    items.decided_by,
    {%- for channel in consent_channels() %}
    customers.can_{{ channel }},
    {%- endfor %}
    customers.can_market and (
        {%- for channel in consent_channels() %}
        {{ 'or ' if not loop.first }}customers.can_{{ channel }}
        {%- endfor %}
    ) as can_market

from items
cross join {{ ref('as_of') }} as as_of
inner join customers
    on items.customer_id = customers.customer_id
inner join {{ ref('int_customers_described') }} as described
    on items.customer_id = described.customer_id
left join {{ ref('customer_contacts') }} as contacts
    on items.customer_id = contacts.customer_id
