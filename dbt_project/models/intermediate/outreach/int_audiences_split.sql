with

-- Rows that no audience can be built by are left out here; assert_audiences_can_be_built names them.
audiences as (

    select
        audience,
        attribute,
        operator,
        value,
        attribute in (
            {%- for attribute in audience_numbers() %}
            '{{ attribute }}'{{ ',' if not loop.last }}
            {%- endfor %}
        ) as is_number

    from {{ ref('audiences') }}

),

numbered as (

    select
        audiences.*,
        row_number() over (
            order by audiences.audience, audiences.attribute, audiences.operator, audiences.value
        ) as condition_number,
        count(*) over (partition by audiences.audience) as condition_count

    from audiences

),

listed as (

    select
        numbered.condition_number,
        listed_values.choice

    from numbered
    {{ split_to_rows('numbered.value', '|', 'listed_values', 'choice') }}
    where numbered.operator = 'in'

),

choices as (

    select
        condition_number,
        choice

    from listed

    union all

    select
        condition_number,
        value as choice

    from numbered
    where operator != 'in'

)

select
    numbered.audience,
    numbered.condition_number,
    numbered.condition_count,
    numbered.attribute,
    case when numbered.operator = 'in' then '=' else numbered.operator end as operator,
    numbered.is_number,
    case when not numbered.is_number then choices.choice end as text_value,
    case
        when numbered.is_number and {{ is_plain_number('choices.choice') }}
            then cast(choices.choice as {{ type_double() }})
    end as number_value

from numbered
inner join choices
    on numbered.condition_number = choices.condition_number
