{{ config(materialized='tracked', meta={'increments': {
    'key': 'user_agent',
    'by': {
        'stg_web__events': 'user_agent',
    },
    'moments': {'stg_web__events': 'occurred_at'},
}}) }}
with

agents as (

    select distinct user_agent
    from {{ ref('stg_web__events') }}
    where user_agent is not null and {{ happened_by_as_of('occurred_at') }}

)

-- Agents are few and patterns are tried on each once.
select distinct agents.user_agent

from agents
inner join {{ ref('bot_patterns') }} as patterns
    on {{ holds_match('agents.user_agent', 'patterns.pattern') }}
