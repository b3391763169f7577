-- Words that rise in the newest complete month, the $terms with the greatest z of each language.
with told as (
    select
        *,
        max(month) over () as newest
    from marts.emerging_terms
)

select
    term,
    language,
    text_count,
    previous_text_count,
    month
from told
where month = newest and rank <= $terms
order by z desc, term asc
