-- Who uses which feature: share of the active customers of each stage of life, in the last complete month?
select
    feature,
    segment_value,
    use_share,
    user_count,
    active_customer_count,
    case segment_value
        when 'new' then 1
        when 'active' then 2
        when 'lapsing' then 3
        when 'lapsed' then 4
        else 5
    end as segment_value_place
from marts.feature_usage
where month = $last_month and segment_type = 'lifecycle_stage'
order by feature, segment_value_place
