with

members as (

    select
        members.audience,
        members.customer_id,
        members.is_holdout,
        {%- for channel in consent_channels() %}
        members.can_{{ channel }} and not coalesce(objections.refuses_{{ channel }}, false) as can_{{ channel }},
        {%- endfor %}
        coalesce(objections.refuses_ads, false) as refuses_ads

    from {{ ref('audience_members') }} as members
    left join {{ ref('int_objections_recorded') }} as objections
        on members.customer_id = objections.customer_id
    where not coalesce(objections.is_erased, false)

),

-- What is sent to an advertising platform is handed to a third party, which is a purpose of its own.
decisions as (

    select
        records.customer_id,
        -- Of one moment the withdrawal, whose word sorts last.
        {{ max_by('consents.state', moment_position('consents.occurred_at', 'consents.state')) }} as state

    from {{ ref('stg_crm__consents') }} as consents
    inner join {{ ref('id_records_resolved') }} as records
        on consents.customer_record_id = records.record_id
    where
        consents.purpose = 'third_party'
        and records.customer_id is not null
        and {{ happened_by_as_of('consents.occurred_at') }}
    group by records.customer_id

),

-- Numbers as they are dialled from anywhere; what links nobody is nobody's.
phones as (

    select
        records.customer_id,
        {{ max_by(
            'identifiers.identifier_value', moment_position('records.updated_at', 'records.record_id')
        ) }} as phone

    from {{ ref('id_records_to_identifiers') }} as identifiers
    inner join {{ ref('id_records_resolved') }} as records
        on identifiers.record_id = records.record_id
    where identifiers.identifier_type = 'phone' and not identifiers.is_blocked and records.customer_id is not null
    group by records.customer_id

)

select
    members.audience,
    members.customer_id,
    members.is_holdout,
    contacts.full_name,
    contacts.email,
    '+' || phones.phone as phone,
    contacts.postal_code,
    {%- for channel in consent_channels() %}
    members.can_{{ channel }},
    {%- endfor %}
    (
        {%- for channel in consent_channels() %}
        {{ 'or ' if not loop.first }}members.can_{{ channel }}
        {%- endfor %}
    )
    and coalesce(decisions.state = 'granted', false)
    and not members.refuses_ads as can_ads

from members
left join {{ ref('customer_contacts') }} as contacts
    on members.customer_id = contacts.customer_id
left join phones
    on members.customer_id = phones.customer_id
left join decisions
    on members.customer_id = decisions.customer_id
