-- Customers by recency and by the mean of frequency and spending, halves up; most on top.
with scored as (
    select
        r_score,
        monetary,
        cast(floor((f_score + m_score + 1) / 2.0) as integer) as fm_score
    from marts.customer_segments
)

select
    r_score,
    fm_score,
    -fm_score as fm_score_place,
    count(*) as customer_count,
    sum(monetary) as monetary
from scored
group by r_score, fm_score
order by r_score, fm_score
