-- Share of active customers who used each feature by complete month.
select
    month,
    feature,
    use_share
from marts.feature_usage
where segment_type = 'all' and is_complete
order by month
