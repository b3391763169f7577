-- depends_on: {{ ref('landing_files') }}
with

broken_lines as (

    select
        order_id,
        line_no

    from {{ source('commerce', 'order_lines') }}
    where _reasons is not null and order_id is not null

),

good_lines as (

    select distinct
        order_id,
        line_no,
        true as is_good

    from {{ source('commerce', 'order_lines') }}
    where _reasons is null

)

-- A line of which a good version came as well is not missing from its order.
select
    broken_lines.order_id,
    count(*) as quarantined_line_count

from broken_lines
left join good_lines
    on
        broken_lines.order_id = good_lines.order_id
        and broken_lines.line_no = good_lines.line_no
where good_lines.is_good is null
group by broken_lines.order_id
