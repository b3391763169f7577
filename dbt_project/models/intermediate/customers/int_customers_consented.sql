select
    customer_id,
    channel

from {{ ref('int_consents_spanned') }}
where valid_before_at is null and is_granted and channel != 'in_app'
