-- The survey that the ratings answer, once there are any.
select min(_row) as _row
from src.rating
having count(*) > 0
