-- What a hand would write for the same zone and no more: who is who by e-mail and login, sessions, contacts, and one scan
-- or join for each kind of mart. The tables of the zone are loaded before (benchmarks/floor.py), latest version of each key.

create table people as
select customer_record_id, coalesce('p:' || lower(trim(email)), 'r:' || customer_record_id) as customer_id
from crm.customers;

create table numbered_events as
select
    event_id, anonymous_id, user_id, occurred_at, event_name, platform, page_path, page_referrer, utm_source, utm_medium,
    utm_campaign, engaged_ms,
    sum(case when gap is null or gap > interval '30 minutes' then 1 else 0 end) over (
        partition by anonymous_id order by occurred_at, event_id rows unbounded preceding
    ) as visit_number
from (
    select *, occurred_at - lag(occurred_at) over (partition by anonymous_id order by occurred_at, event_id) as gap
    from web.events
    where anonymous_id is not null and not coalesce(is_bot, false)
);

create table sessions as
select
    min(event_id) as session_id, anonymous_id, max(user_id) as user_id, min(occurred_at) as started_at,
    max(occurred_at) as ended_at, count(*) as event_count, sum(engaged_ms) as engaged_ms, min(platform) as platform,
    arg_min(coalesce(utm_medium, page_referrer, 'direct'), occurred_at) as channel,
    arg_min(page_path, occurred_at) as landing_page,
    max(case event_name when 'purchase' then 3 when 'add_to_cart' then 3 when 'product_view' then 2 when 'app_open' then 4 else 1 end)
        as stage,
    bool_or(event_name = 'purchase') as has_purchase
from numbered_events
group by anonymous_id, visit_number;

create table devices as
select anonymous_id, max(user_id) as user_id
from sessions
group by anonymous_id;

create table priced_orders as
select
    orders.order_id, people.customer_id, orders.ordered_at, orders.channel, sum(quantity * unit_price) as net_sales,
    sum(quantity * (unit_price - coalesce(unit_cost, 0))) as margin, coalesce(any_value(refunded.amount), 0) as refunded
from commerce.orders
left join people using (customer_record_id)
left join commerce.order_lines using (order_id)
left join (select order_id, sum(amount) as amount from commerce.refunds group by order_id) as refunded using (order_id)
group by all;

create table touches as
select
    'web.events:' || session_id as touchpoint_id, coalesce(people.customer_id, sessions.anonymous_id) as visitor,
    people.customer_id, 'session' as touch_type, channel, stage, started_at as occurred_at
from sessions
left join devices using (anonymous_id)
left join people on people.customer_record_id = coalesce(sessions.user_id, devices.user_id)
union all
select 'commerce.orders:' || order_id, customer_id, customer_id, 'order', channel, 3, ordered_at from priced_orders
union all
select 'messaging.messages:' || message_id, customer_id, customer_id, 'click', channel, 2, first_clicked_at
from messaging.messages inner join people using (customer_record_id)
where first_clicked_at is not null
union all
select 'support.tickets:' || ticket_id, customer_id, customer_id, 'ticket', channel, 4, created_at
from support.tickets left join people on tickets.requester_record_id = people.customer_record_id
union all
select 'survey.responses:' || response_id, customer_id, customer_id, 'response', channel, 4, responded_at
from survey.responses left join people using (customer_record_id)
union all
select 'community.posts:' || post_id, null, null, 'post', 'community', 5, created_at from community.posts;

create table stage_events as
select touchpoint_id, model, stage from touches cross join (values ('a'), ('b'), ('c')) as models (model);

create table credits as
select order_id, touchpoint_id, channel, model, case model when 'last' then last when 'first' then first else linear end as credit
from (
    select
        orders.order_id, touches.touchpoint_id, touches.channel,
        (row_number() over (partition by orders.order_id order by touches.occurred_at desc) = 1)::int as last,
        (row_number() over (partition by orders.order_id order by touches.occurred_at) = 1)::int as first,
        1.0 / count(*) over (partition by orders.order_id) as linear
    from priced_orders as orders
    inner join touches
        on orders.customer_id = touches.customer_id
        and touches.occurred_at between orders.ordered_at - interval '30 days' and orders.ordered_at
        and touches.touch_type in ('session', 'click')
)
cross join (values ('last'), ('first'), ('linear')) as models (model);

create table channel_attribution as
select date_trunc('month', ordered_at) as month, credits.channel, model, sum(credit) as orders, sum(credit * net_sales) as sales
from credits inner join priced_orders using (order_id)
group by all;

