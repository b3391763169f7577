-- Who meets the conditions of each audience, how many of them may be contacted and by what; the holdout is left out.
select
    audience,
    count(*) as member_count,
    sum(case when is_holdout then 1 else 0 end) as holdout_count,
    sum(case when can_market and not is_holdout then 1 else 0 end) as reachable_count,
    sum(case when can_email and not is_holdout then 1 else 0 end) as email_count,
    sum(case when can_sms and not is_holdout then 1 else 0 end) as sms_count,
    sum(case when can_push and not is_holdout then 1 else 0 end) as push_count,
    sum(case when can_line and not is_holdout then 1 else 0 end) as line_count,
    sum(case when can_phone and not is_holdout then 1 else 0 end) as phone_count,
    sum(case when can_post and not is_holdout then 1 else 0 end) as post_count
from marts.audience_members
group by audience
order by reachable_count desc, audience asc
