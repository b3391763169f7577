{# Rules of the measures: what stands here stands nowhere else. #}

{#
    Bands of a likelihood to recommend of 0 to 10, after F. Reichheld, The one number you need to grow, HBR (2003):
    promoters answer 9 or 10, passives 7 or 8, detractors less.
#}
{% macro is_promoter(score) -%}
    {{ score }} >= 9
{%- endmacro %}
{% macro is_detractor(score) -%}
    {{ score }} <= 6
{%- endmacro %}


{# Name of the band; null without a score. #}
{% macro nps_band(score) -%}
    case
        when {{ is_promoter(score) }} then 'promoter'
        when {{ is_detractor(score) }} then 'detractor'
        when {{ score }} is not null then 'passive'
    end
{%- endmacro %}


{# What a sentiment from -1 to 1 is called; null where it cannot be told. #}
{% macro sentiment_label(sentiment) -%}
    case
        when {{ sentiment }} <= -{{ var('sentiment_threshold') }} then 'negative'
        when {{ sentiment }} >= {{ var('sentiment_threshold') }} then 'positive'
        when {{ sentiment }} is not null then 'neutral'
    end
{%- endmacro %}


{# Quantile of the normal distribution behind every 95 % interval. #}
{% macro normal_quantile() -%}
    1.959964
{%- endmacro %}



{# Channels on which marketing needs a consent, in the order of the columns can_<channel>. #}
{% macro consent_channels() %}
    {% do return(['email', 'sms', 'push', 'line', 'phone', 'post']) %}
{% endmacro %}

{# What people do to a post that everybody sees: what the engagement rate by reach counts. #}
{% macro interactions(posts) -%}
    coalesce({{ posts }}.likes, 0) + coalesce({{ posts }}.comments, 0) + coalesce({{ posts }}.shares, 0)
{%- endmacro %}


{# What people do with a post, clicks and follows included: what the engagement rate by impressions counts. #}
{% macro actions(posts) -%}
    coalesce({{ posts }}.clicks, 0) + coalesce({{ posts }}.shares, 0) + coalesce({{ posts }}.replies, 0)
    + coalesce({{ posts }}.follows, 0) + coalesce({{ posts }}.likes, 0)
{%- endmacro %}


{# Whether the channel can tell that a message was opened; nobody sees a text message or a letter being read. #}
{% macro tells_openings(channel) -%}
    {{ channel }} not in ('sms', 'post')
{%- endmacro %}


{#
    The rows of a CTE with whom they belong to: customer_id, person_id, is_owner_erased. The first identifier that is known
    ends the search, also where the person behind it was erased and no customer is left.

    facts: name of the CTE.
    identifiers: in the order in which they are asked, [identifier_type, column of the CTE, normalised].
#}
{% macro with_owner(facts, identifiers) %}
    select
        {{ facts }}.*,
        case
            {%- for identifier in identifiers %}
            when owner_{{ loop.index }}.person_id is not null then owner_{{ loop.index }}.customer_id
            {%- endfor %}
        end as customer_id,
        {%- set persons = [] %}
        {%- for identifier in identifiers %}{% do persons.append('owner_' ~ loop.index ~ '.person_id') %}{% endfor %}
        coalesce({{ persons | join(', ') }}) as person_id,
        case
            {%- for identifier in identifiers %}
            when owner_{{ loop.index }}.person_id is not null then owner_{{ loop.index }}.customer_id is null
            {%- endfor %}
            else false
        end as is_owner_erased
    from {{ facts }}
    {%- for identifier_type, column in identifiers %}
    left join {{ ref('id_identifiers_to_persons') }} as owner_{{ loop.index }}
        on
            owner_{{ loop.index }}.identifier_type = '{{ identifier_type }}'
            and {{ facts }}.{{ column }} = owner_{{ loop.index }}.identifier_value
    {%- endfor %}
{% endmacro %}


{#
    Where a customer stands in their life with the company, by the days since the bond began (first counted order or first
    term) and since it last showed (last counted order, last day a term ran), both dates; null since = it never began.
#}
{% macro lifecycle_stage(since, until, today) -%}
    case
        when {{ since }} is null then 'prospect'
        when {{ days_between(since, today) }} <= {{ var('new_days') }} then 'new'
        when {{ days_between(until, today) }} <= {{ var('active_days') }} then 'active'
        when {{ days_between(until, today) }} <= {{ var('lapsing_days') }} then 'lapsing'
        else 'lapsed'
    end
{%- endmacro %}


{# Fifth of a ranking, 1 to 5, by the number of those who are strictly worse: equal ones stand in the same fifth. #}
{% macro fifth(worse_count, total_count) -%}
    {%- set worse = '5 * ' ~ worse_count -%}
    cast(1 + {{ ratio(worse ~ ' - mod(' ~ worse ~ ', ' ~ total_count ~ ')', total_count) }} as integer)
{%- endmacro %}


{# Whether a message arrived: who opens or clicks has got it, and where nobody reports (int_deliveries_reported) all count. #}
{% macro is_delivered(messages, reports) -%}
    not {{ reports }}.is_reported
    or coalesce({{ messages }}.delivered_at, {{ messages }}.first_opened_at, {{ messages }}.first_clicked_at) is not null
{%- endmacro %}


{# The parts of a health score and what they can be made of: columns of mart customer_health, in its order. #}
{% macro health_parts() %}
    {% do return([
        'usage_frequency', 'feature_use', 'purchase_rhythm', 'churn_risk', 'support', 'voice', 'response',
    ]) %}
{% endmacro %}
{% macro health_metrics() %}
    {% do return([
        'active_days_28d', 'feature_share_90d', 'recency_ratio', 'risk_signal_count', 'open_issue_count_90d',
        'latest_nps_score', 'click_rate_90d',
    ]) %}
{% endmacro %}


{# Ten years of age in which somebody born in a year is on a date, by calendar years; null without a year of birth. #}
{% macro age_band(birth_year, on_date) -%}
    {%- set age = '(extract(year from ' ~ on_date ~ ') - ' ~ birth_year ~ ')' -%}
    case
        when {{ age }} < 20 then '0-19'
        {%- for decade in range(20, 80, 10) %}
        when {{ age }} < {{ decade + 10 }} then '{{ decade }}-{{ decade + 9 }}'
        {%- endfor %}
        when {{ age }} >= 80 then '80+'
    end
{%- endmacro %}


{# Daily metrics that a measure without an experiment may name, and those of them that count something a day. #}
{% macro before_after_metrics() -%}
    (
        'net_sales', 'margin', 'order_count', 'average_order_value', 'session_count', 'conversion_rate', 'engagement_rate',
        'nps', 'csat', 'contact_count'
    )
{%- endmacro %}
{% macro counted_metrics() -%}
    ('net_sales', 'margin', 'order_count', 'session_count', 'contact_count')
{%- endmacro %}


{#
    What audiences can be asked for, besides the segment types. Of some attributes a customer may have several values: any
    of them meets a condition, and <> says that none does.
#}
{% macro audience_texts() %}
    {% do return([
        'region', 'gender', 'loyalty_tier', 'health_band', 'churn_risk_band', 'plan', 'has_running_term', 'has_abandoned_cart',
        'used_feature', 'dissatisfied_item', 'mentioned_topic',
    ]) %}
{% endmacro %}
{% macro audience_numbers() %}
    {% do return([
        'order_count', 'net_sales', 'margin', 'birth_year', 'days_since_first_order', 'days_since_last_order',
        'latest_nps_score', 'active_days_28d', 'last_session_days',
    ]) %}
{% endmacro %}
{% macro audience_operators() %}
    {% do return(['=', '<>', '<', '<=', '>', '>=', 'in', 'is_null', 'is_not_null']) %}
{% endmacro %}


{# A number as people type it into a seed, for the condition of an audience. #}
{% macro is_plain_number(text) -%}
    coalesce({{ matches_whole(text, "'[+-]?[0-9]{1,15}([.][0-9]{1,9})?'") }}, false)
{%- endmacro %}


{# What the risk of leaving is told from, for a relation: columns of int_risk_features_measured in the order of their names. #}
{% macro churn_features(relation) %}
    {% set both = [
        'active_days_28d', 'active_days_change', 'click_rate_90d', 'days_since_last_contact', 'feature_share_90d', 'issue_change',
        'issue_count_28d', 'latest_csat_score', 'latest_nps_score', 'message_count_28d', 'open_issue_count', 'order_count_365d',
        'tenure_days',
    ] %}
    {% set own = {
        'buyer': ['discount_share_365d', 'margin_365d', 'order_count', 'recency_days', 'recency_ratio'],
        'subscriber': ['days_to_renewal', 'monthly_amount', 'plan_risk', 'price_change', 'renewal_count'],
    } %}
    {% do return((both + own[relation]) | sort) %}
{% endmacro %}
