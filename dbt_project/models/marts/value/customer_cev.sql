with

ledger as (

    select
        driver,
        credited_customer_id,
        source_customer_id,
        amount

    from {{ ref('cev_ledger') }}

),

components as (

    select
        mapping,
        driver,
        component

    from {{ ref('cev_component_map') }}

),

customers as (

    select
        customers.customer_id,
        mappings.mapping

    from {{ ref('customers') }} as customers
    cross join (
        select distinct mapping
        from components
    ) as mappings

),

driver_totals as (

    select
        credited_customer_id as customer_id,
        driver,
        sum(amount) as amount

    from ledger
    group by credited_customer_id, driver

),

component_totals as (

    select
        driver_totals.customer_id,
        components.mapping,
        sum(case when components.component = 'clv' then driver_totals.amount else 0 end) as clv,
        sum(case when components.component = 'crv' then driver_totals.amount else 0 end) as crv,
        sum(case when components.component = 'civ' then driver_totals.amount else 0 end) as civ,
        sum(case when components.component = 'ckv' then driver_totals.amount else 0 end) as ckv

    from driver_totals
    inner join components
        on driver_totals.driver = components.driver
    group by driver_totals.customer_id, components.mapping

),

-- What others got of a customer's own margin is taken from that customer; the money of an idea already lies in the
-- margins of those who bought because of it.
moves as (

    select
        credited_customer_id as customer_id,
        amount

    from ledger
    where driver != 'idea_margin'

    union all

    select
        source_customer_id as customer_id,
        -amount as amount

    from ledger
    where driver in ('referral_margin', 'influence_margin')

),

allocated_totals as (

    select
        customer_id,
        sum(amount) as cev_allocated

    from moves
    group by customer_id

),

joined as (

    select
        customers.customer_id,
        customers.mapping,
        coalesce(component_totals.clv, 0) as clv,
        coalesce(component_totals.crv, 0) as crv,
        coalesce(component_totals.civ, 0) as civ,
        coalesce(component_totals.ckv, 0) as ckv,
        coalesce(allocated_totals.cev_allocated, 0) as cev_allocated

    from customers
    left join component_totals
        on
            customers.customer_id = component_totals.customer_id
            and customers.mapping = component_totals.mapping
    left join allocated_totals
        on customers.customer_id = allocated_totals.customer_id

),

medians as (

    select
        mapping,
        percentile_cont(0.5) within group (order by cast(clv as {{ type_double() }})) as clv,
        percentile_cont(0.5) within group (order by cast(crv as {{ type_double() }})) as crv

    from joined
    group by mapping

)

select
    joined.customer_id,
    joined.mapping,
    {{ money('joined.clv') }} as clv,
    {{ money('joined.crv') }} as crv,
    {{ money('joined.civ') }} as civ,
    {{ money('joined.ckv') }} as ckv,
    {{ money('joined.clv + joined.crv + joined.civ + joined.ckv') }} as cev_gross,
    {{ money('joined.cev_allocated') }} as cev_allocated,
    case
        when
            cast(joined.clv as {{ type_double() }}) > medians.clv
            and cast(joined.crv as {{ type_double() }}) > medians.crv
            then 'champions'
        when cast(joined.clv as {{ type_double() }}) > medians.clv then 'affluents'
        when cast(joined.crv as {{ type_double() }}) > medians.crv then 'advocates'
        else 'misers'
    end as clv_crv_quadrant

from joined
inner join medians
    on joined.mapping = medians.mapping
