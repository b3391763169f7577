-- Where people go from each of the $states largest channels.
with ranked as (
    select
        from_state as state,
        row_number() over (order by sum(transition_count) desc, from_state asc) as place
    from marts.journey_transitions
    where from_state != '(start)'
    group by from_state
),

states as (
    select
        state,
        place
    from ranked
    where place <= $states
    union all
    select
        state,
        place
    from (values ('(start)', 0), ('(conversion)', 1000), ('(null)', 1001)) as ends (state, place)
)

select
    steps.from_state,
    steps.to_state,
    steps.transition_probability,
    steps.transition_count,
    origins.place as from_state_place,
    targets.place as to_state_place
from marts.journey_transitions as steps
inner join states as origins on steps.from_state = origins.state
inner join states as targets on steps.to_state = targets.state
order by origins.place, targets.place
