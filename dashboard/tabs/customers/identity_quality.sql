-- Identifiers of each type and the customers behind them, customer records first.
select
    *,
    max(case when identifier_type = 'record' then identifier_count end) over () as record_count,
    max(case when identifier_type = 'record' then customer_count end) over () as person_count
from marts.identity_quality
order by case when identifier_type = 'record' then 0 else 1 end, identifier_type
