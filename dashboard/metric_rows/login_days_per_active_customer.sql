-- Each active customer of the month, with the days on which they visited.
select
    history.customer_id,
    count(distinct sessions.business_date) as numerator,
    1 as denominator
from marts.customer_history as history
left join marts.sessions as sessions
    on
        history.customer_id = sessions.customer_id
        and not sessions.is_bot
        and date_trunc('month', sessions.business_date) = $month
where history.is_active and history.month = $month
group by history.customer_id
order by history.customer_id
