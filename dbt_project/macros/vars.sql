{#
    What each variable may be, in one place. kind: whole, number, text, secret, list, flag, date, zone, moment; limits are
    inclusive.
    A variable without a rule, or a rule without a variable, fails the build as well.
#}
{% macro var_rules() %}
    {% do return({
        'as_of': {'kind': 'moment'},
        'business_timezone': {'kind': 'zone'},
        'reporting_currency': {'kind': 'text', 'pattern': '[A-Z]{3}', 'allowed': 'an ISO 4217 code such as JPY'},
        'default_margin_rate': {'kind': 'number', 'min': 0, 'max': 1},
        'default_country': {'kind': 'text', 'pattern': '[A-Z]{2}', 'allowed': 'an ISO 3166 code such as JP'},
        'identity_salt': {'kind': 'secret', 'pattern': '.{8,}', 'allowed': 'a text of at least 8 characters'},
        'identity_block_records': {'kind': 'whole', 'min': 1, 'max': 1000},
        'session_timeout_minutes': {'kind': 'whole', 'min': 1, 'max': 1440},
        'session_login_days': {'kind': 'whole', 'min': 0, 'max': 3650},
        'own_domains': {'kind': 'list', 'pattern': '.+', 'allowed': 'a list of host names, e.g. ["shop.example.com"]'},
        'attribution_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'time_decay_half_life_days': {'kind': 'number', 'min': 0.01, 'max': 3650},
        'new_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'active_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'lapsing_days': {'kind': 'whole', 'min': 1, 'max': 36500},
        'ltv_max_years': {'kind': 'number', 'min': 0.1, 'max': 100},
        'ltv_horizon_years': {'kind': 'whole', 'min': 1, 'max': 100},
        'discount_rate': {'kind': 'number', 'min': 0, 'max': 10},
        'clv_horizon_months': {'kind': 'whole', 'min': 1, 'max': 120},
        'referral_share': {'kind': 'number', 'min': 0, 'max': 1},
        'referral_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'influence_share': {'kind': 'number', 'min': 0, 'max': 1},
        'organic_floor': {'kind': 'number', 'min': 0, 'max': 1},
        'influence_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'idea_submitter_share': {'kind': 'number', 'min': 0, 'max': 1},
        'contact_cost': {'kind': 'number', 'min': 0, 'max': 1000000000},
        'deflection_share': {'kind': 'number', 'min': 0, 'max': 1},
        'issue_window_hours': {'kind': 'whole', 'min': 1, 'max': 8760},
        'deflection_window_hours': {'kind': 'whole', 'min': 1, 'max': 8760},
        'survey_contact_cap': {'kind': 'whole', 'min': 0, 'max': 1000},
        'survey_contact_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'shrinkage_messages': {'kind': 'number', 'min': 0, 'max': 1000000},
        'message_cap_30d': {'kind': 'whole', 'min': 0, 'max': 10000},
        'silent_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'history_months': {'kind': 'whole', 'min': 1, 'max': 1200},
        'quarantine_max_share': {'kind': 'number', 'min': 0, 'max': 1},
        'survey_segments': {'kind': 'list', 'pattern': '.+', 'allowed': 'a list of keys of survey.responses.attributes, e.g. ["seat"]'},
        'driver_min_answer_share': {'kind': 'number', 'min': 0, 'max': 1},
        'driver_min_responses': {'kind': 'whole', 'min': 0, 'max': 1000000},
        'fiscal_year_start_month': {'kind': 'whole', 'min': 1, 'max': 12},
        'lead_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'activity_retention_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'activity_retention_periods': {'kind': 'whole', 'min': 1, 'max': 1200},
        'activity_retention_brackets': {
            'kind': 'text', 'pattern': '[0-9]{1,4}-[0-9]{1,4}(,[0-9]{1,4}-[0-9]{1,4})*', 'allowed': 'day numbers from-to by commas, such as 1-7,8-14,15-30'
        },
        'renewal_grace_days': {'kind': 'whole', 'min': 0, 'max': 3650},
        'subscription_gap_days': {'kind': 'whole', 'min': 0, 'max': 3650},
        'accepted_missing_columns': {'kind': 'list', 'pattern': '[a-z_]+[.][a-z_]+[.][a-z_]+', 'allowed': 'a list of source.table.column, e.g. ["commerce.orders.coupon_code"]'},
        'earliest_date': {'kind': 'date'},
        'accept_default_salt': {'kind': 'flag'},
        'publish_texts': {'kind': 'flag'},
        'quarantine_min_rows': {'kind': 'whole', 'min': 0, 'max': 1000000000},
        'minimum_cell_size': {'kind': 'whole', 'min': 1, 'max': 1000000},
        'effect_min_customers': {'kind': 'whole', 'min': 1, 'max': 1000000000},
        'sample_ratio_alpha': {'kind': 'number', 'min': 0, 'max': 1},
        'measure_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'audience_holdout_share': {'kind': 'number', 'min': 0, 'max': 1},
        'health_good_score': {'kind': 'number', 'min': 0, 'max': 100},
        'health_watch_score': {'kind': 'number', 'min': 0, 'max': 100},
        'health_min_weight': {'kind': 'number', 'min': 0, 'max': 1},
        'health_alert_drop': {'kind': 'number', 'min': 0, 'max': 100},
        'milestone_contact_days': {'kind': 'whole', 'min': 1, 'max': 365},
        'milestone_order_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'reorder_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'stock_lookback_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'stock_min_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'health_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'churn_horizon_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'churn_holdout_months': {'kind': 'whole', 'min': 1, 'max': 60},
        'churn_training_months': {'kind': 'whole', 'min': 1, 'max': 120},
        'churn_min_rows': {'kind': 'whole', 'min': 1, 'max': 1000000000},
        'churn_min_leavers': {'kind': 'whole', 'min': 1, 'max': 1000000000},
        'churn_high_share': {'kind': 'number', 'min': 0, 'max': 1},
        'churn_mid_share': {'kind': 'number', 'min': 0, 'max': 1},
        'churn_max_rows': {'kind': 'whole', 'min': 1000, 'max': 1000000000},
        'affinity_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'affinity_min_orders': {'kind': 'whole', 'min': 1, 'max': 1000000000},
        'affinity_max_products': {'kind': 'whole', 'min': 2, 'max': 1000},
        'recommendation_count': {'kind': 'whole', 'min': 1, 'max': 100},
        'recommendation_repeat_days': {'kind': 'whole', 'min': 0, 'max': 3650},
        'recommendation_holdout_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'forecast_months': {'kind': 'whole', 'min': 1, 'max': 36},
        'sentiment_threshold': {'kind': 'number', 'min': 0, 'max': 1},
        'detractor_contact_hours': {'kind': 'whole', 'min': 1, 'max': 8760},
        'mention_answer_hours': {'kind': 'whole', 'min': 1, 'max': 8760},
        'feedback_window_days': {'kind': 'whole', 'min': 1, 'max': 3650},
        'raking_cap': {'kind': 'number', 'min': 1, 'max': 1000000},
    }) %}
{% endmacro %}


{# Stops a build on a wrong variable: the message names it, its value and what is allowed. #}
{% macro validate_vars() %}
    {% set rules = var_rules() %}
    {% if execute %}
        {% for name in invocation_args_dict.get('vars', {}) if name not in rules %}
            {% do exceptions.raise_compiler_error(
                "Variable " ~ name ~ " is unknown. Known are: " ~ rules.keys() | sort | join(', ') ~ "."
            ) %}
        {% endfor %}
        {% for name, rule in rules.items() %}
            {% set problem = var_problem(var(name), rule) | trim %}
            {% if problem %}
                {% do exceptions.raise_compiler_error(
                    "Variable " ~ name ~ " = " ~ ('(secret)' if rule.kind == 'secret' else tojson(var(name))) ~ " is wrong: allowed is " ~ problem
                    ~ ". Set it in dbt_project.yml, by --vars or by make run VARS='{...}'."
                ) %}
            {% endif %}
        {% endfor %}
        {% if var('new_days') > var('active_days') or var('active_days') > var('lapsing_days') %}
            {% do exceptions.raise_compiler_error(
                "Variables new_days, active_days, lapsing_days = " ~ [var('new_days'), var('active_days'), var('lapsing_days')]
                ~ " are wrong: allowed is an ascending order."
            ) %}
        {% endif %}
        {% set first_days = [] %}
        {% for first, last in retention_brackets() %}
            {% if first > last or first in first_days %}
                {% do exceptions.raise_compiler_error(
                    "Variable activity_retention_brackets = " ~ tojson(var('activity_retention_brackets')) ~ " is wrong at " ~ first ~ "-" ~ last
                    ~ ": allowed is a bracket that does not end before it begins, and no two that begin on one day."
                    ~ " Set it in dbt_project.yml, by --vars or by make run VARS='{...}'."
                ) %}
            {% endif %}
            {% do first_days.append(first) %}
        {% endfor %}
        {% if var('influence_share') + var('referral_share') > 1 %}
            {% do exceptions.raise_compiler_error(
                "Variables referral_share + influence_share = " ~ (var('influence_share') + var('referral_share'))
                ~ " are wrong: allowed is at most 1, or more than a buyer's margin would be given away."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{# What is allowed instead, as text; empty when the value is fine. #}
{% macro var_problem(value, rule) -%}
    {%- if rule.kind in ('whole', 'number') -%}
        {%- set is_number = value is number and value is not boolean -%}
        {%- if not is_number or value < rule.min or value > rule.max or (rule.kind == 'whole' and value != value | int) -%}
            a {{ 'whole number' if rule.kind == 'whole' else 'number' }} from {{ rule.min }} to {{ rule.max }}
        {%- endif -%}
    {%- elif rule.kind in ('text', 'secret') -%}
        {%- if value is not string or not modules.re.fullmatch(rule.pattern, value) -%}{{ rule.allowed }}{%- endif -%}
    {%- elif rule.kind == 'zone' -%}
        {%- if value is not string or value not in modules.pytz.all_timezones_set -%}an IANA time zone such as Asia/Tokyo{%- endif -%}
    {%- elif rule.kind == 'list' -%}
        {%- if value is string or value is mapping or value is not iterable or value | reject('string') | list -%}
            {{ rule.allowed }}
        {%- else -%}
            {%- set wrong = [] -%}
            {%- for item in value if not modules.re.fullmatch(rule.pattern, item) -%}{%- do wrong.append(item) -%}{%- endfor -%}
            {%- if wrong -%}{{ rule.allowed }}{%- endif -%}
        {%- endif -%}
    {%- elif rule.kind == 'flag' -%}
        {%- if value is not boolean -%}true or false{%- endif -%}
    {%- elif rule.kind == 'date' -%}
        {%- if value is not string or value | length != 10 or not parsed_moment(value) -%}a date YYYY-MM-DD{%- endif -%}
    {%- elif value is not none and not parsed_moment(value) -%}
        null, a date YYYY-MM-DD or a UTC timestamp YYYY-MM-DD HH:MM:SS
    {%- endif -%}
{%- endmacro %}


{# Brackets of day numbers in which retention is told, as pairs of first and last; what is none is refused by validate_vars. #}
{% macro retention_brackets() %}
    {% set brackets = [] %}
    {% for first, last in modules.re.findall('([0-9]+)-([0-9]+)', var('activity_retention_brackets') | string) %}
        {% do brackets.append((first | int, last | int)) %}
    {% endfor %}
    {% do return(brackets) %}
{% endmacro %}


{#
    A moment given as text, as a datetime in UTC; none when it is not a moment. A date stands for the last microsecond
    of that business day, so that the day counts as ended.
#}
{% macro parsed_moment(value) %}
    {% set form = '([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]{1,6}))?)?Z?)?' %}
    {% set found = modules.re.fullmatch(form, value | string) %}
    {% if not found %}{% do return(none) %}{% endif %}
    {% set year, month, day = found.group(1) | int, found.group(2) | int, found.group(3) | int %}
    {% set hour, minute, second = found.group(4) | int, found.group(5) | int, found.group(6) | int %}
    {% set is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) %}
    {% set days = [31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] %}
    {% if year < 1 or not 1 <= month <= 12 or not 1 <= day <= days[month - 1] or hour > 23 or minute > 59 or second > 59 %}
        {% do return(none) %}
    {% endif %}
    {% set moment = modules.datetime.datetime(year, month, day, hour, minute, second) %}
    {% if found.group(4) %}
        {% do return(moment + modules.datetime.timedelta(microseconds=(found.group(7) or '').ljust(6, '0') | int)) %}
    {% endif %}
    {% set zone = modules.pytz.timezone(var('business_timezone')) %}
    {% set next_day = zone.localize(moment + modules.datetime.timedelta(days=1)) %}
    {% do return(next_day.astimezone(modules.pytz.utc).replace(tzinfo=none) - modules.datetime.timedelta(microseconds=1)) %}
{% endmacro %}
