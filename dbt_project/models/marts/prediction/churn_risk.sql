with

reasons as (

    select
        customer_id,
        feature,
        effect,
        row_number() over (partition by customer_id order by {{ rounded('effect', 9) }} desc, feature asc) as place

    from {{ ref('int_risks_explained') }}
    where {{ rounded('effect', 9) }} > 0

),

told as (

    select
        {%- for place in [1, 2, 3] %}
        max(case when place = {{ place }} then feature end) as reason_{{ place }},
        max(case when place = {{ place }} then effect end) as reason_{{ place }}_effect,
        {%- endfor %}
        customer_id

    from reasons
    where place <= 3
    group by customer_id

)

select
    banded.customer_id,
    banded.relation,
    {{ add_days('banded.snapshot_date', var('churn_horizon_days')) }} as horizon_date,
    banded.churn_probability,
    banded.baseline_probability,
    banded.risk_band,
    banded.model,
    {%- for place in [1, 2, 3] %}
    told.reason_{{ place }},
    told.reason_{{ place }}_effect,
    {%- endfor %}
    actions.action_en as suggested_action,
    actions.action_ja as suggested_action_ja

from {{ ref('int_risks_banded') }} as banded
left join told
    on banded.customer_id = told.customer_id
left join {{ ref('reason_actions') }} as actions
    on told.reason_1 = actions.feature
