with

spells as (

    select
        *,
        row_number() over (partition by customer_id order by spell_number desc) as number_from_last

    from {{ ref('int_terms_to_spells') }}

),

running_terms as (

    select
        terms.customer_id,
        sum(terms.monthly_margin) as monthly_margin

    from {{ ref('int_terms_valued') }} as terms
    cross join {{ ref('as_of') }} as as_of
    where terms.ended_at > as_of.as_of_at
    group by terms.customer_id

)

-- Only first spells teach how long customers stay: who comes back is another case.
select
    first_spells.customer_id,
    {{ business_date('first_spells.started_at') }} as first_term_date,
    not first_spells.is_running as has_left_once,
    case
        when first_spells.is_running then first_spells.whole_month_count
        else first_spells.begun_month_count
    end as first_spell_month_count,
    last_spells.is_running,
    case when last_spells.is_running then last_spells.whole_month_count end as present_spell_month_count,
    running_terms.monthly_margin

from spells as first_spells
inner join spells as last_spells
    on first_spells.customer_id = last_spells.customer_id
left join running_terms
    on first_spells.customer_id = running_terms.customer_id
where first_spells.spell_number = 1 and last_spells.number_from_last = 1
