select
    quarter,
    touch_type,
    touch_kind,
    channel,
    is_visitor_known,
    is_contacted,
    reached_bits,
    count(*) as touch_count

from {{ ref('int_touches_reached') }}
group by quarter, touch_type, touch_kind, channel, is_visitor_known, is_contacted, reached_bits
