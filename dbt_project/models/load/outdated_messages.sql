{{ config(materialized='tracked', meta={'increments': {
    'key': 'message_id',
    'by': {'messaging.messages': 'message_id'},
}}) }}
-- depends_on: {{ ref('landing_files') }}
{{ outdated_versions('messaging', 'messages', shows_key=true) }}
