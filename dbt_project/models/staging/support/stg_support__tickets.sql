{{ config(materialized='tracked') }}
{{ staged('support', 'tickets') }}
