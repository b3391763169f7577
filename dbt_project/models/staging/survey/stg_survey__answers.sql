with

latest as (

    {{ latest_versions('survey', 'answers') }}

),

judged as (

    select
        file as _file,
        row_number as _row,
        counted_score,
        true as is_judged

    from {{ ref('answers_judged') }}

)

select
    latest.response_id,
    latest.question_id,
    case when judged.is_judged then judged.counted_score else latest.score end as score,
    latest.text,
    latest._loaded_at as loaded_at

from latest
left join judged
    on
        latest._file = judged._file
        and latest._row = judged._row
