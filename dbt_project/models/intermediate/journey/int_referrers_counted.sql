{{ config(schema='audit', alias='referring_hosts') }}
with

referrals as (

    select
        origins.referrer_host,
        count(*) as session_count

    from {{ ref('int_sessions_to_origins') }} as origins
    inner join {{ ref('int_sessions_to_channels') }} as channels
        on origins.session_id = channels.session_id
    where channels.channel = 'referral' and origins.referrer_host is not null
    group by origins.referrer_host

)

select
    referrer_host,
    session_count,
    sum(session_count) over () as referral_count,
    {{ ratio('session_count', 'sum(session_count) over ()') }} as session_share

from referrals
