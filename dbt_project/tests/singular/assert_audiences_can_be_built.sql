{%- set texts = segment_types() | reject('equalto', 'all') | list + audience_texts() -%}
{{ config(meta={'tells_rows': true, 'dagster': {'ref': {'name': 'audiences'}}}) }}
-- Returns the rows of seed audiences that no customer can be asked by, with what to write instead.
with

audiences as (

    select
        audience,
        attribute,
        operator,
        value,
        attribute in ('{{ audience_numbers() | join("', '") }}') as is_number

    from {{ ref('audiences') }}

),

listed as (

    select
        audiences.audience,
        audiences.attribute,
        audiences.value,
        min(case when {{ is_plain_number('listed_values.choice') }} then 1 else 0 end) = 0 as has_text

    from audiences
    {{ split_to_rows('audiences.value', '|', 'listed_values', 'choice') }}
    where audiences.operator = 'in'
    group by audiences.audience, audiences.attribute, audiences.value

),

judged as (

    select
        audiences.*,
        case
            when coalesce(trim(audiences.audience), '') = '' then 'the audience has no name: write one'
            when
                coalesce(audiences.attribute not in ('{{ (texts + audience_numbers()) | join("', '") }}'), true)
                then 'this attribute is unknown: take one of {{ (texts + audience_numbers()) | sort | join(", ") }}'
            when
                coalesce(audiences.operator not in ('{{ audience_operators() | join("', '") }}'), true)
                then 'this operator is unknown: take one of {{ audience_operators() | join(" ") }}'
            when audiences.operator in ('is_null', 'is_not_null') and audiences.value is not null
                then 'this operator takes no value: leave it empty'
            when audiences.operator not in ('is_null', 'is_not_null') and audiences.value is null
                then 'this operator needs a value: write one, or take is_null'
            when listed.has_text and audiences.is_number
                then 'the attribute is a number, and so must be all values between |: write them with digits and a point'
            when
                audiences.is_number
                and audiences.operator not in ('in', 'is_null', 'is_not_null')
                and not {{ is_plain_number('audiences.value') }}
                then 'the attribute is a number, and so must be the value: write it with digits and a point'
            when
                audiences.attribute in ('has_running_term', 'has_abandoned_cart')
                and audiences.value not in ('true', 'false')
                then 'the attribute is yes or no: write true or false'
        end as remedy

    from audiences
    left join listed
        on
            audiences.operator = 'in'
            and audiences.audience = listed.audience
            and audiences.attribute = listed.attribute
            and audiences.value = listed.value

)

select
    'seeds/audiences.csv' as seed,
    'row ' || coalesce(audience, '') || ',' || coalesce(attribute, '') || ',' || coalesce(operator, '') || ','
    || coalesce(value, '') as seed_row,
    remedy

from judged
where remedy is not null
