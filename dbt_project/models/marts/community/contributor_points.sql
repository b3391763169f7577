{%- set counts = {
    'idea_submitted': 'idea_count',
    'idea_adopted': 'adopted_idea_count',
    'idea_launched': 'launched_idea_count',
    'idea_vote': 'vote_count',
    'post': 'post_count',
    'review': 'review_count',
    'accepted_answer': 'accepted_answer_count',
    'helpful_vote': 'helpful_vote_count',
    'event_attended': 'event_count',
} -%}
with

contributions as (

    select
        contributions.customer_id,
        contributions.contribution,
        contributions.occurred_at,
        contributions.item_count,
        contributions.item_count * coalesce(rules.points, 0) as points,
        contributions.occurred_at > as_of.as_of_at - interval '30 days' as is_recent

    from {{ ref('int_contributions_dated') }} as contributions
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('contribution_rules') }} as rules
        on contributions.contribution = rules.contribution

),

summed as (

    select
        customer_id,
        {{ whole_sum('points') }} as points,
        {{ whole_sum('case when is_recent then points else 0 end') }} as points_30d,
        {% for contribution, column in counts.items() %}
        {{ whole_sum("case when contribution = '" ~ contribution ~ "' then item_count else 0 end") }} as {{ column }},
        {% endfor %}
        min(occurred_at) as first_contribution_at,
        max(occurred_at) as last_contribution_at

    from contributions
    group by customer_id

)

select
    customer_id,
    points,
    points_30d,
    cast(rank() over (order by points desc) as integer) as rank,
    {% for column in counts.values() %}
    {{ column }},
    {% endfor %}
    first_contribution_at,
    last_contribution_at

from summed
