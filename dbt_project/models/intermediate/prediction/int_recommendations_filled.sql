{#-
    An entry of a list in one number: an engine that joins by four columns, two of which tell little, may take the worse side
    for its hash table, at three hundred times the cost. Recommendations are made on two days by two methods; a catalogue
    has fewer than 100 million products.
-#}
{%- set entry = "(cast({0}.customer_number as bigint) * 4 + case when {0}.method = 'affinity' then 2 else 0 end"
    ~ " + case when {0}.days_before = 0 then 1 else 0 end) * 100000000 + {1}.product_number" -%}
with

scored as (

    select *
    from {{ ref('int_recommendations_scored') }}

),

customers as (

    select *
    from {{ ref('int_customers_to_recommend') }}

),

active as (

    select
        moments.days_before,
        count(distinct orders.customer_id) as customer_count

    from {{ ref('int_orders_to_order_dates') }} as orders
    cross join {{ ref('as_of') }} as as_of
    inner join {{ recommendation_days_rows() }}
        on
            {{ days_between('orders.business_date', 'as_of.as_of_date') }} >= moments.days_before
            and {{ days_between('orders.business_date', 'as_of.as_of_date') }} < moments.days_before + 90
    group by moments.days_before

),

popular as (

    select
        offered.days_before,
        offered.product_number,
        offered.place,
        {{ ratio('offered.customer_count', 'active.customer_count') }} as score

    from {{ ref('int_products_offered') }} as offered
    inner join active
        on offered.days_before = active.days_before
    where offered.customer_count is not null

),

-- By each method: how many places are taken already.
taken as (

    select
        customers.days_before,
        'affinity' as method,
        customers.customer_number,
        customers.recent_product_count,
        count(scored.place) as place_count

    from customers
    left join scored
        on
            customers.days_before = scored.days_before
            and customers.customer_number = scored.customer_number
    group by customers.days_before, customers.customer_number, customers.recent_product_count

    union all

    select
        days_before,
        'popularity' as method,
        customer_number,
        recent_product_count,
        0 as place_count

    from customers

),

-- As many popular products as may be passed over, besides those that fill the places.
open_places as (

    select
        taken.*,
        numbers.place

    from taken
    {{ numbers_to_rows(
        '1', var('recommendation_count') ~ ' + taken.recent_product_count', 'numbers', 'place'
    ) }}
    where taken.place_count < {{ var('recommendation_count') }}

),

placed as (

    select
        open_places.days_before,
        open_places.method,
        open_places.customer_number,
        open_places.place_count,
        popular.place,
        popular.product_number,
        popular.score,
        {{ entry.format('open_places', 'popular') }} as entry

    from open_places
    inner join popular
        on
            open_places.days_before = popular.days_before
            and open_places.place = popular.place

),

-- What is there already, and what was bought lately.
passed_over as (

    select
        days_before,
        'affinity' as method,
        customer_number,
        product_number

    from scored

    union all

    select
        recent.days_before,
        methods.method,
        recent.customer_number,
        recent.product_number

    from {{ ref('int_customers_to_products') }} as recent
    cross join (
        values ('affinity'), ('popularity')
    ) as methods (method)
    where recent.days_since < {{ var('recommendation_repeat_days') }}

),

passed_entries as (

    select {{ entry.format('passed_over', 'passed_over') }} as entry
    from passed_over

),

fillers as (

    select
        placed.days_before,
        placed.method,
        placed.customer_number,
        placed.product_number,
        placed.score,
        placed.place_count + row_number() over (
            partition by placed.days_before, placed.method, placed.customer_number order by placed.place
        ) as place

    from placed
    left join passed_entries
        on placed.entry = passed_entries.entry
    where passed_entries.entry is null

)

select
    days_before,
    'affinity' as method,
    customer_number,
    place,
    product_number,
    {{ ratio('score_billionths', '1000000000') }} as score,
    because_of_number

from scored

union all

select
    days_before,
    method,
    customer_number,
    cast(place as integer) as place,
    product_number,
    score,
    cast(null as integer) as because_of_number

from fillers
where place <= {{ var('recommendation_count') }}
