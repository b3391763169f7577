-- Commercial messages to customers who had not agreed, by campaign and channel, newest first.
select
    coalesce(campaigns.name, violations.campaign_id, 'none') as campaign,
    coalesce(violations.campaign_id, 'none') as campaign_id,
    violations.channel,
    violations.consent_state,
    count(*) as message_count,
    max(violations.business_date) as last_date
from marts.consent_violations as violations
left join marts.campaigns as campaigns
    on violations.campaign_id = campaigns.campaign_id
group by campaigns.name, violations.campaign_id, violations.channel, violations.consent_state
order by last_date desc, message_count desc, campaign_id asc, violations.channel asc, violations.consent_state asc
limit $campaigns
