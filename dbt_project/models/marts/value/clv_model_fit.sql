with

figures as (

    select *
    from {{ ref('int_customer_values_fitted') }}

),

likelihoods as (

    select
        model,
        value as log_likelihood

    from figures
    where name = 'log_likelihood'

)

select
    figures.model,
    figures.name,
    figures.value,
    as_of.as_of_date as fitted_on,
    figures.customer_count,
    likelihoods.log_likelihood

from figures
cross join {{ ref('as_of') }} as as_of
left join likelihoods
    on figures.model = likelihoods.model
-- Gamma-Gamma's likelihood stands beside its parameters only: the rows of a model are those that readers know.
where not (figures.model = 'gamma_gamma' and figures.name = 'log_likelihood')
