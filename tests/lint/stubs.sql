{#
    What sqlfluff sees instead of the project's macros: SQL of the same shape, so that layout and names can be judged
    without dbt. A macro used in a model and missing here is a templating error of make lint.
#}
{% macro add_days(expression, days) %}cast({{ expression }} as date){% endmacro %}
{% macro add_months(expression, months) %}cast({{ expression }} as date){% endmacro %}
{% macro ascii_width(expression) %}lower({{ expression }}){% endmacro %}
{% macro business_date(moment) %}cast({{ moment }} as date){% endmacro %}
{% macro business_hour(moment) %}cast({{ moment }} as integer){% endmacro %}
{% macro bypass_form(expression) %}lower({{ expression }}){% endmacro %}
{% macro survey_attributes() %}{% endmacro %}
{% macro by_survey_segment(facts) %}{{ by_segment(facts) }}{% endmacro %}
{% macro by_segment(facts) %}
    select
        {{ facts }}.*,
        'all' as segment_type,
        'all' as segment_value
    from {{ facts }}
{% endmacro %}
{% macro text_number(expression, is_filled=false) %}cast({{ expression }} as bigint){% endmacro %}
{% macro no_text_number() %}0{% endmacro %}
{% macro lower_case(expression) %}lower({{ expression }}){% endmacro %}
{% macro rounded(expression, digits=0) %}round({{ expression }}, {{ digits }}){% endmacro %}
{% macro min_by(value, order) %}min_by({{ value }}, {{ order }}){% endmacro %}
{% macro max_by(value, order) %}max_by({{ value }}, {{ order }}){% endmacro %}
{% macro type_text() %}varchar{% endmacro %}
{% macro holds_match(expression, pattern) %}{{ expression }} like {{ pattern }}{% endmacro %}
{% macro count_where(condition) %}sum(case when {{ condition }} then 1 else 0 end){% endmacro %}
{% macro dated_by_as_of(expression) %}{{ expression }} <= cast('2026-01-01' as date){% endmacro %}
{% macro days_passed(first, last) %}cast({{ last }} as double){% endmacro %}
{% macro days_between(first, last) %}cast({{ last }} as integer){% endmacro %}
{% macro epoch_micros(moment) %}cast({{ moment }} as bigint){% endmacro %}
{% macro event_position(event_number, event_id) %}{{ event_id }} || ''{% endmacro %}
{% macro extract_group(expression, pattern) %}lower({{ expression }}){% endmacro %}
{% macro fifth(worse_count, total_count) %}cast({{ worse_count }} as integer){% endmacro %}
{% macro good_rows(source_name, table_name, columns=['*'], set_aside=none) %}
    select *
    from {{ source_name }}.{{ table_name }}
{% endmacro %}
{% macro good_rows(source_name, table_name, columns, looks_aside=true) %}
    select {{ columns | join(', ') }}
    from {{ source_name }}.{{ table_name }}
{% endmacro %}
{% macro happened_by_as_of(moment) %}{{ moment }} <= cast('2026-01-01' as timestamp){% endmacro %}
{% macro horner(coefficients, x) %}{{ x }}{% endmacro %}
{% macro identifier_hash(identifier_type, expression) %}sha256({{ expression }}){% endmacro %}
{% macro in_reporting_currency(amount, rate='fx_rates.rate', limit='1e13') %}{{ amount }} * {{ rate }}{% endmacro %}
{% macro is_blank(expression) %}length({{ expression }}) = 0{% endmacro %}
{% macro is_month_complete(month) %}{{ month }} < as_of.last_complete_date{% endmacro %}
{% macro is_delivered(messages, reports) %}{{ reports }}.is_reported{% endmacro %}
{% macro is_middle(row_number, row_count) %}{{ row_number }} = {{ row_count }}{% endmacro %}
{% macro iso_weekday(expression) %}cast({{ expression }} as integer){% endmacro %}
{% macro joined_texts(expression, separator, order_by) %}max({{ expression }}){% endmacro %}
{% macro latest_versions(source_name, table_name) %}
    select *
    from {{ source_name }}.{{ table_name }}
{% endmacro %}
{% macro lifecycle_stage(since, until, today) %}case when {{ since }} is null then 'prospect' end{% endmacro %}
{% macro matches_whole(expression, pattern, ignores_case=false) %}{{ expression }} like {{ pattern }}{% endmacro %}
{% macro moment_position(moment, id) %}{{ id }} || ''{% endmacro %}
{% macro money(expression) %}cast({{ expression }} as decimal(18, 4)){% endmacro %}
{% macro money_of_double(expression) %}cast({{ expression }} as decimal(18, 4)){% endmacro %}
{% macro double_to_decimal(number, precision, digits) %}cast({{ number }} as decimal({{ precision }}, {{ digits }})){% endmacro %}
{% macro month_of(expression) %}cast({{ expression }} as date){% endmacro %}
{% macro months_between(first, last) %}cast({{ last }} as integer){% endmacro %}
{% macro next_anniversary(day, today) %}cast({{ day }} as date){% endmacro %}
{% macro last_anniversary(day, today) %}cast({{ day }} as date){% endmacro %}
{% macro normalised_email(expression) %}lower({{ expression }}){% endmacro %}
{% macro normalised_handle(platform, handle) %}lower({{ handle }}){% endmacro %}
{% macro numbers_to_rows(first, last, alias, output) %}
    cross join generate_series({{ first }}, {{ last }}) as {{ alias }} ({{ output }})
{%- endmacro %}
{% macro outdated_model(source_name, table_name) %}outdated_others{% endmacro %}
{% macro outdated_versions(source_name, table_name, shows_key=false) %}
    select *
    from {{ source_name }}.{{ table_name }}
{% endmacro %}
{% macro parsed_moment(moment) %}2026-01-01{% endmacro %}
{% macro quarter_hour_of(moment) %}cast({{ moment }} as integer){% endmacro %}
{% macro quarter_of(expression) %}cast({{ expression }} as date){% endmacro %}
{% macro ratio(numerator, denominator) %}(cast({{ numerator }} as double) / {{ denominator }}){% endmacro %}
{% macro remove_all(expression, pattern) %}lower({{ expression }}){% endmacro %}
{% macro replace_behind(expression, kept, pattern, replacement='') %}lower({{ expression }}){% endmacro %}
{% macro quantity_times(quantity, price) %}({{ quantity }} * {{ price }}){% endmacro %}
{% macro sha256_hex(expression) %}sha256({{ expression }}){% endmacro %}
{% macro split_to_rows(expression, separator, alias, output) %}cross join {{ alias }}_rows as {{ alias }}{% endmacro %}
{% macro staged(source_name, table_name) %}
    select *
    from {{ source_name }}.{{ table_name }}
{% endmacro %}
{% macro starts_at(expression) %}cast({{ expression }} as timestamp){% endmacro %}
{% macro trimmed(expression) %}trim({{ expression }}){% endmacro %}
{% macro two_sided_p_value(absolute_z) %}exp({{ absolute_z }}){% endmacro %}
{% macro type_double() %}double{% endmacro %}
{% macro utm_value(expression) %}lower({{ expression }}){% endmacro %}
{% macro whole_sum(expression) %}cast(sum({{ expression }}) as bigint){% endmacro %}
{% macro wilson_high(successes, trials) %}({{ successes }} + {{ trials }}){% endmacro %}
{% macro wilson_low(successes, trials) %}({{ successes }} - {{ trials }}){% endmacro %}
{% macro squared(expression) %}({{ expression }} * {{ expression }}){% endmacro %}
{% macro age_band(birth_year, on_date) %}lower({{ birth_year }}){% endmacro %}
{% macro actions(posts) %}coalesce({{ posts }}.clicks, 0){% endmacro %}
{% macro interactions(posts) %}coalesce({{ posts }}.likes, 0){% endmacro %}
{% macro hours_passed(first, last) %}cast({{ last }} as double){% endmacro %}
{% macro json_member_of(json, key) %}lower({{ key }}){% endmacro %}
{% macro is_detractor(score) %}{{ score }} <= 6{% endmacro %}
{% macro is_promoter(score) %}{{ score }} >= 9{% endmacro %}
{% macro normal_quantile() %}1.959964{% endmacro %}
{% macro nps_band(score) %}lower({{ score }}){% endmacro %}
{% macro tells_openings(channel) %}{{ channel }} != 'sms'{% endmacro %}
{% macro with_owner(facts, identifiers) %}
    select
        {{ facts }}.*,
        '' as customer_id
    from {{ facts }}
{% endmacro %}
{% macro week_of(expression) %}cast({{ expression }} as date){% endmacro %}
{% macro weeks_between(first, last) %}cast({{ last }} as integer){% endmacro %}
{% macro before_after_metrics() %}('nps', 'csat'){% endmacro %}
{% macro counted_metrics() %}('nps', 'csat'){% endmacro %}
{% macro hex_to_number(expression) %}cast({{ expression }} as bigint){% endmacro %}
{% macro huge_product_sum(left, right) %}sum({{ left }} * {{ right }}){% endmacro %}
{% macro is_plain_number(expression) %}length({{ expression }}) > 0{% endmacro %}
{% macro product_sum(left, right) %}sum({{ left }} * {{ right }}){% endmacro %}
{% macro written(part, next_part=none) %}trim({{ part }}){% endmacro %}
{% macro holds(expression, part) %}{{ expression }} like {{ part }}{% endmacro %}
{% macro holds_word(expression, word) %}{{ expression }} like {{ word }}{% endmacro %}
{% macro matches_to_rows(expression, pattern, alias, output) %}cross join {{ alias }}_rows as {{ alias }}{% endmacro %}
{% macro sentiment_label(sentiment) %}lower({{ sentiment }}){% endmacro %}
{% macro churn_features(relation) %}{{ return(['tenure_days', 'plan_risk' if relation == 'subscriber' else 'recency_days']) }}{% endmacro %}
{% macro recommendation_days_rows() %}(values (0)) as moments (days_before){% endmacro %}
