with

-- Figures speak of as_of; who may be contacted is a question of today. With an as_of of the past the landing zone knows
-- more: what was granted later counts nowhere, what was taken back or asked to be forgotten counts at once.
objections as (

    select
        customer_record_id as record_id,
        purpose,
        channel

    from {{ ref('stg_crm__consents') }}
    where
        state = 'withdrawn'
        and purpose in ('marketing', 'third_party')
        and not {{ happened_by_as_of('occurred_at') }}

    union all

    select
        customer_record_id as record_id,
        'erasure' as purpose,
        cast(null as {{ type_text() }}) as channel

    from {{ ref('stg_crm__erasure_requests') }}
    where not {{ happened_by_as_of('requested_at') }}

)

select
    records.customer_id,
    {{ count_where("objections.purpose = 'erasure'") }} > 0 as is_erased,
    {%- for channel in consent_channels() %}
    {{ count_where("purpose = 'marketing' and coalesce(channel, '" ~ channel ~ "') = '" ~ channel ~ "'") }}
    > 0 as refuses_{{ channel }},
    {%- endfor %}
    {{ count_where("objections.purpose = 'third_party'") }} > 0 as refuses_ads

from objections
inner join {{ ref('id_records_resolved') }} as records
    on objections.record_id = records.record_id
where records.customer_id is not null
group by records.customer_id
