with

rows_drawn as (

    select
        drawn.*,
        {{ rounded('coalesce(of_cell.probability, of_all.probability)', 9) }} as baseline_probability,
        coalesce(of_cell.probability, of_all.probability) as unrounded_baseline

    from {{ ref('int_relations_sampled') }} as drawn
    inner join {{ ref('int_baselines_estimated') }} as of_all
        on
            drawn.relation = of_all.relation
            and of_all.cell is null
    left join {{ ref('int_baselines_estimated') }} as of_cell
        on
            drawn.relation = of_cell.relation
            and drawn.cell = of_cell.cell

),

measured as (

    select
        rows_drawn.customer_id,
        rows_drawn.snapshot_date,
        rows_drawn.relation,
        rows_drawn.churn_role,
        rows_drawn.has_left,
        rows_drawn.baseline_probability,
        health.active_days_28d,
        health.active_days_28d - {{ ratio('health.active_days_84d_before', '3') }} as active_days_change,
        health.click_rate_90d,
        contacts.days_since_last_contact,
        health.feature_share_90d,
        health.issue_count_28d - {{ ratio('health.issue_count_84d_before', '3') }} as issue_change,
        health.issue_count_28d,
        health.latest_csat_score,
        health.latest_nps_score,
        health.message_count_28d,
        health.open_issue_count,
        coalesce(purchases.order_count, 0) as order_count_365d,
        {{ days_between('payers.first_paid_date', 'rows_drawn.snapshot_date') }} as tenure_days,
        purchases.discount_share as discount_share_365d,
        coalesce(purchases.margin, 0) as margin_365d,
        health.order_count,
        health.recency_days,
        health.recency_ratio,
        terms.days_to_renewal,
        terms.monthly_amount,
        rows_drawn.unrounded_baseline as plan_risk,
        terms.price_change,
        terms.renewal_count

    from rows_drawn
    inner join {{ ref('int_health_measured') }} as health
        on
            rows_drawn.customer_id = health.customer_id
            and rows_drawn.snapshot_date = health.snapshot_date
    inner join {{ ref('int_payers_valued') }} as payers
        on rows_drawn.customer_id = payers.customer_id
    left join {{ ref('int_contacts_to_snapshots') }} as contacts
        on
            rows_drawn.customer_id = contacts.customer_id
            and rows_drawn.snapshot_date = contacts.snapshot_date
    left join {{ ref('int_purchases_to_snapshots') }} as purchases
        on
            rows_drawn.customer_id = purchases.customer_id
            and rows_drawn.snapshot_date = purchases.snapshot_date
    left join {{ ref('int_terms_to_snapshots') }} as terms
        on
            rows_drawn.customer_id = terms.customer_id
            and rows_drawn.snapshot_date = terms.snapshot_date

)

-- Rounded before anything is compared: a third is the same third, however it was summed. What does not belong to a
-- relation is not known of it, and so no fit learns from it.
select
    {%- set of_buyers, of_subscribers = churn_features('buyer'), churn_features('subscriber') %}
    {%- for feature in (of_buyers + of_subscribers) | unique | sort %}
    {%- set owner = 'subscriber' if feature not in of_buyers else 'buyer' if feature not in of_subscribers %}
    {%- set value = rounded('cast(' ~ feature ~ ' as ' ~ type_double() ~ ')', 6) %}
    {% if owner -%}
    case when relation = '{{ owner }}' then {{ value }} end as {{ feature }},
    {%- else -%}
    {{ value }} as {{ feature }},
    {%- endif %}
    {%- endfor %}
    customer_id,
    snapshot_date,
    relation,
    churn_role,
    has_left,
    baseline_probability

from measured
