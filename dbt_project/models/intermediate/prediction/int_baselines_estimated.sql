-- The plain guess: how many of those alike left, one leaver and one stayer added. Without a cell a row is of the whole
-- relation.
select
    relation,
    cell,
    {{ ratio(count_where('has_left') ~ ' + 1', 'count(*) + 2') }} as probability

from {{ ref('int_relations_sampled') }}
where churn_role = 'training'
group by grouping sets ((relation, cell), (relation))
