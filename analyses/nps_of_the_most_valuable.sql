-- What is the NPS of the customers worth most, by the channel that brought them and by month?
--
-- One row per month and acquisition channel of relational answers by customers of value tier high. Every answer counts,
-- where mart nps takes the latest of each respondent in the period.
select
    cast(date_trunc('month', responses.business_date) as date) as answer_month,
    coalesce(channels.en, 'Unknown') as acquisition_channel,
    count(*) as response_count,
    100 * cast(
        sum(case responses.nps_band when 'promoter' then 1 when 'detractor' then -1 else 0 end) as double precision
    ) / count(*) as nps

from {{ ref('survey_responses') }} as responses
inner join {{ ref('customers') }} as customers
    on responses.customer_id = customers.customer_id
left join {{ ref('channels') }} as channels
    on customers.acquisition_channel = channels.channel
where
    customers.value_tier = 'high'
    and responses.survey_type = 'relational'
    and responses.nps_score is not null
group by cast(date_trunc('month', responses.business_date) as date), coalesce(channels.en, 'Unknown')
order by answer_month asc, acquisition_channel asc
