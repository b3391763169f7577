with

customers as (

    select
        customers.customer_number,
        cells.cell_customer_id

    from {{ ref('id_customers_numbered') }} as customers
    inner join {{ ref('int_customers_to_segment_cells') }} as cells
        on customers.customer_id = cells.customer_id

),

-- Counted by cell first: few rows are then split by segment. A letter cannot be clicked.
cell_months as (

    select
        customers.cell_customer_id as customer_id,
        messages.sent_month as month,
        {{ count_where('messages.is_clicked') }} as click_count,
        count(*) as message_count

    from {{ ref('int_messages_placed') }} as messages
    left join customers
        on messages.customer_number = customers.customer_number
    where messages.is_delivered and messages.channel != 'post'
    group by customers.cell_customer_id, messages.sent_month

),

segmented as (

    {{ by_segment('cell_months') }}

)

select
    'message_click_rate' as metric,
    month,
    segment_type,
    segment_value,
    cast(sum(click_count) as {{ type_double() }}) as numerator,
    cast(sum(message_count) as {{ type_double() }}) as denominator

from segmented
group by month, segment_type, segment_value
