with

newest_rows as ( -- noqa: ST03

    -- Answers are looked at one by one: some of them are broken only in the light of other tables.
    select max(newest_loaded_at) as loaded_at
    from {{ ref('landing_files') }}
    where not (source = 'survey' and table_name = 'answers')

    union all

    select max(answers._loaded_at) as loaded_at
    from {{ source('survey', 'answers') }} as answers
    left join {{ ref('answers_out_of_scale') }} as misfits
        on
            answers._file = misfits.file
            and answers._row = misfits.row_number
    where answers._reasons is null and misfits.file is null

),

moment as (

    {%- if var('as_of') is none %}
    select coalesce(max(loaded_at), cast('1970-01-01 00:00:00' as timestamp)) as as_of_at
    from newest_rows
    {%- else %}
    select cast('{{ parsed_moment(var("as_of")) }}' as timestamp) as as_of_at
    {%- endif %}

),

next_microsecond as (

    select
        as_of_at,
        as_of_at + interval '1 microsecond' as next_at

    from moment

)

select
    as_of_at,
    {{ business_date('as_of_at') }} as as_of_date,
    {{ month_of(business_date('as_of_at')) }} as as_of_month,
    {{ add_days(business_date('next_at'), -1) }} as last_complete_date

from next_microsecond
