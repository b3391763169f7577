{{ config(materialized='tracked') }}
select distinct
    category,
    {{ bypass_form('category') }} as name

from {{ ref('int_products_categorised') }}
