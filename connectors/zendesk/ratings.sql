-- Ratings that were given: an offer that nobody answered is none.
select
    *,
    case lower(score) when 'good' then 5 when 'bad' then 1 end as points,
    case
        when coalesce(lower(score), '') not in ('good', 'bad') then 'offered, not answered'
    end as reason
from src.rating
