{#- What was bought before the days that are learned from may still be too recent to be recommended again. -#}
{%- set days = [var('affinity_days'), var('recommendation_repeat_days')] | max -%}
select
    moments.days_before,
    items.customer_number,
    items.product_number,
    min(items.days_ago) - moments.days_before as days_since

from {{ ref('int_items_bought') }} as items
inner join {{ recommendation_days_rows() }}
    on
        items.days_ago >= moments.days_before
        and items.days_ago < moments.days_before + {{ days }}
where items.customer_number is not null
group by moments.days_before, items.customer_number, items.product_number
