with

benefits as (

    select
        tier,
        {{ joined_texts('name_en', '; ', 'benefit') }} as benefits,
        {{ joined_texts('name_ja', '、', 'benefit') }} as benefits_ja

    from {{ ref('tier_benefits') }}
    group by tier

),

members as (

    select
        tier,
        count(*) as member_count

    from {{ ref('loyalty_members') }}
    where tier is not null
    group by tier

)

select
    tiers.tier,
    tiers.tier_order,
    cast(tiers.min_points as bigint) as min_points,
    {{ money('tiers.min_margin') }} as min_margin,
    cast(tiers.min_orders as bigint) as min_orders,
    benefits.benefits,
    benefits.benefits_ja,
    coalesce(members.member_count, 0) as member_count

from {{ ref('loyalty_tiers') }} as tiers
left join benefits
    on tiers.tier = benefits.tier
left join members
    on tiers.tier = members.tier
