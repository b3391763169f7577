-- How many of all ideas came how far, by where they came in?
with channels as (
    select
        intake_channel,
        sum(submitted_count) as submitted_count,
        sum(reviewed_count) as reviewed_count,
        sum(adopted_count) as adopted_count,
        sum(launched_count) as launched_count
    from marts.idea_funnel
    group by intake_channel
    order by intake_channel = 'all' desc, submitted_count desc, intake_channel asc
    limit $channels + 1
)

select
    channels.intake_channel,
    steps.step,
    case steps.step
        when 'submitted' then channels.submitted_count
        when 'reviewed' then channels.reviewed_count
        when 'adopted' then channels.adopted_count
        else channels.launched_count
    end as idea_count,
    idea_count / cast(channels.submitted_count as double) as share
from channels
cross join (values (1, 'submitted'), (2, 'reviewed'), (3, 'adopted'), (4, 'launched')) as steps (step_order, step)
order by
    channels.intake_channel = 'all' desc,
    channels.submitted_count desc,
    channels.intake_channel asc,
    steps.step_order asc
