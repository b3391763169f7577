{# Rules that several models share, written once in portable SQL. #}

{# Numerator over denominator as double; null where the denominator is 0 or null. #}
{% macro ratio(numerator, denominator) -%}
    (cast({{ numerator }} as {{ type_double() }}) / nullif(cast({{ denominator }} as {{ type_double() }}), 0))
{%- endmacro %}


{# Number of rows for which a condition holds. #}
{% macro count_where(condition) -%}
    cast(coalesce(sum(case when {{ condition }} then 1 else 0 end), 0) as bigint)
{%- endmacro %}


{# Sum of whole numbers as bigint: engines widen sums each in their own way. #}
{% macro whole_sum(expression) -%}
    cast(sum({{ expression }}) as bigint)
{%- endmacro %}


{# Whether a row is the middle one of its sorted group, or one of the middle two, whose mean is the median. #}
{% macro is_middle(row_number, row_count) -%}
    2 * {{ row_number }} between {{ row_count }} and {{ row_count }} + 2
{%- endmacro %}


{# A number times itself, as double. #}
{% macro squared(expression) -%}
    (cast({{ expression }} as {{ type_double() }}) * cast({{ expression }} as {{ type_double() }}))
{%- endmacro %}


{# First day of the month of a date. #}
{% macro month_of(date_expression) -%}
    cast(date_trunc('month', {{ date_expression }}) as date)
{%- endmacro %}


{# First day of the quarter of a date. #}
{% macro quarter_of(date_expression) -%}
    cast(date_trunc('quarter', {{ date_expression }}) as date)
{%- endmacro %}


{# Monday of the week of a date. #}
{% macro week_of(date_expression) -%}
    cast(date_trunc('week', {{ date_expression }}) as date)
{%- endmacro %}


{# The next return of a day of the year after a date; 29 February falls on the 28th in common years. #}
{% macro next_anniversary(day, today) -%}
    {%- set years = '(extract(year from ' ~ today ~ ') - extract(year from ' ~ day ~ '))' -%}
    {%- set this_year = add_months(day, 'cast(12 * ' ~ years ~ ' as integer)') -%}
    case
        when {{ this_year }} > {{ today }} then {{ this_year }}
        else {{ add_months(day, 'cast(12 * (' ~ years ~ ' + 1) as integer)') }}
    end
{%- endmacro %}


{# The latest return of a day of the year up to a date, that date included; the day itself may be one. #}
{% macro last_anniversary(day, today) -%}
    {%- set years = '(extract(year from ' ~ today ~ ') - extract(year from ' ~ day ~ '))' -%}
    {%- set this_year = add_months(day, 'cast(12 * ' ~ years ~ ' as integer)') -%}
    case
        when {{ this_year }} <= {{ today }} then {{ this_year }}
        else {{ add_months(day, 'cast(12 * (' ~ years ~ ' - 1) as integer)') }}
    end
{%- endmacro %}


{# Calendar months from one date's month to another's. #}
{% macro months_between(from_date, to_date) -%}
    cast(
        (extract(year from {{ to_date }}) - extract(year from {{ from_date }})) * 12
        + extract(month from {{ to_date }}) - extract(month from {{ from_date }}) as integer
    )
{%- endmacro %}


{# Weeks from one Monday to another. #}
{% macro weeks_between(from_week, to_week) -%}
    cast({{ days_between(from_week, to_week) }} / 7 as integer)
{%- endmacro %}


{# Days, with fraction, from one moment to another. #}
{% macro days_passed(from_moment, to_moment) -%}
    (cast({{ epoch_micros(to_moment) }} - {{ epoch_micros(from_moment) }} as {{ type_double() }}) / 86400000000.0)
{%- endmacro %}


{# Hours, with fraction, from one moment to another. #}
{% macro hours_passed(from_moment, to_moment) -%}
    (cast({{ epoch_micros(to_moment) }} - {{ epoch_micros(from_moment) }} as {{ type_double() }}) / 3600000000.0)
{%- endmacro %}


{# Money is rounded once, half away from 0, to 4 decimals; all engines round decimals so when they narrow them. #}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 4))
{%- endmacro %}


{# The same of a double. #}
{% macro money_of_double(expression) -%}
    {{ double_to_decimal(expression, 18, 4) }}
{%- endmacro %}


{#
    An amount in the reporting currency, not rounded yet; null without a rate. 8 decimals of the amount (a quantity times a
    price has as many) and 16 of the rate: their product's 24 leave as many digits before the point as money has. An
    amount of 10 trillion (or another limit) and more is a slip of a source, and as good as one without a rate: it must
    stop no refresh.
#}
{% macro in_reporting_currency(amount, rate='fx_rates.rate', limit='1e13') -%}
    case
        when abs(cast({{ amount }} as {{ type_double() }}) * cast({{ rate }} as {{ type_double() }})) < {{ limit }}
            then cast({{ amount }} as decimal(22, 8)) * {{ rate }}
    end
{%- endmacro %}


{# Product of a quantity and a price with all their decimals; two factors of 18 digits would be multiplied in 64 bits. #}
{% macro quantity_times(quantity, price) -%}
    (cast({{ quantity }} as decimal(20, 4)) * cast({{ price }} as decimal(18, 4)))
{%- endmacro %}


{# A utm parameter; what tools write for nothing is nothing. #}
{% macro utm_value(text) -%}
    case when {{ lower_case(trimmed(text)) }} not in ('', '(direct)', '(none)', '(not set)') then {{ text }} end
{%- endmacro %}


{# Salted hash under which an identifier is published. The salt stands in a table: SQL ends in logs. #}
{% macro identifier_hash(identifier_type, normalised_value) -%}
    {{ sha256_hex(
        "(select salt from " ~ ref('identity_salt') ~ ") || '|" ~ identifier_type ~ "|' || " ~ normalised_value
    ) }}
{%- endmacro %}


{# Blanks that people type round an identifier, the ideographic space included. #}
{% macro trimmed(text) -%}
    trim(both ' 　' || chr(9) || chr(10) || chr(13) || chr(160) from {{ text }})
{%- endmacro %}


{#
    A text of one or two parts as it was written: each without outer blanks, ideographic spaces, tabs and line ends, joined by
    a line feed, parts without anything left out; null where nothing is left.
#}
{% macro written(part, next_part=none) -%}
    {%- set parts = [] -%}
    {%- for one in (part, next_part) if one -%}
        {%- do parts.append("nullif(trim(both ' \u3000' || chr(9) || chr(10) || chr(13) from " ~ one ~ "), '')") -%}
    {%- endfor -%}
    {%- if next_part -%}
        coalesce({{ parts | join(" || chr(10) || ") }}, {{ parts | join(", ") }})
    {%- else -%}
        {{ parts[0] }}
    {%- endif -%}
{%- endmacro %}


{# All that a text may be blank with: Unicode's spaces and separators, tabs, ends of lines and pages. #}
{% macro blanks() -%}
    ('{{ " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" }}' || chr(9) || chr(10) || chr(12) || chr(13))
{%- endmacro %}


{# Whether a text has nothing but blanks, those that compatibility forms turn into a blank included. #}
{% macro is_blank(text) -%}
    (trim(both {{ blanks() }} from {{ text }}) = '')
{%- endmacro %}


{# Full-width letters, digits and signs, as Japanese keyboards write them, as ASCII. #}
{% macro ascii_width(text) -%}
    translate(
        {{ text }},
        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
        '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~'
    )
{%- endmacro %}


{#
    E-mail as it is compared: of 'Name <address>' the address, trimmed, lower case, full-width ASCII as ASCII; null
    without an @.
#}
{% macro normalised_email(email) -%}
    {%- set plain = ascii_width(email) -%}
    {%- set address = 'coalesce(' ~ extract_group(plain, '<([^<>]*@[^<>]*)>') ~ ', ' ~ plain ~ ')' -%}
    case when {{ email }} like '%@%' or {{ email }} like '%＠%' then {{ lower_case(trimmed(address)) }} end
{%- endmacro %}


{# A value as seed identity_bypass is asked for it: words for nothing come in capitals and full width too. #}
{% macro bypass_form(text) -%}
    {{ lower_case(ascii_width(trimmed(text))) }}
{%- endmacro %}


{# Social handle as it is compared: '<platform>:<handle>', trimmed, lower case, without leading @. #}
{% macro normalised_handle(platform, handle) -%}
    {{ lower_case(trimmed(platform)) }} || ':' || {{ lower_case("trim(leading '@' from " ~ trimmed(handle) ~ ")") }}
{%- endmacro %}


{#
    Facts that had not happened at as_of count nowhere. Every model that reads a staging model with its own time
    (meta.happened_at of the source) cuts here; a project test holds them to it. The coalesce keeps DuckDB from taking the
    comparison for a join that few rows pass: it then builds its hash tables on the larger side, at five times the cost.
#}
{% macro happened_by_as_of(moment) -%}
    coalesce({{ moment }} <= (select as_of_at from {{ ref('as_of') }}), false)
{%- endmacro %}
{% macro dated_by_as_of(date_column) -%}
    coalesce({{ date_column }} <= (select as_of_date from {{ ref('as_of') }}), false)
{%- endmacro %}


{# Whether the month that begins on a date had ended by as_of; the query joins as_of. #}
{% macro is_month_complete(month) -%}
    {{ add_months(month, 1) }} <= {{ add_days('as_of.last_complete_date', 1) }}
{%- endmacro %}


{# Number of the quarter of an hour since 1970, in UTC. #}
{% macro quarter_hour_of(moment) -%}
    cast(floor({{ epoch_micros(moment) }} / cast(900000000 as {{ type_double() }})) as bigint)
{%- endmacro %}


{# Number of an event on its device and its id as one text that sorts by the number: 12 digits, then the id. #}
{% macro event_position(event_number, event_id) -%}
    lpad(cast({{ event_number }} as {{ type_text() }}), 12, '0') || {{ event_id }}
{%- endmacro %}


{# A moment after 1970 and an id as one text that sorts by the moment, then the id. #}
{% macro moment_position(moment, id) -%}
    lpad(cast({{ epoch_micros(moment) }} as {{ type_text() }}), 20, '0') || {{ id }}
{%- endmacro %}
