-- How likely do the people of each company recommend us?
--
-- One row per company whose people answered: of each person the latest relational answer.
with

latest_answers as (

    select
        customer_id,
        nps_band,
        row_number() over (partition by customer_id order by responded_at desc, response_id desc) as newest_number

    from {{ ref('survey_responses') }}
    where customer_id is not null and nps_score is not null and survey_type = 'relational'

)

select
    companies.name,
    companies.company_id,
    companies.industry,
    count(*) as respondent_count,
    100 * cast(
        sum(case answers.nps_band when 'promoter' then 1 when 'detractor' then -1 else 0 end) as double precision
    ) / count(*) as nps

from latest_answers as answers
inner join {{ ref('customers') }} as customers
    on answers.customer_id = customers.customer_id
inner join {{ ref('companies') }} as companies
    on customers.company_id = companies.company_id
where answers.newest_number = 1
group by companies.name, companies.company_id, companies.industry
order by respondent_count desc, companies.company_id asc
