{{ config(materialized='tracked') }}
{{ staged('commerce', 'orders') }}
