select
    buyers.customer_id,
    buyers.recency_days,
    cast(buyers.order_count as integer) as frequency,
    cast(buyers.net_sales as {{ type_double() }}) as monetary,
    buyers.r_score,
    buyers.f_score,
    buyers.m_score,
    buyers.rfm_segment,
    clusters.cluster

from {{ ref('int_buyers_scored') }} as buyers
left join {{ ref('int_customers_clustered') }} as clusters
    on buyers.customer_id = clusters.customer_id
