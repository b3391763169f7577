{%- set relations = ['buyer', 'subscriber'] -%}
with

-- Reasons stand for what was judged: where the plain guess is published, nothing has an effect.
scored as (

    select
        {%- for feature in (churn_features('buyer') + churn_features('subscriber')) | unique | sort %}
        features.{{ feature }},
        case when banded.model = 'fitted' then scored.{{ feature }}_effect end as {{ feature }}_effect,
        {%- endfor %}
        banded.customer_id,
        banded.relation

    from {{ ref('int_risks_banded') }} as banded
    inner join {{ ref('int_risk_features_measured') }} as features
        on
            banded.customer_id = features.customer_id
            and features.churn_role = 'current'
    inner join {{ ref('int_risks_scored') }} as scored
        on
            banded.customer_id = scored.customer_id
            and scored.is_current

)

{% for relation in relations %}
{%- set is_last = loop.last %}
{%- for feature in churn_features(relation) %}
select
    customer_id,
    '{{ feature }}' as feature,
    {{ feature }} as value,
    {{ feature }}_effect as effect
from scored
where relation = '{{ relation }}'
{%- if not (is_last and loop.last) %}
union all
{% endif %}
{%- endfor %}
{%- endfor %}
