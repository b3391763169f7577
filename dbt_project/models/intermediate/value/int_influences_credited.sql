with

influences as (

    select
        influencer_id,
        influenced_id,
        strength,
        last_evidence_date,
        sum(strength) over (partition by influenced_id) as whole_strength

    from {{ ref('int_contacts_to_influences') }}

),

margins as (

    select
        customer_id,
        shared_margin

    from {{ ref('int_margins_to_customers') }}

),

referrals as (

    select referred_id
    from {{ ref('int_referrals_credited') }}
    where not would_have_come

),

-- What a referrer got already leaves less for influencers: the buyer keeps at least the organic floor.
shares as (

    select
        influences.*,
        margins.shared_margin,
        greatest(
            least(
                cast({{ var('influence_share') }} as decimal(8, 6)),
                1 - cast({{ var('organic_floor') }} as decimal(8, 6))
                - case
                    when referrals.referred_id is not null then cast({{ var('referral_share') }} as decimal(8, 6))
                    else 0
                end
            ), 0
        ) as influence_share

    from influences
    inner join margins
        on influences.influenced_id = margins.customer_id
    left join referrals
        on influences.influenced_id = referrals.referred_id

)

select
    influencer_id,
    influenced_id,
    strength,
    last_evidence_date,
    {{ money_of_double(ratio('shared_margin * influence_share * strength', 'whole_strength')) }} as amount

from shares
