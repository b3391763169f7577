with

items as (

    select distinct item
    from {{ ref('int_satisfactions_rated') }}
    where nps_score is not null

),

estimated as (

    select *
    from {{ ref('int_driver_worths_estimated') }}

)

-- An item that few have rated has its row, and stands in no regression.
select
    items.item,
    estimated.derived_importance,
    estimated.nps_per_point,
    estimated.ci_low,
    estimated.ci_high,
    estimated.net_sales_per_nps_point,
    estimated.net_sales_per_point,
    coalesce(estimated.response_count, 0) as response_count,
    estimated.nps_per_point - {{ normal_quantile() }} * estimated.nps_error as nps_per_point_low,
    estimated.nps_per_point + {{ normal_quantile() }} * estimated.nps_error as nps_per_point_high,
    estimated.net_sales_per_nps_point - {{ normal_quantile() }} * estimated.net_sales_error
        as net_sales_per_nps_point_low,
    estimated.net_sales_per_nps_point + {{ normal_quantile() }} * estimated.net_sales_error
        as net_sales_per_nps_point_high,
    coalesce(estimated.customer_count, 0) as customer_count

from items
left join estimated
    on items.item = estimated.item
