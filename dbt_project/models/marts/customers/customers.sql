select
    described.customer_id,
    described.record_count,
    described.first_seen_at,
    described.acquisition_channel,
    described.country,
    described.region,
    described.birth_year,
    described.gender,
    described.gender_group,
    described.company_id,
    described.company_industry,
    described.company_size,
    described.first_order_at,
    described.last_order_at,
    described.order_count,
    described.net_sales,
    described.margin,
    described.lifecycle_stage,
    described.tenure_band,
    segments.rfm_segment,
    ltv.value_tier,
    described.can_market

from {{ ref('int_customers_described') }} as described
left join {{ ref('customer_segments') }} as segments
    on described.customer_id = segments.customer_id
left join {{ ref('customer_ltv') }} as ltv
    on described.customer_id = ltv.customer_id
