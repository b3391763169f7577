with

totals as (

    select
        company_id,
        count(*) as customer_count,
        {{ whole_sum('order_count') }} as order_count,
        sum(net_sales) as net_sales,
        sum(margin) as margin

    from {{ ref('customers') }}
    where company_id is not null
    group by company_id

)

select
    companies.company_id,
    companies.name,
    companies.industry,
    cast(companies.employee_count as bigint) as employee_count,
    coalesce(totals.customer_count, 0) as customer_count,
    coalesce(totals.order_count, 0) as order_count,
    {{ money('coalesce(totals.net_sales, 0)') }} as net_sales,
    {{ money('coalesce(totals.margin, 0)') }} as margin

from {{ ref('stg_crm__companies') }} as companies
left join totals
    on companies.company_id = totals.company_id
where companies.created_at is null or {{ happened_by_as_of('companies.created_at') }}
