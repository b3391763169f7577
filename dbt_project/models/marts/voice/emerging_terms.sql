{%- set prior_count = 1000 -%}
with

month_terms as (

    select
        month,
        language,
        term,
        count(*) as text_count

    from {{ ref('int_texts_to_terms') }}
    group by month, language, term

),

-- A month's count of each term, and of the term up to and including the month.
running_terms as (

    select
        *,
        cast(sum(text_count) over (partition by language, term order by month) as bigint) as running_count

    from month_terms

),

month_sums as (

    select
        month,
        language,
        {{ whole_sum('text_count') }} as text_count,
        {{ count_where('running_count = text_count') }} as new_term_count

    from running_terms
    group by month, language

),

running_sums as (

    select
        *,
        cast(sum(text_count) over (partition by language order by month) as bigint) as running_count,
        cast(sum(new_term_count) over (partition by language order by month) as bigint) as term_count

    from month_sums

),

-- What all texts so far lead one to expect of a term weighs as much as {{ prior_count }} mentions.
expected as (

    select
        terms.month,
        terms.language,
        terms.term,
        terms.text_count,
        coalesce(earlier.text_count, 0) as previous_text_count,
        sums.text_count as all_count,
        earlier_sums.text_count as previous_all_count,
        {{ ratio(prior_count ~ ' * terms.running_count', 'sums.running_count') }} as pseudo_count

    from running_terms as terms
    inner join running_sums as sums
        on
            terms.month = sums.month
            and terms.language = sums.language
    inner join month_sums as earlier_sums
        on
            terms.month = {{ add_months('earlier_sums.month', 1) }}
            and terms.language = earlier_sums.language
    left join month_terms as earlier
        on
            terms.month = {{ add_months('earlier.month', 1) }}
            and terms.language = earlier.language
            and terms.term = earlier.term
    where terms.text_count >= 3 and sums.term_count >= 2

),

judged as (

    select
        expected.month,
        expected.language,
        expected.term,
        expected.text_count,
        expected.previous_text_count,
        (
            ln((text_count + pseudo_count) / (all_count + {{ prior_count }} - text_count - pseudo_count))
            - ln(
                (previous_text_count + pseudo_count)
                / (previous_all_count + {{ prior_count }} - previous_text_count - pseudo_count)
            )
        ) / sqrt(1 / (text_count + pseudo_count) + 1 / (previous_text_count + pseudo_count)) as z

    from expected
    cross join {{ ref('as_of') }} as as_of
    where {{ is_month_complete('expected.month') }}

),

ranked as (

    select
        *,
        cast(row_number() over (
            partition by month, language order by cast(z as decimal(28, 9)) desc, term asc
        ) as integer) as rank

    from judged
    where z > 0

)

select
    month,
    language,
    term,
    text_count,
    previous_text_count,
    z,
    rank

from ranked
where rank <= 50
