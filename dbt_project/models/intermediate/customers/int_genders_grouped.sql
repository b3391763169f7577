with

codes as (

    select distinct
        source_system,
        gender,
        {{ bypass_form('gender') }} as code

    from {{ ref('id_records_dated') }}
    where gender is not null

),

codes_of_sources as (

    select distinct
        source_system,
        code

    from codes

),

-- A number means something only beside the other one: a source that knows 1 and 2 follows ISO/IEC 5218.
fitting as (

    select
        codes.source_system,
        codes.gender,
        rules.gender_group,
        row_number() over (partition by codes.source_system, codes.gender order by rules.priority) as place

    from codes
    inner join {{ ref('gender_rules') }} as rules
        on
            codes.code = rules.code
            and codes.source_system = coalesce(rules.source_system, codes.source_system)
    left join codes_of_sources as others
        on
            codes.source_system = others.source_system
            and rules.other_code = others.code
    where rules.other_code is null or others.code is not null

)

select
    codes.source_system,
    codes.gender,
    coalesce(fitting.gender_group, 'unknown') as gender_group

from codes
left join fitting
    on
        codes.source_system = fitting.source_system
        and codes.gender = fitting.gender
        and fitting.place = 1
