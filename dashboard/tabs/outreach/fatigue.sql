-- How often are messages clicked, and unsubscribed from, by how many commercial ones came in the 30 days before?
select
    'clicked' as what,
    pressure_band,
    click_rate as rate,
    click_ci_low as ci_low,
    click_ci_high as ci_high,
    message_count,
    band_order
from marts.contact_pressure
where channel = 'all'
union all
select
    'unsubscribed' as what,
    pressure_band,
    unsubscribe_rate as rate,
    unsubscribe_ci_low as ci_low,
    unsubscribe_ci_high as ci_high,
    message_count,
    band_order
from marts.contact_pressure
where channel = 'all'
order by what, band_order
