{#- What people edit in seeds/, and what models rely on: seed, what must be true, rows for which it is not. -#}
{%- set action_parameters = {
    'unresolved_issue': '[0-9]{1,5}', 'detractor_follow_up': '[0-9]{1,4}', 'low_csat_follow_up': '[0-9]{1,4}',
    'health_alert': none, 'renewal_due': '[0-9]{1,4}', 'high_value_lapsing': none, 'silent_subscriber': '[0-9]{1,4}',
    'tier_about_to_drop': '[0-9]{1,2}', 'unanswered_idea': '[0-9]{1,4}', 'first_repeat_nudge': '[0-9]{1,4}-[0-9]{1,4}',
    'birthday_soon': '[0-9]{1,3}', 'churn_risk': 'high|mid|low',
} -%}
{%- set features = (churn_features('buyer') + churn_features('subscriber')) | unique | sort -%}
{%- set touch_types = [
    'web_session', 'app_session', 'other_session', 'order_web', 'order_app', 'order_store', 'order_phone', 'refund', 'coupon_redemption',
    'ticket_inbound', 'ticket_proactive', 'message_click', 'survey_response', 'mention', 'community_post', 'idea', 'event_attended',
    'referral_sent',
] -%}
{%- set contributions = [
    'idea_submitted', 'idea_adopted', 'idea_launched', 'idea_vote', 'post', 'review', 'accepted_answer', 'helpful_vote', 'event_attended',
] -%}
{%- set rules = [
    ('channel_rules', 'every rule names a channel', 'channel is null'),
    ('journey_stage_rules', 'match_type is touch_type or event_name', "match_type not in ('touch_type', 'event_name')"),
    ('journey_stage_rules', 'every rule has a place in its model', 'stage is null or stage_order is null'),
    ('journey_map_actions', 'match_type is touch_type or event_name, and all cells are filled', "match_type not in ('touch_type', 'event_name') or match_type is null or match_value is null or name_en is null or name_ja is null"),
    ('journey_map_actions', 'stage is one of journey_stage_rules', 'stage not in (select stage from ' ~ ref('journey_stage_rules') ~ ' where stage is not null)'),
    ('funnels', 'step_kind is event_name, touch_type or journey_stage', "step_kind not in ('event_name', 'touch_type', 'journey_stage')"),
    ('funnels', 'window_days is above 0', 'window_days is null or window_days <= 0'),
    ('rfm_segments', 'scores are 1 to 5 and named', 'r_score not between 1 and 5 or f_score not between 1 and 5 or m_score not between 1 and 5 or rfm_segment is null'),
    ('cev_component_map', 'component is clv, crv, civ or ckv', "component not in ('clv', 'crv', 'civ', 'ckv')"),
    ('nps_benchmarks', 'a benchmark is a score', 'benchmark is null or benchmark not between -100 and 100'),
    ('department_weights', 'weight, floor and target are given and differ', 'weight is null or weight < 0 or floor is null or target is null or floor = target'),
    ('metric_registry', 'calculation is sum, ratio, points or none', "calculation is null or calculation not in ('sum', 'ratio', 'points', 'none')"),
    ('metric_registry', 'direction is up or down', "direction is null or direction not in ('up', 'down')"),
    ('metric_registry', 'is_shown_so_far, is_tested, is_stock and is_distinct are given', 'is_shown_so_far is null or is_tested is null or is_stock is null or is_distinct is null'),
    ('metric_registry', 'freshness_class is one of freshness_classes', 'freshness_class is null or freshness_class not in (select freshness_class from ' ~ ref('freshness_classes') ~ ')'),
    ('freshness_classes', 'allowed_hours is above 0', 'allowed_hours is null or allowed_hours <= 0'),
    ('health_rules', 'part is one of mart customer_health', "part not in ('" ~ health_parts() | join("', '") ~ "')"),
    ('health_rules', 'metric is one of mart customer_health', "metric is null or metric not in ('" ~ health_metrics() | join("', '") ~ "')"),
    ('health_rules', 'applies_to is subscriber, buyer or all', "applies_to not in ('subscriber', 'buyer', 'all')"),
    ('health_rules', 'floor and target are given and differ', 'floor is null or target is null or floor = target'),
    ('health_rules', 'a weight is above 0', 'weight is null or weight <= 0'),
    ('action_rules', 'rule is one of ' ~ action_parameters | join(', '), "rule not in ('" ~ action_parameters | join("', '") ~ "')"),
    ('action_rules', 'priority, department, texts and due_days are given', 'priority is null or department is null or reason is null or reason_ja is null or suggested_action is null or suggested_action_ja is null or due_days is null or due_days < 0'),
    ('fx_rates', 'a rate is above 0', 'rate_to_reporting is null or rate_to_reporting <= 0'),
    ('identity_bypass', 'identifier_type is email, phone, member_no or anonymous_id', "identifier_type not in ('email', 'phone', 'member_no', 'anonymous_id')"),
    ('country_calling_codes', 'every country has a code', 'calling_code is null or keeps_leading_zero is null'),
    ('gender_rules', 'gender_group is female, male, other or unknown', "gender_group is null or gender_group not in ('female', 'male', 'other', 'unknown')"),
    ('business_hours', 'weekday is 1 to 7 and hours are HH:MM, opens before closes', "weekday not between 1 and 7 or opens is null or closes is null or length(opens) != 5 or length(closes) != 5 or opens >= closes or closes > '24:00'"),
    ('loyalty_tiers', 'every tier has a place', 'tier_order is null'),
    ('tier_benefits', 'every benefit has a tier of loyalty_tiers and two names', 'name_en is null or name_ja is null or tier not in (select tier from ' ~ ref('loyalty_tiers') ~ ')'),
    ('reason_actions', 'every feature has an action in both languages', 'action_en is null or action_ja is null'),
    ('reason_actions', 'feature is one of ' ~ features | join(', '), "feature not in ('" ~ features | join("', '") ~ "')"),
    ('milestone_rules', 'milestone_type is birthday, first_order_anniversary or order_number', "milestone_type is null or milestone_type not in ('birthday', 'first_order_anniversary', 'order_number')"),
    ('milestone_rules', 'milestones of orders, and only these, have an order_number above 0', "coalesce(order_number > 0, false) != (milestone_type = 'order_number')"),
    ('sla_targets', 'priority is urgent, high, medium, low or empty', "priority not in ('urgent', 'high', 'medium', 'low')"),
    ('sla_targets', 'minutes are not below 0', 'first_response_minutes < 0 or resolution_minutes < 0'),
    ('event_aliases', 'aliases are in lower case and mean something', 'event_name is null or alias != lower(alias)'),
] -%}
{%- for rule, pattern in action_parameters.items() if pattern %}
{%- set is_right = matches_whole('parameter_value', "'" ~ pattern ~ "'") %}
{%- do rules.append(('action_rules', 'parameter_value of ' ~ rule ~ ' is written as ' ~ pattern, "rule = '" ~ rule ~ "' and not coalesce(" ~ is_right ~ ", false)")) %}
{%- endfor %}
{{ config(meta={'tells_rows': true, 'dagster': {'ref': {'name': 'channel_rules'}}}) }}
-- Returns seeds with rows that models cannot use, and departments whose weights do not add up to 1.
{% for seed, rule, broken in rules %}
select
    '{{ seed }}' as seed,
    '{{ rule }}' as rule,
    count(*) as row_count
from {{ ref(seed) }}
where {{ broken }}
having count(*) > 0
union all
{% endfor %}
select
    'department_weights' as seed,
    'weights of a department add up to 1: ' || department as rule,
    count(*) as row_count
from {{ ref('department_weights') }}
group by department
having abs(sum(weight) - 1) > 0.000001
union all
select
    'action_rules' as seed,
    'two rules have one priority: ' || cast(priority as {{ type_text() }}) as rule,
    count(*) as row_count
from {{ ref('action_rules') }}
group by priority
having count(*) > 1
union all
select
    'health_rules' as seed,
    'at most one rule of a part applies to a relation: ' || rules.part as rule,
    count(*) as row_count
from {{ ref('health_rules') }} as rules
inner join (values ('subscriber'), ('buyer')) as relations (relation)
    on rules.applies_to in (relations.relation, 'all')
group by rules.part, relations.relation
having count(*) > 1
union all
select
    'funnels' as seed,
    'all steps of a funnel have one window: ' || funnel as rule,
    count(*) as row_count
from {{ ref('funnels') }}
group by funnel
having min(window_days) != max(window_days)
union all
-- Told row by row: a step that nothing matches would look like one that nobody takes.
select
    'onboarding_steps' as seed,
    'row ' || coalesce(step, '(no step)') || ', ' || coalesce(match_type, '(none)') || ', ' || coalesce(match_value, '(none)') || ': '
    || case
        when step is null or match_value is null then 'write step and match_value'
        when step_order is null then 'write step_order'
        when coalesce(within_days, 0) not between 1 and 3650 then 'write within_days as whole days from 1 to 3650'
        when coalesce(match_type, '') not in ('event_name', 'touch_type') then 'write event_name or touch_type as match_type'
        else 'write as match_value of a touch_type one of {{ touch_types | join(', ') }}'
    end as rule,
    count(*) as row_count
from {{ ref('onboarding_steps') }}
where
    step is null or match_value is null or step_order is null or coalesce(within_days, 0) not between 1 and 3650
    or coalesce(match_type, '') not in ('event_name', 'touch_type')
    or (match_type = 'touch_type' and match_value not in ('{{ touch_types | join("', '") }}'))
group by step, match_type, match_value, step_order, within_days
union all
select
    'onboarding_steps' as seed,
    'step ' || step || ': write one step_order and one within_days in all its rows' as rule,
    count(*) as row_count
from {{ ref('onboarding_steps') }}
group by step
having min(step_order) != max(step_order) or min(within_days) != max(within_days)
union all
-- A term of blanks would be found in every text, one of an unknown topic in none.
select
    'topics' as seed,
    'row ' || coalesce(topic, '(no topic)') || ': '
    || case
        when topic is null or {{ is_blank('topic') }} then 'write a topic'
        when topic in ('all', 'none') then 'take another word as topic, all and none are taken'
        else 'write name_en and name_ja'
    end as rule,
    count(*) as row_count
from {{ ref('topics') }}
where
    topic is null or {{ is_blank('topic') }} or topic in ('all', 'none') or name_en is null or {{ is_blank('name_en') }}
    or name_ja is null or {{ is_blank('name_ja') }}
group by topic
{%- for seed, about in [('topic_terms', 'topic'), ('brand_terms', 'brand')] %}
union all
select
    '{{ seed }}' as seed,
    'row ' || coalesce({{ about }}, '(no {{ about }})') || ', ' || coalesce(term, '(no term)') || ': '
    || case
        when {{ about }} is null or {{ is_blank(about) }} then 'write a {{ about }}'
        when term is null or {{ is_blank('term') }} then 'write a term that is more than blanks'
        when coalesce(match, '') not in ('word', 'part') then 'write word or part as match'
        else {{ "'add the topic to seed topics, it is unknown there'" if about == 'topic' else "'write true or false as is_own, the same in all rows of the brand'" }}
    end as rule,
    count(*) as row_count
from {{ ref(seed) }}
where
    {{ about }} is null or {{ is_blank(about) }} or term is null or {{ is_blank('term') }} or coalesce(match, '') not in ('word', 'part')
    {%- if about == 'topic' %}
    or topic not in (select topic from {{ ref('topics') }} where topic is not null)
    {%- else %}
    or is_own is null
    or brand in (select brand from {{ ref('brand_terms') }} group by brand having min(cast(is_own as integer)) != max(cast(is_own as integer)))
    {%- endif %}
group by {{ about }}, term, match
{%- endfor %}
union all
select
    'contribution_rules' as seed,
    'row ' || coalesce(contribution, '(no contribution)') || ': '
    || case
        when coalesce(contribution, '') not in ('{{ contributions | join("', '") }}') then 'write as contribution one of {{ contributions | join(', ') }}'
        else 'write points as a whole number, 0 or more'
    end as rule,
    count(*) as row_count
from {{ ref('contribution_rules') }}
where coalesce(contribution, '') not in ('{{ contributions | join("', '") }}') or points is null or points < 0
group by contribution
union all
select
    'survey_targets' as seed,
    'row ' || coalesce(survey_id, '(no survey_id)') || ', ' || coalesce(attribute, '(no attribute)') || ', ' || coalesce(value, '(no value)') || ': '
    || case
        when survey_id is null or attribute is null or value is null then 'write survey_id, attribute and value'
        else 'write share as a number from 0 to 1'
    end as rule,
    count(*) as row_count
from {{ ref('survey_targets') }}
where survey_id is null or attribute is null or value is null or not coalesce(share between 0 and 1, false)
group by survey_id, attribute, value
union all
-- A half per cent is rounding.
select
    'survey_targets' as seed,
    'survey ' || survey_id || ', attribute ' || attribute || ': write shares that add up to 1 at most' as rule,
    count(*) as row_count
from {{ ref('survey_targets') }}
group by survey_id, attribute
having sum(share) > 1.005
union all
select
    'loyalty_tiers' as seed,
    'no two tiers have one place: ' || cast(tier_order as {{ type_text() }}) as rule,
    count(*) as row_count
from {{ ref('loyalty_tiers') }}
group by tier_order
having count(*) > 1
union all
select
    'sla_targets' as seed,
    'no two rows for one priority: ' || coalesce(priority, 'without') as rule,
    count(*) as row_count
from {{ ref('sla_targets') }}
group by priority
having count(*) > 1
union all
select
    'rfm_segments' as seed,
    'all 125 combinations of scores have a name' as rule,
    count(*) as row_count
from {{ ref('rfm_segments') }}
having count(*) != 125
