{#
    The places where engines differ, and nothing else. A macro here has one variant per engine; an engine without one
    fails at parse time with the name of the macro to write.
#}

{% macro missing_variant(name) %}
    {% do exceptions.raise_compiler_error(
        name ~ " has no variant for '" ~ target.type ~ "': add " ~ target.type ~ "__" ~ name ~ " to macros/engines.sql."
    ) %}
{% endmacro %}


{# Calendar date of a UTC timestamp in business_timezone. #}
{% macro business_date(utc_timestamp) -%}
    {{ return(adapter.dispatch('business_date', 'engagement')(utc_timestamp)) }}
{%- endmacro %}
{% macro default__business_date(utc_timestamp) %}{{ missing_variant('business_date') }}{% endmacro %}
{% macro duckdb__business_date(utc_timestamp) -%}
    cast(timezone('{{ var("business_timezone") }}', timezone('UTC', {{ utc_timestamp }})) as date)
{%- endmacro %}


{# Hour of the day, 0 to 23, of a UTC timestamp in business_timezone. #}
{% macro business_hour(utc_timestamp) -%}
    {{ return(adapter.dispatch('business_hour', 'engagement')(utc_timestamp)) }}
{%- endmacro %}
{% macro default__business_hour(utc_timestamp) %}{{ missing_variant('business_hour') }}{% endmacro %}
{% macro duckdb__business_hour(utc_timestamp) -%}
    cast(extract(hour from timezone('{{ var("business_timezone") }}', timezone('UTC', {{ utc_timestamp }}))) as integer)
{%- endmacro %}


{# UTC timestamp at which a business date begins. #}
{% macro starts_at(business_date) -%}
    {{ return(adapter.dispatch('starts_at', 'engagement')(business_date)) }}
{%- endmacro %}
{% macro default__starts_at(business_date) %}{{ missing_variant('starts_at') }}{% endmacro %}
{% macro duckdb__starts_at(business_date) -%}
    timezone('UTC', timezone('{{ var("business_timezone") }}', cast({{ business_date }} as timestamp)))
{%- endmacro %}


{# Day of the week, 1 = Monday to 7 = Sunday. #}
{% macro iso_weekday(date_expression) -%}
    {{ return(adapter.dispatch('iso_weekday', 'engagement')(date_expression)) }}
{%- endmacro %}
{% macro default__iso_weekday(date_expression) %}{{ missing_variant('iso_weekday') }}{% endmacro %}
{% macro duckdb__iso_weekday(date_expression) -%}
    cast(isodow({{ date_expression }}) as integer)
{%- endmacro %}


{# Whole days from one date to another. #}
{% macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'engagement')(from_date, to_date)) }}
{%- endmacro %}
{% macro default__days_between(from_date, to_date) %}{{ missing_variant('days_between') }}{% endmacro %}
{% macro duckdb__days_between(from_date, to_date) -%}
    cast(date_diff('day', {{ from_date }}, {{ to_date }}) as integer)
{%- endmacro %}


{# Microseconds since 1970, for comparing moments without the engines' own ideas of an hour. #}
{% macro epoch_micros(timestamp_expression) -%}
    {{ return(adapter.dispatch('epoch_micros', 'engagement')(timestamp_expression)) }}
{%- endmacro %}
{% macro default__epoch_micros(timestamp_expression) %}{{ missing_variant('epoch_micros') }}{% endmacro %}
{% macro duckdb__epoch_micros(timestamp_expression) -%}
    epoch_us({{ timestamp_expression }})
{%- endmacro %}


{# Lower-case hex of SHA-256 of a text's UTF-8. #}
{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch('sha256_hex', 'engagement')(text)) }}
{%- endmacro %}
{% macro default__sha256_hex(text) %}{{ missing_variant('sha256_hex') }}{% endmacro %}
{% macro duckdb__sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}


{# A number of 128 bits for a text, to group and join millions of rows by; null, or what is given, for none. #}
{% macro text_number(text, otherwise=none) -%}
    {%- set number = adapter.dispatch('text_number', 'engagement')(text) -%}
    {{ return(number if otherwise is none else 'coalesce(' ~ number ~ ', ' ~ otherwise ~ ')') }}
{%- endmacro %}
{% macro default__text_number(text) %}{{ missing_variant('text_number') }}{% endmacro %}
{% macro duckdb__text_number(text) -%}
    {{ return('md5_number(' ~ text ~ ')') }}
{%- endmacro %}


{# Whether the whole text matches a pattern; the pattern may be a column. #}
{% macro matches_whole(text, pattern) -%}
    {{ return(adapter.dispatch('matches_whole', 'engagement')(text, pattern)) }}
{%- endmacro %}
{% macro default__matches_whole(text, pattern) %}{{ missing_variant('matches_whole') }}{% endmacro %}
{% macro duckdb__matches_whole(text, pattern) -%}
    regexp_full_match({{ text }}, {{ pattern }})
{%- endmacro %}


{# First group of the first match of a literal pattern; null where there is none. #}
{% macro extract_group(text, pattern) -%}
    {{ return(adapter.dispatch('extract_group', 'engagement')(text, pattern)) }}
{%- endmacro %}
{% macro default__extract_group(text, pattern) %}{{ missing_variant('extract_group') }}{% endmacro %}
{% macro duckdb__extract_group(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', 1), '')
{%- endmacro %}


{# Whether a text holds another one, letter by letter. #}
{% macro holds(text, part) -%}
    {{ return(adapter.dispatch('holds', 'engagement')(text, part)) }}
{%- endmacro %}
{% macro default__holds(text, part) %}{{ missing_variant('holds') }}{% endmacro %}
{% macro duckdb__holds(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}


{#
    Whether a text in lower case holds a word, or several, with neither a Latin letter, a digit nor an underscore right
    beside. Other scripts may stand there: English words are found inside Japanese text.
#}
{% macro holds_word(text, word) -%}
    {{ return(adapter.dispatch('holds_word', 'engagement')(text, word)) }}
{%- endmacro %}
{% macro default__holds_word(text, word) %}{{ missing_variant('holds_word') }}{% endmacro %}
{% macro duckdb__holds_word(text, word) -%}
    {%- set beside = '[^a-z0-9_\u00c0-\u024f]' -%}
    regexp_matches({{ text }}, '(?:^|{{ beside }})' || regexp_escape({{ word }}) || '(?:$|{{ beside }})')
{%- endmacro %}


{# One row per match of a literal pattern in a text, from left to right: joined behind a from clause, as alias.output. #}
{% macro matches_to_rows(text, pattern, alias, output) -%}
    {{ return(adapter.dispatch('matches_to_rows', 'engagement')(text, pattern, alias, output)) }}
{%- endmacro %}
{% macro default__matches_to_rows(text, pattern, alias, output) %}{{ missing_variant('matches_to_rows') }}{% endmacro %}
{% macro duckdb__matches_to_rows(text, pattern, alias, output) -%}
    cross join unnest(regexp_extract_all({{ text }}, '{{ pattern }}')) as {{ alias }} ({{ output }})
{%- endmacro %}


{# The text without any character that matches a literal pattern. #}
{% macro remove_all(text, pattern) -%}
    {{ return(adapter.dispatch('remove_all', 'engagement')(text, pattern)) }}
{%- endmacro %}
{% macro default__remove_all(text, pattern) %}{{ missing_variant('remove_all') }}{% endmacro %}
{% macro duckdb__remove_all(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}


{#
    The text with everything replaced that matches a literal pattern behind another, whose match is kept. Patterns have
    groups of the kind (?:...) only.
#}
{% macro replace_behind(text, kept, pattern, replacement='') -%}
    {{ return(adapter.dispatch('replace_behind', 'engagement')(text, kept, pattern, replacement)) }}
{%- endmacro %}
{% macro default__replace_behind(text, kept, pattern, replacement) %}{{ missing_variant('replace_behind') }}{% endmacro %}
{% macro duckdb__replace_behind(text, kept, pattern, replacement) -%}
    regexp_replace({{ text }}, '({{ kept }}){{ pattern }}', chr(92) || '1{{ replacement }}', 'g')
{%- endmacro %}


{# One row per part of a text between separators: joined behind a from clause, as alias.output. #}
{% macro split_to_rows(text, separator, alias, output) -%}
    {{ return(adapter.dispatch('split_to_rows', 'engagement')(text, separator, alias, output)) }}
{%- endmacro %}
{% macro default__split_to_rows(text, separator, alias, output) %}{{ missing_variant('split_to_rows') }}{% endmacro %}
{% macro duckdb__split_to_rows(text, separator, alias, output) -%}
    cross join unnest(string_split({{ text }}, '{{ separator }}')) as {{ alias }} ({{ output }})
{%- endmacro %}


{# The whole numbers from one expression to another, both inclusive: joined behind a from clause, as alias.output. #}
{% macro numbers_to_rows(first, last, alias, output) -%}
    {{ return(adapter.dispatch('numbers_to_rows', 'engagement')(first, last, alias, output)) }}
{%- endmacro %}
{% macro default__numbers_to_rows(first, last, alias, output) %}{{ missing_variant('numbers_to_rows') }}{% endmacro %}
{% macro duckdb__numbers_to_rows(first, last, alias, output) -%}
    cross join lateral unnest(generate_series({{ first }}, {{ last }})) as {{ alias }} ({{ output }})
{%- endmacro %}


{# Texts joined by a separator in a given order. #}
{% macro joined_texts(text, separator, order_by) -%}
    {{ return(adapter.dispatch('joined_texts', 'engagement')(text, separator, order_by)) }}
{%- endmacro %}
{% macro default__joined_texts(text, separator, order_by) %}{{ missing_variant('joined_texts') }}{% endmacro %}
{% macro duckdb__joined_texts(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}


{# A whole number that is the same for equal rows of expressions, null being a value like others, and seldom for different ones. #}
{% macro row_hash(expressions) -%}
    {{ return(adapter.dispatch('row_hash', 'engagement')(expressions)) }}
{%- endmacro %}
{% macro default__row_hash(expressions) %}{{ missing_variant('row_hash') }}{% endmacro %}
{% macro duckdb__row_hash(expressions) -%}
    hash({{ expressions }})
{%- endmacro %}


{# Name of the double type. #}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'engagement')()) }}
{%- endmacro %}
{% macro default__type_double() %}{{ missing_variant('type_double') }}{% endmacro %}
{% macro duckdb__type_double() %}double{% endmacro %}


{#
    A member of a JSON object as text: text as it is, numbers and truth values as they are written, whole numbers without
    a fraction. Null where the text is no JSON object, and for a member that is missing, null, empty, a list or an object.
#}
{% macro json_member(json, key) -%}
    {{ return(adapter.dispatch('json_member', 'engagement')(json, key)) }}
{%- endmacro %}
{% macro default__json_member(json, key) %}{{ missing_variant('json_member') }}{% endmacro %}
{% macro duckdb__json_member(json, key) -%}
    {%- set path = "'$.\"" ~ key | replace('"', '\\"') | replace("'", "''") ~ "\"'" -%}
    {{ duckdb__json_member_at(json, path) }}
{%- endmacro %}


{# The same of a member whose key is an expression. #}
{% macro json_member_of(json, key_expression) -%}
    {{ return(adapter.dispatch('json_member_of', 'engagement')(json, key_expression)) }}
{%- endmacro %}
{% macro default__json_member_of(json, key_expression) %}{{ missing_variant('json_member_of') }}{% endmacro %}
{% macro duckdb__json_member_of(json, key_expression) -%}
    {%- set path = "('$.\"' || replace(" ~ key_expression ~ ", '\"', chr(92) || '\"') || '\"')" -%}
    {{ duckdb__json_member_at(json, path) }}
{%- endmacro %}
{% macro duckdb__json_member_at(json, path) -%}
    {%- set sound = "case when json_valid(" ~ json ~ ") then " ~ json ~ " end" -%}
    {%- set member = "json_extract_string(" ~ sound ~ ", " ~ path ~ ")" -%}
    case
        when json_type({{ sound }}) = 'OBJECT'
            then case
                when json_type({{ sound }}, {{ path }}) in ('OBJECT', 'ARRAY', 'NULL') then null
                when
                    json_type({{ sound }}, {{ path }}) = 'DOUBLE'
                    and abs(cast({{ member }} as double)) < 1e18
                    and cast({{ member }} as double) = floor(cast({{ member }} as double))
                    then cast(cast(cast({{ member }} as double) as decimal(38, 0)) as varchar)
                else nullif({{ member }}, '')
            end
    end
{%- endmacro %}


{# The whole number that a text of at most 8 hexadecimal digits writes. #}
{% macro hex_to_number(text) -%}
    {{ return(adapter.dispatch('hex_to_number', 'engagement')(text)) }}
{%- endmacro %}
{% macro default__hex_to_number(text) %}{{ missing_variant('hex_to_number') }}{% endmacro %}
{% macro duckdb__hex_to_number(text) -%}
    cast('0x' || {{ text }} as bigint)
{%- endmacro %}
