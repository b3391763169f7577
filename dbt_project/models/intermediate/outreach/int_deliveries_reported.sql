-- Some tools never say what became of a message. Judged over all months together, so that no month is a hole.
select
    coalesce(campaign_id, 'none') as campaign_id,
    channel,
    max(case when delivered_at is not null or bounced_at is not null then 1 else 0 end) = 1 as is_reported

from {{ ref('stg_messaging__messages') }}
where {{ happened_by_as_of('sent_at') }}
group by coalesce(campaign_id, 'none'), channel
