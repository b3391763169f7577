with

transitions as (

    select *
    from {{ ref('int_touches_to_transitions') }}

),

departures as (

    select
        from_state,
        sum(transition_count) as departure_count

    from transitions
    group by from_state

)

select
    transitions.from_state,
    transitions.to_state,
    transitions.transition_count,
    {{ ratio('transitions.transition_count', 'departures.departure_count') }} as transition_probability

from transitions
inner join departures
    on transitions.from_state = departures.from_state
