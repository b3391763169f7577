-- Contacts by e-mail address: the one that is still there, the oldest first.
select
    lower(email) as email,
    id
from src.contact
where email is not null
qualify row_number() over (
    partition by lower(email) order by _deleted asc, created_at asc nulls last, id asc
) = 1
