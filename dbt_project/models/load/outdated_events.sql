{{ config(materialized='tracked', meta={'increments': {
    'key': 'event_id',
    'by': {'web.events': 'event_id'},
}}) }}
-- depends_on: {{ ref('landing_files') }}
{{ outdated_versions('web', 'events', shows_key=true) }}
