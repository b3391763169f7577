with

members as (

    select
        audience,
        customer_id,
        {{ identifier_hash('holdout', "audience || '|' || customer_id") }} as drawn

    from {{ ref('int_audiences_filled') }}

)

select
    members.audience,
    members.customer_id,
    -- The same people at every refresh: drawn by who they are, not by when.
    {{ ratio(hex_to_number('substr(members.drawn, 1, 8)'), '4294967296') }}
    < {{ var('audience_holdout_share') }} as is_holdout,
    {%- for channel in consent_channels() %}
    coalesce(allowed.can_{{ channel }}, false) as can_{{ channel }},
    {%- endfor %}
    allowed.customer_id is not null as can_market

from members
left join {{ ref('int_customers_allowed') }} as allowed
    on members.customer_id = allowed.customer_id
