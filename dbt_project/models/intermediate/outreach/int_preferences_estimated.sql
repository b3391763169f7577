with

choices as (

    select *
    from {{ ref('int_messages_to_choices') }}

),

priors as (

    select
        preference,
        choice,
        row_number() over (partition by preference order by choice) as choice_number,
        {{ ratio('sum(click_count)', 'sum(message_count)') }} as prior_rate

    from choices
    group by preference, choice

),

-- A customer who clicked one of two messages has shown little: the many messages of everybody weigh in. Rates are
-- compared at 12 digits, as whole numbers that also carry the choice, so that one maximum finds the best one.
rated as (

    select
        choices.customer_number,
        choices.preference,
        {%- set rate = ratio(
            "choices.click_count + " ~ var("shrinkage_messages") ~ " * priors.prior_rate",
            "choices.message_count + " ~ var("shrinkage_messages")
        ) %}
        cast({{ rounded(rounded(rate, 12) ~ ' * 1000000000000') }} as bigint) * 1000
        + 999 - priors.choice_number as rank_key

    from choices
    inner join priors
        on
            choices.preference = priors.preference
            and choices.choice = priors.choice
    where choices.customer_number is not null

),

best as (

    select
        customer_number,
        preference,
        999 - mod(max(rank_key), 1000) as choice_number

    from rated
    group by customer_number, preference

)

select
    best.customer_number,
    best.preference,
    priors.choice

from best
inner join priors
    on
        best.preference = priors.preference
        and best.choice_number = priors.choice_number
