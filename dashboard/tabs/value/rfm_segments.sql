-- Customers and net sales of each RFM segment, most sales first.
select
    rfm_segment,
    count(*) as customer_count,
    sum(monetary) as monetary,
    sum(monetary) / nullif(sum(sum(monetary)) over (), 0) as share
from marts.customer_segments
group by rfm_segment
order by monetary desc, rfm_segment asc
