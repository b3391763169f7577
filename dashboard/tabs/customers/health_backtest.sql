-- Who left within the window after the newest score whose window has ended, by band.
select
    snapshot_date as snapshot_day,
    relation,
    band,
    customer_count,
    left_share,
    ci_low,
    ci_high,
    lift
from marts.health_backtest
where snapshot_date = (select max(newest.snapshot_date) from marts.health_backtest as newest)
order by
    case relation when 'all' then 1 when 'subscriber' then 2 else 3 end,
    case band when 'good' then 1 when 'watch' then 2 when 'risk' then 3 else 4 end
