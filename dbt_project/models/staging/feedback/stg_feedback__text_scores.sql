{{ config(materialized='tracked') }}
{{ staged('feedback', 'text_scores') }}