create table journey_map as
select date_trunc('quarter', occurred_at) as quarter, model, touches.stage, touch_type, channel, count(*) as touches,
    count(distinct customer_id) as customers, avg(moved::int) as moved_on
from (
    select *, max(stage) over (
        partition by visitor order by occurred_at range between current row and interval '30 days' following) > stage as moved
    from touches
) as touches
inner join stage_events using (touchpoint_id)
group by all;

create table funnel as
select visitor, min(started_at) as entered_at, min(started_at) filter (stage >= 2) as looked_at,
    min(started_at) filter (stage >= 3) as filled_at, min(started_at) filter (has_purchase) as bought_at
from (select coalesce(user_id, anonymous_id) as visitor, * from sessions)
group by visitor;

create table timeline as
select *, row_number() over (partition by customer_id order by occurred_at, touchpoint_id) as number
from touches
where customer_id is not null;

create table message_performance as
select date_trunc('month', sent_at) as month, campaign_id, channel, count(*) as sent, count(delivered_at) as delivered,
    count(first_opened_at) as opened, count(first_clicked_at) as clicked, count(distinct customer_record_id) as receivers
from messaging.messages
group by all;

create table pressure as
select customer_record_id, sent_at, count(*) over (
    partition by customer_record_id order by sent_at range between interval '7 days' preceding and current row) as messages
from messaging.messages;

create table nps as
select date_trunc('month', responded_at) as month, channel,
    100.0 * avg((score >= 9)::int - (score <= 6)::int) as nps, count(*) as answers
from survey.responses inner join survey.answers using (response_id)
where score is not null
group by all;

create table care as
select date_trunc('month', created_at) as month, channel, topic, count(*) as tickets,
    median(epoch(resolved_at - created_at)) as seconds, avg(reopened_count) as reopened
from support.tickets
group by all;

create table masked_texts as
select id, regexp_replace(regexp_replace(lower(text), '[a-z0-9._+-]+@[a-z0-9.-]+', '<mail>', 'g'), '[0-9-]{9,}', '<number>', 'g')
    as text
from (
    select 'answer:' || response_id || question_id as id, text from survey.answers where text is not null
    union all select 'ticket:' || ticket_id, body from support.tickets where body is not null
    union all select 'post:' || post_id, text from community.posts where text is not null
    union all select 'mention:' || mention_id, text from social.mentions where text is not null
);

create table topics as
select id, term, length(text) as size
from masked_texts
inner join (values ('delivery'), ('price'), ('size'), ('staff'), ('app'), ('配送'), ('価格'), ('サイズ'), ('店員'), ('アプリ')) as terms (term)
    on contains(text, term);

create table months as
select unnest(generate_series((select max(ordered_at) from commerce.orders) - interval '24 months', (select max(ordered_at) from commerce.orders),
    interval '1 month')) as at;

create table snapshots as
select customer_id, months.at, count(*) as touches, count(*) filter (touch_type = 'order') as orders,
    max(occurred_at) as last_at, count(*) filter (occurred_at > months.at - interval '28 days') as recent
from touches inner join months on touches.occurred_at between months.at - interval '90 days' and months.at
where customer_id is not null
group by all;

create table cohorts as
select date_trunc('month', first_at) as cohort, date_diff('month', first_at, ordered_at) as age, count(distinct customer_id) as buyers
from (select *, min(ordered_at) over (partition by customer_id) as first_at from priced_orders)
group by all;

create table customers_wide as
select people.customer_id, any_value(bought.orders) as orders, any_value(bought.sales) as sales, any_value(bought.last_at) as last_at,
    any_value(touched.touches) as touches, any_value(touched.first_at) as first_at, any_value(touched.channel) as channel,
    ntile(5) over (order by any_value(bought.sales)) as value_tier
from people
left join (select customer_id, count(*) as orders, sum(net_sales) as sales, max(ordered_at) as last_at from priced_orders group by all)
    as bought using (customer_id)
left join (select customer_id, count(*) as touches, min(occurred_at) as first_at, arg_min(channel, occurred_at) as channel
    from touches group by all) as touched using (customer_id)
group by people.customer_id;

create table monthly as
select date_trunc('month', occurred_at) as month, segment, touch_type, count(*) as touches, count(distinct visitor) as visitors
from touches
left join customers_wide using (customer_id)
cross join lateral (values ('all'), ('tier' || value_tier), ('via ' || customers_wide.channel)) as segments (segment)
group by all;
