-- The plain guess: how many of those alike left, one leaver and one stayer added. A row without a cell is the relation's whole.
select
    relation,
    cell,
    {{ ratio(count_where('has_left') ~ ' + 1', 'count(*) + 2') }} as probability

from {{ ref('int_relations_sampled') }}
where churn_role = 'training'
group by grouping sets ((relation, cell), (relation))
