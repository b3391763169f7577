select
    customer_id,
    max(occurred_at) as last_contact_at,
    {{ max_by('touch_type', moment_position('occurred_at', 'touchpoint_id')) }} as last_contact_type,
    {{ count_where("touch_type = 'referral_sent'") }} as referral_count,
    {{ count_where("touch_type = 'idea'") }} as idea_count,
    {{ count_where("touch_type = 'community_post'") }} as community_post_count

from {{ ref('touchpoints') }}
where customer_id is not null
group by customer_id
