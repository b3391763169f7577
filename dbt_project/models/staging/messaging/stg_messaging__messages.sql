{{ config(materialized='tracked', meta={'increments': {
    'key': 'message_id',
    'by': {
        'messaging.messages': 'message_id',
        'outdated_messages': 'message_id',
    },
}}) }}
{{ staged('messaging', 'messages') }}
