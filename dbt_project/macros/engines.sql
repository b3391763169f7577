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
{% macro postgres__business_date(utc_timestamp) -%}
    {{ duckdb__business_date(utc_timestamp) }}
{%- endmacro %}
{% macro spark__business_date(utc_timestamp) -%}
    cast(from_utc_timestamp({{ utc_timestamp }}, '{{ var("business_timezone") }}') as date)
{%- endmacro %}


{# Hour of the day, 0 to 23, of a UTC timestamp in business_timezone. #}
{% macro business_hour(utc_timestamp) -%}
    {{ return(adapter.dispatch('business_hour', 'engagement')(utc_timestamp)) }}
{%- endmacro %}
{% macro default__business_hour(utc_timestamp) %}{{ missing_variant('business_hour') }}{% endmacro %}
{% macro duckdb__business_hour(utc_timestamp) -%}
    cast(extract(hour from timezone('{{ var("business_timezone") }}', timezone('UTC', {{ utc_timestamp }}))) as integer)
{%- endmacro %}
{% macro postgres__business_hour(utc_timestamp) -%}
    {{ duckdb__business_hour(utc_timestamp) }}
{%- endmacro %}
{% macro spark__business_hour(utc_timestamp) -%}
    hour(from_utc_timestamp({{ utc_timestamp }}, '{{ var("business_timezone") }}'))
{%- endmacro %}


{# UTC timestamp at which a business date begins. #}
{% macro starts_at(business_date) -%}
    {{ return(adapter.dispatch('starts_at', 'engagement')(business_date)) }}
{%- endmacro %}
{% macro default__starts_at(business_date) %}{{ missing_variant('starts_at') }}{% endmacro %}
{#
    Of an hour that comes twice when clocks go back, both engines take the second one, and a date begins with the first:
    what the offset of some hours before gives, where that is the same time on the clock.
#}
{% macro duckdb__starts_at(business_date) -%}
    {%- set zone, local = "'" ~ var('business_timezone') ~ "'", 'cast(' ~ business_date ~ ' as timestamp)' -%}
    {%- set last = "timezone('UTC', timezone(" ~ zone ~ ", " ~ local ~ "))" -%}
    {%- set before = '(' ~ last ~ " - interval '3 hours')" -%}
    {%- set first = '(' ~ local ~ " - (timezone(" ~ zone ~ ", timezone('UTC', " ~ before ~ ")) - " ~ before ~ '))' -%}
    case
        when timezone({{ zone }}, timezone('UTC', {{ first }})) = {{ local }} then {{ first }}
        else {{ last }}
    end
{%- endmacro %}
{% macro postgres__starts_at(business_date) -%}
    {{ duckdb__starts_at(business_date) }}
{%- endmacro %}
{% macro spark__starts_at(business_date) -%}
    to_utc_timestamp(cast({{ business_date }} as timestamp), '{{ var("business_timezone") }}')
{%- endmacro %}


{# Day of the week, 1 = Monday to 7 = Sunday. #}
{% macro iso_weekday(date_expression) -%}
    {{ return(adapter.dispatch('iso_weekday', 'engagement')(date_expression)) }}
{%- endmacro %}
{% macro default__iso_weekday(date_expression) %}{{ missing_variant('iso_weekday') }}{% endmacro %}
{% macro duckdb__iso_weekday(date_expression) -%}
    cast(isodow({{ date_expression }}) as integer)
{%- endmacro %}
{% macro postgres__iso_weekday(date_expression) -%}
    cast(extract(isodow from {{ date_expression }}) as integer)
{%- endmacro %}
{% macro spark__iso_weekday(date_expression) -%}
    (weekday({{ date_expression }}) + 1)
{%- endmacro %}


{# Whole days from one date to another. #}
{% macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'engagement')(from_date, to_date)) }}
{%- endmacro %}
{% macro default__days_between(from_date, to_date) %}{{ missing_variant('days_between') }}{% endmacro %}
{% macro duckdb__days_between(from_date, to_date) -%}
    cast(date_diff('day', {{ from_date }}, {{ to_date }}) as integer)
{%- endmacro %}
{% macro postgres__days_between(from_date, to_date) -%}
    (cast({{ to_date }} as date) - cast({{ from_date }} as date))
{%- endmacro %}
{% macro spark__days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}


{# Microseconds since 1970, for comparing moments without the engines' own ideas of an hour. #}
{% macro epoch_micros(timestamp_expression) -%}
    {{ return(adapter.dispatch('epoch_micros', 'engagement')(timestamp_expression)) }}
{%- endmacro %}
{% macro default__epoch_micros(timestamp_expression) %}{{ missing_variant('epoch_micros') }}{% endmacro %}
{% macro duckdb__epoch_micros(timestamp_expression) -%}
    epoch_us({{ timestamp_expression }})
{%- endmacro %}
{% macro postgres__epoch_micros(timestamp_expression) -%}
    cast(extract(epoch from {{ timestamp_expression }}) * 1000000 as bigint)
{%- endmacro %}
{% macro spark__epoch_micros(timestamp_expression) -%}
    unix_micros(cast({{ timestamp_expression }} as timestamp))
{%- endmacro %}


{# Lower-case hex of SHA-256 of a text's UTF-8. #}
{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch('sha256_hex', 'engagement')(text)) }}
{%- endmacro %}
{% macro default__sha256_hex(text) %}{{ missing_variant('sha256_hex') }}{% endmacro %}
{% macro duckdb__sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}
{% macro postgres__sha256_hex(text) -%}
    encode(sha256(convert_to({{ text }}, 'UTF8')), 'hex')
{%- endmacro %}
{% macro spark__sha256_hex(text) -%}
    sha2({{ text }}, 256)
{%- endmacro %}


{#
    A value of 128 bits for a text, to group and join millions of rows by; for none null, or where is_filled is set
    no_text_number(). A number on DuckDB; no number of others is as wide, and it is what they compare fastest.
#}
{% macro text_number(text, is_filled=false) -%}
    {%- set number = adapter.dispatch('text_number', 'engagement')(text) -%}
    {{ return('coalesce(' ~ number ~ ', ' ~ no_text_number() ~ ')' if is_filled else number) }}
{%- endmacro %}
{% macro default__text_number(text) %}{{ missing_variant('text_number') }}{% endmacro %}
{% macro duckdb__text_number(text) -%}
    {{ return('md5_number(' ~ text ~ ')') }}
{%- endmacro %}
{% macro postgres__text_number(text) -%}
    {{ return('cast(md5(' ~ text ~ ') as uuid)') }}
{%- endmacro %}
{% macro spark__text_number(text) -%}
    {{ return('unhex(md5(' ~ text ~ '))') }}
{%- endmacro %}


{# The value of text_number that stands for no text. #}
{% macro no_text_number() -%}
    {{ return(adapter.dispatch('no_text_number', 'engagement')()) }}
{%- endmacro %}
{% macro default__no_text_number() %}{{ missing_variant('no_text_number') }}{% endmacro %}
{% macro duckdb__no_text_number() %}{{ return('0') }}{% endmacro %}
{% macro postgres__no_text_number() %}{{ return("cast('" ~ '0' * 32 ~ "' as uuid)") }}{% endmacro %}
{% macro spark__no_text_number() %}{{ return("unhex('" ~ '0' * 32 ~ "')") }}{% endmacro %}


{#
    Whether the whole text matches a pattern, which may be a column; ignores_case takes capitals for small letters. Patterns
    are written in what all engines know: no flags, [.] for a point, no groups that look around.
#}
{% macro matches_whole(text, pattern, ignores_case=false) -%}
    {{ return(adapter.dispatch('matches_whole', 'engagement')(text, pattern, ignores_case)) }}
{%- endmacro %}
{% macro default__matches_whole(text, pattern, ignores_case) %}{{ missing_variant('matches_whole') }}{% endmacro %}
{% macro duckdb__matches_whole(text, pattern, ignores_case) -%}
    regexp_full_match({{ text }}, {{ "'(?i)' || " if ignores_case }}{{ pattern }})
{%- endmacro %}
{# With option p a point stands for no end of a line, as elsewhere; nor does a class of what it is not, which is PostgreSQL's. #}
{% macro postgres__matches_whole(text, pattern, ignores_case) -%}
    ({{ text }} {{ '~*' if ignores_case else '~' }} ('(?p)^(?:' || {{ postgres__pattern(pattern) }} || ')$'))
{%- endmacro %}
{% macro spark__matches_whole(text, pattern, ignores_case) -%}
    regexp_like({{ text }}, '{{ "(?diu)" if ignores_case else "(?d)" }}^(?:' || {{ pattern }} || ')' || chr(92) || 'z')
{%- endmacro %}
{# The end of a word is written otherwise on PostgreSQL, where that of others is a sign of its own. #}
{% macro postgres__pattern(pattern) -%}
    replace({{ pattern }}, chr(92) || 'b', chr(92) || 'y')
{%- endmacro %}


{# Whether a text holds a match of a pattern, in whatever case; a point stands for the end of a line too. #}
{% macro holds_match(text, pattern) -%}
    {{ return(adapter.dispatch('holds_match', 'engagement')(text, pattern)) }}
{%- endmacro %}
{% macro default__holds_match(text, pattern) %}{{ missing_variant('holds_match') }}{% endmacro %}
{% macro duckdb__holds_match(text, pattern) -%}
    regexp_full_match({{ text }}, '(?is).*(?:' || {{ pattern }} || ').*')
{%- endmacro %}
{% macro postgres__holds_match(text, pattern) -%}
    ({{ text }} ~* {{ postgres__pattern(pattern) }})
{%- endmacro %}
{% macro spark__holds_match(text, pattern) -%}
    regexp_like({{ text }}, '(?sdiu)(?:' || {{ pattern }} || ')')
{%- endmacro %}


{# First group of the first match of a literal pattern; null where there is none. #}
{% macro extract_group(text, pattern) -%}
    {{ return(adapter.dispatch('extract_group', 'engagement')(text, pattern)) }}
{%- endmacro %}
{% macro default__extract_group(text, pattern) %}{{ missing_variant('extract_group') }}{% endmacro %}
{% macro duckdb__extract_group(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', 1), '')
{%- endmacro %}
{% macro postgres__extract_group(text, pattern) -%}
    nullif((regexp_match({{ text }}, '{{ pattern }}'))[1], '')
{%- endmacro %}
{% macro spark__extract_group(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '(?d){{ pattern }}', 1), '')
{%- endmacro %}


{# Whether a text holds another one, letter by letter. #}
{% macro holds(text, part) -%}
    {{ return(adapter.dispatch('holds', 'engagement')(text, part)) }}
{%- endmacro %}
{% macro default__holds(text, part) %}{{ missing_variant('holds') }}{% endmacro %}
{% macro duckdb__holds(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}
{% macro postgres__holds(text, part) -%}
    (position({{ part }} in {{ text }}) > 0)
{%- endmacro %}
{% macro spark__holds(text, part) -%}
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
{# Signs of the word that mean something in a pattern are escaped, whatever follows them. #}
{% macro postgres__holds_word(text, word) -%}
    {%- set beside = '[^a-z0-9_\u00c0-\u024f]' -%}
    {%- set escaped = "regexp_replace(" ~ word ~ ", '([][(){}.*+?^$|#&~-]|' || chr(92) || chr(92) || ')', chr(92) || chr(92) || chr(92) || '1', 'g')" -%}
    ({{ text }} ~ ('(?:^|{{ beside }})' || {{ escaped }} || '(?:$|{{ beside }})'))
{%- endmacro %}
{% macro spark__holds_word(text, word) -%}
    {%- set beside = '[^a-z0-9_\u00c0-\u024f]' -%}
    {%- set escaped = "regexp_replace(" ~ word ~ ", '([^a-zA-Z0-9])', chr(92) || chr(92) || '$1')" -%}
    regexp_like({{ text }}, '(?d)(?:^|{{ beside }})' || {{ escaped }} || '(?:' || chr(92) || 'z|{{ beside }})')
{%- endmacro %}


{# One row per match of a literal pattern in a text, from left to right: joined behind a from clause, as alias.output. #}
{% macro matches_to_rows(text, pattern, alias, output) -%}
    {{ return(adapter.dispatch('matches_to_rows', 'engagement')(text, pattern, alias, output)) }}
{%- endmacro %}
{% macro default__matches_to_rows(text, pattern, alias, output) %}{{ missing_variant('matches_to_rows') }}{% endmacro %}
{% macro duckdb__matches_to_rows(text, pattern, alias, output) -%}
    cross join unnest(regexp_extract_all({{ text }}, '{{ pattern }}')) as {{ alias }} ({{ output }})
{%- endmacro %}
{% macro postgres__matches_to_rows(text, pattern, alias, output) -%}
    cross join lateral (
        select one_match[1] as {{ output }}
        from regexp_matches({{ text }}, '{{ pattern }}', 'g') as every_match (one_match)
    ) as {{ alias }}
{%- endmacro %}
{% macro spark__matches_to_rows(text, pattern, alias, output) -%}
    cross join lateral explode(regexp_extract_all({{ text }}, '(?d){{ pattern }}', 0)) as {{ alias }} ({{ output }})
{%- endmacro %}


{# The text without any character that matches a literal pattern. #}
{% macro remove_all(text, pattern) -%}
    {{ return(adapter.dispatch('remove_all', 'engagement')(text, pattern)) }}
{%- endmacro %}
{% macro default__remove_all(text, pattern) %}{{ missing_variant('remove_all') }}{% endmacro %}
{% macro duckdb__remove_all(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}
{% macro postgres__remove_all(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}
{% macro spark__remove_all(text, pattern) -%}
    regexp_replace({{ text }}, '(?d){{ pattern }}', '')
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
{% macro postgres__replace_behind(text, kept, pattern, replacement) -%}
    {{ duckdb__replace_behind(text, kept, pattern, replacement) }}
{%- endmacro %}
{% macro spark__replace_behind(text, kept, pattern, replacement) -%}
    regexp_replace({{ text }}, '(?d)({{ kept }}){{ pattern }}', '$1{{ replacement }}')
{%- endmacro %}


{# One row per part of a text between separators: joined behind a from clause, as alias.output. #}
{% macro split_to_rows(text, separator, alias, output) -%}
    {{ return(adapter.dispatch('split_to_rows', 'engagement')(text, separator, alias, output)) }}
{%- endmacro %}
{% macro default__split_to_rows(text, separator, alias, output) %}{{ missing_variant('split_to_rows') }}{% endmacro %}
{% macro duckdb__split_to_rows(text, separator, alias, output) -%}
    cross join unnest(string_split({{ text }}, '{{ separator }}')) as {{ alias }} ({{ output }})
{%- endmacro %}
{# An array of an empty text has no part on PostgreSQL, and one empty part elsewhere. #}
{% macro postgres__split_to_rows(text, separator, alias, output) -%}
    cross join lateral unnest(
        case when {{ text }} = '' then array[''] else string_to_array({{ text }}, '{{ separator }}') end
    ) as {{ alias }} ({{ output }})
{%- endmacro %}
{% macro spark__split_to_rows(text, separator, alias, output) -%}
    cross join lateral explode(split({{ text }}, '[{{ separator }}]')) as {{ alias }} ({{ output }})
{%- endmacro %}


{# The whole numbers from one expression to another, both inclusive: joined behind a from clause, as alias.output. #}
{% macro numbers_to_rows(first, last, alias, output) -%}
    {{ return(adapter.dispatch('numbers_to_rows', 'engagement')(first, last, alias, output)) }}
{%- endmacro %}
{% macro default__numbers_to_rows(first, last, alias, output) %}{{ missing_variant('numbers_to_rows') }}{% endmacro %}
{% macro duckdb__numbers_to_rows(first, last, alias, output) -%}
    cross join lateral unnest(generate_series({{ first }}, {{ last }})) as {{ alias }} ({{ output }})
{%- endmacro %}
{% macro postgres__numbers_to_rows(first, last, alias, output) -%}
    cross join lateral generate_series({{ first }}, {{ last }}) as {{ alias }} ({{ output }})
{%- endmacro %}
{# Spark counts down where the last number is below the first. #}
{% macro spark__numbers_to_rows(first, last, alias, output) -%}
    cross join lateral explode(
        case when {{ first }} <= {{ last }} then sequence({{ first }}, {{ last }}) end
    ) as {{ alias }} ({{ output }})
{%- endmacro %}


{# Texts joined by a separator in a given order. #}
{% macro joined_texts(text, separator, order_by) -%}
    {{ return(adapter.dispatch('joined_texts', 'engagement')(text, separator, order_by)) }}
{%- endmacro %}
{% macro default__joined_texts(text, separator, order_by) %}{{ missing_variant('joined_texts') }}{% endmacro %}
{% macro duckdb__joined_texts(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
{% macro postgres__joined_texts(text, separator, order_by) -%}
    {{ duckdb__joined_texts(text, separator, order_by) }}
{%- endmacro %}
{% macro spark__joined_texts(text, separator, order_by) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}


{# A whole number that is the same for equal rows of expressions, null being a value like others, and seldom for different ones. #}
{% macro row_hash(expressions) -%}
    {{ return(adapter.dispatch('row_hash', 'engagement')(expressions)) }}
{%- endmacro %}
{% macro default__row_hash(expressions) %}{{ missing_variant('row_hash') }}{% endmacro %}
{% macro duckdb__row_hash(expressions) -%}
    hash({{ expressions }})
{%- endmacro %}
{% macro postgres__row_hash(expressions) -%}
    hashtextextended(cast(row({{ expressions }}) as text), 0)
{%- endmacro %}
{% macro spark__row_hash(expressions) -%}
    xxhash64({{ expressions }})
{%- endmacro %}


{# Name of the type of texts of any length. #}
{% macro type_text() -%}
    {{ return(adapter.dispatch('type_text', 'engagement')()) }}
{%- endmacro %}
{% macro default__type_text() %}{{ missing_variant('type_text') }}{% endmacro %}
{% macro duckdb__type_text() %}varchar{% endmacro %}
{% macro postgres__type_text() %}varchar{% endmacro %}
{% macro spark__type_text() %}string{% endmacro %}


{# Name of the double type. #}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'engagement')()) }}
{%- endmacro %}
{% macro default__type_double() %}{{ missing_variant('type_double') }}{% endmacro %}
{% macro duckdb__type_double() %}double{% endmacro %}
{% macro postgres__type_double() %}double precision{% endmacro %}
{% macro spark__type_double() %}double{% endmacro %}


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
{% macro postgres__json_member(json, key) -%}
    {{ postgres__json_member_of(json, "'" ~ key | replace("'", "''") ~ "'") }}
{%- endmacro %}
{# The first of several members of one name, as on DuckDB; PostgreSQL itself would take the last. #}
{% macro postgres__json_member_of(json, key_expression) -%}
    (
        select
            case
                when member.kind in ('object', 'array', 'null') then null
                when
                    member.kind = 'number' and member.written ~ '[.eE]'
                    and abs(cast(member.written as double precision)) < 1e18
                    and cast(member.written as double precision) = floor(cast(member.written as double precision))
                    then cast(cast(cast(member.written as double precision) as bigint) as text)
                when member.kind = 'number' and member.written ~ '[.eE]'
                    then regexp_replace(cast(cast(member.written as double precision) as text), 'e([+-])0+', 'e' || chr(92) || '1')
                else nullif(member.written, '')
            end
        from (
            select
                json_typeof(members.value) as kind,
                members.value #>> '{}' as written
            from json_each(
                case json_typeof(audit.sound_json({{ json }})) when 'object' then audit.sound_json({{ json }}) end
            ) with ordinality as members (name, value, place)
            where members.name = {{ key_expression }}
            order by members.place
            limit 1
        ) as member
    )
{%- endmacro %}
{% macro spark__json_member(json, key) -%}
    {{ spark__json_member_of(json, "'" ~ key | replace("'", "''") ~ "'") }}
{%- endmacro %}
{% macro spark__json_member_of(json, key_expression) -%}
    {%- set member = "try_element_at(try_cast(try_parse_json(" ~ json ~ ") as map<string, variant>), " ~ key_expression ~ ")" -%}
    {%- set kind = "schema_of_variant(" ~ member ~ ")" -%}
    case
        when {{ kind }} in ('STRING', 'BOOLEAN', 'BIGINT') then nullif(cast({{ member }} as string), '')
        when {{ kind }} like 'DECIMAL%' or {{ kind }} = 'DOUBLE'
            then case
                when
                    abs(cast({{ member }} as double)) < 1e18
                    and cast({{ member }} as double) = floor(cast({{ member }} as double))
                    then cast(cast(cast({{ member }} as double) as decimal(38, 0)) as string)
                else replace(lower(cast({{ member }} as string)), '.0e', 'e')
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
{% macro postgres__hex_to_number(text) -%}
    cast(cast('x' || lpad({{ text }}, 8, '0') as bit(32)) as bigint)
{%- endmacro %}
{% macro spark__hex_to_number(text) -%}
    cast(conv({{ text }}, 16, 10) as bigint)
{%- endmacro %}


{# A text in small letters, each by itself: Java turns two of them into others by what stands beside, or into two. #}
{% macro lower_case(text) -%}
    {{ return(adapter.dispatch('lower_case', 'engagement')(text)) }}
{%- endmacro %}
{% macro default__lower_case(text) %}{{ missing_variant('lower_case') }}{% endmacro %}
{% macro duckdb__lower_case(text) -%}
    lower({{ text }})
{%- endmacro %}
{% macro postgres__lower_case(text) -%}
    lower({{ text }})
{%- endmacro %}
{% macro spark__lower_case(text) -%}
    lower(translate({{ text }}, '{{ "\u0130\u03a3" }}', '{{ "i\u03c3" }}'))
{%- endmacro %}


{# A double rounded to some decimals, half away from 0. #}
{% macro rounded(number, digits=0) -%}
    {{ return(adapter.dispatch('rounded', 'engagement')(number, digits)) }}
{%- endmacro %}
{% macro default__rounded(number, digits) %}{{ missing_variant('rounded') }}{% endmacro %}
{% macro duckdb__rounded(number, digits) -%}
    round({{ number }}, {{ digits }})
{%- endmacro %}
{# A double is rounded to whole numbers only, and half to the even one: the half is looked at here. #}
{% macro postgres__rounded(number, digits) -%}
    {%- set moved = '(cast(' ~ number ~ ' as double precision) * 1e' ~ digits ~ ')' -%}
    (
        (trunc({{ moved }}) + case when abs({{ moved }} - trunc({{ moved }})) >= 0.5 then sign({{ moved }}) else 0 end)
        / cast(1e{{ digits }} as double precision)
    )
{%- endmacro %}
{# Spark rounds the decimals as they are written, not the double. #}
{% macro spark__rounded(number, digits) -%}
    (round(cast({{ number }} as double) * 1e{{ digits }}) / 1e{{ digits }})
{%- endmacro %}


{#
    A double as a decimal: times the power of ten, and to a whole number, half away from 0. Engines that go by the digits
    in which a double is written would round half a unit up where others have a little less than half.
#}
{% macro double_to_decimal(number, precision, digits) -%}
    {{ return(adapter.dispatch('double_to_decimal', 'engagement')(number, precision, digits)) }}
{%- endmacro %}
{% macro default__double_to_decimal(number, precision, digits) %}{{ missing_variant('double_to_decimal') }}{% endmacro %}
{% macro duckdb__double_to_decimal(number, precision, digits) -%}
    cast({{ number }} as decimal({{ precision }}, {{ digits }}))
{%- endmacro %}
{# As text, for 15 of its 17 digits is all that a decimal takes from a double. #}
{% macro postgres__double_to_decimal(number, precision, digits) -%}
    cast(cast({{ rounded(number, digits) }} as text) as decimal({{ precision }}, {{ digits }}))
{%- endmacro %}
{% macro spark__double_to_decimal(number, precision, digits) -%}
    cast({{ rounded(number, digits) }} as decimal({{ precision }}, {{ digits }}))
{%- endmacro %}


{# The value of the row with the least of an order; rows where either is null do not count. #}
{% macro min_by(value, order) -%}
    {{ return(adapter.dispatch('min_by', 'engagement')(value, order)) }}
{%- endmacro %}
{% macro default__min_by(value, order) %}{{ missing_variant('min_by') }}{% endmacro %}
{% macro duckdb__min_by(value, order) -%}
    min_by({{ value }}, {{ order }})
{%- endmacro %}
{% macro postgres__min_by(value, order) -%}
    (array_agg({{ value }} order by {{ order }}) filter (where {{ value }} is not null and {{ order }} is not null))[1]
{%- endmacro %}
{% macro spark__min_by(value, order) -%}
    min_by({{ value }}, case when {{ value }} is not null then {{ order }} end)
{%- endmacro %}


{# The value of the row with the greatest of an order; rows where either is null do not count. #}
{% macro max_by(value, order) -%}
    {{ return(adapter.dispatch('max_by', 'engagement')(value, order)) }}
{%- endmacro %}
{% macro default__max_by(value, order) %}{{ missing_variant('max_by') }}{% endmacro %}
{% macro duckdb__max_by(value, order) -%}
    max_by({{ value }}, {{ order }})
{%- endmacro %}
{% macro postgres__max_by(value, order) -%}
    (array_agg({{ value }} order by {{ order }} desc) filter (where {{ value }} is not null and {{ order }} is not null))[1]
{%- endmacro %}
{% macro spark__max_by(value, order) -%}
    max_by({{ value }}, case when {{ value }} is not null then {{ order }} end)
{%- endmacro %}


{# A date moved by days. #}
{% macro add_days(date_expression, days) -%}
    {{ return(adapter.dispatch('add_days', 'engagement')(date_expression, days)) }}
{%- endmacro %}
{% macro default__add_days(date_expression, days) %}{{ missing_variant('add_days') }}{% endmacro %}
{% macro duckdb__add_days(date_expression, days) -%}
    cast({{ dbt.dateadd('day', days, date_expression) }} as date)
{%- endmacro %}
{% macro postgres__add_days(date_expression, days) -%}
    (cast({{ date_expression }} as date) + cast({{ days }} as integer))
{%- endmacro %}
{% macro spark__add_days(date_expression, days) -%}
    date_add({{ date_expression }}, cast({{ days }} as int))
{%- endmacro %}


{# A date moved by months; the day is kept inside the month. #}
{% macro add_months(date_expression, months) -%}
    {{ return(adapter.dispatch('add_months', 'engagement')(date_expression, months)) }}
{%- endmacro %}
{% macro default__add_months(date_expression, months) %}{{ missing_variant('add_months') }}{% endmacro %}
{% macro duckdb__add_months(date_expression, months) -%}
    cast({{ dbt.dateadd('month', months, date_expression) }} as date)
{%- endmacro %}
{% macro postgres__add_months(date_expression, months) -%}
    cast(cast({{ date_expression }} as date) + cast({{ months }} as integer) * interval '1 month' as date)
{%- endmacro %}
{% macro spark__add_months(date_expression, months) -%}
    add_months({{ date_expression }}, cast({{ months }} as int))
{%- endmacro %}


{# What an engine lacks and gets before models are built. #}
{% macro own_functions() -%}
    {{ return(adapter.dispatch('own_functions', 'engagement')()) }}
{%- endmacro %}
{% macro default__own_functions() %}{{ missing_variant('own_functions') }}{% endmacro %}
{% macro duckdb__own_functions() %}{% endmacro %}
{# A text as JSON, null where it is none: PostgreSQL before 16 cannot ask without failing. #}
{% macro postgres__own_functions() -%}
    create schema if not exists audit;
    create or replace function audit.sound_json(given text) returns json language plpgsql immutable as $body$
    begin
        return cast(given as json);
    exception
        when others then return null;
    end
    $body$
{%- endmacro %}
{% macro spark__own_functions() %}{% endmacro %}


{# Database of a model: the marts have one of their own where databases are files. #}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {{ return(adapter.dispatch('generate_database_name', 'engagement')(custom_database_name, node)) }}
{%- endmacro %}
{% macro default__generate_database_name(custom_database_name, node) %}{{ missing_variant('generate_database_name') }}{% endmacro %}
{% macro duckdb__generate_database_name(custom_database_name, node) -%}
    {{ return((custom_database_name or target.database) | trim) }}
{%- endmacro %}
{% macro postgres__generate_database_name(custom_database_name, node) %}{{ return(target.database) }}{% endmacro %}
{% macro spark__generate_database_name(custom_database_name, node) %}{{ return(none) }}{% endmacro %}
