with

ratings as (

    select
        response_id,
        item,
        score,
        nps_score

    from {{ ref('int_satisfactions_rated') }}
    where nps_score is not null

),

totals as (

    select count(distinct response_id) as response_count
    from ratings

),

-- As in each quarter's fit: what few have rated would leave few complete cases, and stands aside.
items as (

    select
        ratings.item,
        count(*) as answer_count,
        {{ ratio('count(*)', 'min(totals.response_count)') }} >= {{ var('driver_min_answer_share') }} as is_entered

    from ratings
    cross join totals
    group by ratings.item

),

numbered_items as (

    select
        item,
        row_number() over (order by item) as item_number,
        count(*) over () as item_count

    from items
    where is_entered

),

rated as (

    select
        ratings.response_id,
        ratings.score,
        ratings.nps_score,
        items.item,
        items.item_number,
        items.item_count,
        count(*) over (partition by ratings.response_id) as rated_count

    from ratings
    inner join numbered_items as items
        on ratings.item = items.item

)

-- Complete cases only, of all waves together.
select
    dense_rank() over (order by response_id) as case_number,
    item_number,
    item,
    item_count,
    score,
    nps_score

from rated
where rated_count = item_count
