{#
    What a data test must look at, so that it costs what is new: of a tracked table (orchestration/increments.py) in the
    version in which the test passed nothing, one version later the rows that came and went since, else all of it: after a
    version that was missed or did not pass, a whole build, rows that nobody told of, with another text of the test, or
    where much has come. What passed is noted by orchestration/passed.py, which reads the line that begins with -- look.
#}
{% macro looking_at(names) %}
    {%- set query = caller() -%}
    {%- set tracked = [] -%}
    {%- for name in names if is_tracked(name) -%}
        {%- do tracked.append(name) -%}
    {%- endfor -%}
    {%- if tracked -%}
{{ '\n' }}-- look {{ local_md5(query) }} at {{ tracked | join(' ') }}
with

looks as (
    {% for name in tracked %}
    select
        '{{ name }}' as model,
        -- Without a note nothing is joined.
        coalesce(min(
            case
                when states.row_count != counts.row_count then 'all'
                when states.version = passed.version and passed.row_count = counts.row_count then 'nothing'
                when
                    states.version = passed.version + 1
                    and not states.is_whole
                    and passed.row_count + counts.new_count - counts.gone_count = counts.row_count
                    and counts.new_count + counts.gone_count <= 0.3 * counts.row_count
                    then 'new'
                else 'all'
            end
        ), 'all') as what
    from (
        select
            (select count(*) from {{ ref(name) }}) as row_count,
            (select count(*) from {{ changed_rows(name, 'new') }}) as new_count,
            (select count(*) from {{ changed_rows(name, 'gone') }}) as gone_count
    ) as counts
    cross join (
        select
            version,
            is_whole,
            row_count
        from warehouse.changes.states
        where model = '{{ name }}'
        order by build desc
        limit 1
    ) as states
    inner join warehouse.changes.passed
        on
            passed.model = '{{ name }}'
            and passed.look = '{{ local_md5(query) }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

    {%- endif %}
{{ query }}
{% endmacro %}


{# Condition under which rows are looked at: that 'all' rows of some tracked tables must be, or the 'new' of one. #}
{% macro must_look_at(what, names) -%}
    '{{ what }}' in (select what from looks where model in ('{{ names | join("', '") }}'))
{%- endmacro %}


{# The rows by which the last version of a tracked model differs from the one before: 'new' or 'gone'. #}
{% macro changed_rows(name, which) -%}
    warehouse.changes.{{ name }}__{{ which }}
{%- endmacro %}


{# Whether a model says which of its rows came and went; on another engine than DuckDB none does. #}
{% macro is_tracked(name) %}
    {%- set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ name) if execute else none -%}
    {{ return(target.type == 'duckdb' and node is not none and node.config.materialized == 'tracked') }}
{% endmacro %}
