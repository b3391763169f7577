{{ config(materialized='tracked') }}
-- Prices and names of products change often, and what is looked up by product alone need not follow.
select
    product_id,
    category

from {{ ref('products') }}
where category is not null
