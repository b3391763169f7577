{#
    How a table is built here: replaced in one transaction, so that a model that fails leaves the table as it was. The
    adapter's own way (build beside, rename twice, drop) asks the engine eight questions a model for grants, indexes and
    foreign keys that this project does not use, which was a third of the time of a small build.
    What the engine answers, the rows written, becomes dbt's own result: counting them again afterwards would be a query
    per table, and until dbt has ended nobody else can open the file (dagster-io/dagster#21542, dagster-io/dagster#32300).
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.is_view -%}
        {#- A view cannot be replaced by a table. -#}
        {%- do drop_relation_if_exists(existing) -%}
    {%- endif -%}
    {%- if pre_hooks -%}{{ run_hooks(pre_hooks) }}{%- endif -%}

    {%- if model['language'] == 'python' -%}
        {#- Python writes through a connection of its own, outside this transaction: beside first, then swapped. -#}
        {%- set beside = make_intermediate_relation(relation) -%}
        {%- call statement('before', auto_begin=False) -%}drop table if exists {{ beside }}{%- endcall -%}
        {%- call statement('main', language='python') -%}
            {{- py_write_table(temporary=False, relation=beside, compiled_code=compiled_code) }}
        {%- endcall -%}
        {%- call statement('swap', fetch_result=True) -%}
            drop table if exists {{ relation }};
            alter table {{ beside }} rename to {{ relation.identifier }};
            select count(*) from {{ relation }}
        {%- endcall -%}
    {%- elif config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
        {%- call statement('main', fetch_result=True) -%}
            create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
            insert into {{ relation }} {{ get_column_names() }} ({{ get_select_subquery(compiled_code) }})
        {%- endcall -%}
    {%- else -%}
        {%- call statement('main', fetch_result=True) -%}
            create or replace table {{ relation }} as ({{ compiled_code }})
        {%- endcall -%}
    {%- endif -%}

    {%- set rows = load_result('swap' if model['language'] == 'python' else 'main')['data'][0][0] | int -%}
    {%- do store_raw_result('main', message='SELECT ' ~ rows, code='SELECT', rows_affected=rows) -%}

    {%- if post_hooks -%}{{ run_hooks(post_hooks) }}{%- endif -%}
    {%- if config.persist_relation_docs() or config.persist_column_docs() -%}
        {%- do persist_docs(relation, model) -%}
    {%- endif -%}
    {%- do adapter.commit() -%}
    {%- do return({'relations': [relation]}) -%}
{% endmaterialization %}


{#
    A table that notes which of its rows came and went, so that large tables that read it are rebuilt only for the keys
    that these touch; it is such a table itself where its configuration says how it falls into parts
    (meta.increments, see orchestration/increments.py, which does the work for dbt and for the tests' harness alike).
#}
{% materialization tracked, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.is_view -%}
        {%- do drop_relation_if_exists(existing) -%}
    {%- endif -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
    {%- endif -%}
    {%- call statement('build', language='python', auto_begin=False) -%}
from orchestration import increments

def dbtObj(load_df_function):
    return None

def model(dbt, session):
    return None

def materialize(df, con):
    increments.build_told(con.cursor(), {{ tojson(tojson(increments_told())) }})

    {%- endcall -%}
    {%- call statement('main', fetch_result=True) -%}
        select count(*) from {{ relation }}
    {%- endcall -%}
    {%- set rows = load_result('main')['data'][0][0] | int -%}
    {%- do store_raw_result('main', message='SELECT ' ~ rows, code='SELECT', rows_affected=rows) -%}
    {%- do adapter.commit() -%}
    {%- do return({'relations': [relation]}) -%}
{% endmaterialization %}


{#
    PostgreSQL builds every table whole, tracked ones as well: beside the old one, which stays what it was when the model
    fails, and then in its place in one transaction. Statistics at once: without them the next model's joins are planned
    for an empty table.
#}
{% materialization table, adapter='postgres', supported_languages=['sql', 'python'] %}
    {%- if model.language == 'python' -%}
        {%- call statement('main', language='python') -%}{{ python_beside() }}{%- endcall -%}
    {%- endif -%}
    {{ return(built_whole()) }}
{% endmaterialization %}


{% materialization tracked, adapter='postgres', supported_languages=['sql', 'python'] %}
    {%- if model.language == 'python' -%}
        {%- call statement('main', language='python') -%}{{ python_beside() }}{%- endcall -%}
    {%- endif -%}
    {{ return(built_whole()) }}
{% endmaterialization %}


{# A seed is read as DuckDB reads it: dbt's own reading takes the word null for nothing. #}
{% materialization seed, adapter='postgres' %}
    {%- call statement('main', language='python') -%}{{ python_beside() }}{%- endcall -%}
    {#- dbt shows its first rows when asked to. -#}
    {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
    {{ return(built_whole()) }}
{% endmaterialization %}


{# A table that was made anew has taken the views on it with it, which dbt does not know. #}
{% materialization view, adapter='postgres' %}
    {%- set relation = this.incorporate(type='view') -%}
    {%- call statement('main') -%}
        {{ drop_whatever_it_is(load_cached_relation(this), relation) }}
        create view {{ relation }} as ({{ sql }})
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {%- do return({'relations': [relation]}) -%}
{% endmaterialization %}


{% macro drop_whatever_it_is(existing, relation) -%}
    drop {{ existing.type if existing is not none else relation.type }} if exists {{ relation }} cascade;
{%- endmacro %}


{# What the project runs for a model in Python, or a seed, through a connection of its own (orchestration/engines). #}
{% macro python_beside() -%}
# to {{ make_intermediate_relation(this) }}
    {%- if model.resource_type == 'seed' %}
from orchestration.engines import python_models

def dbtObj(load_df_function):
    return None

def model(dbt, session):
    return python_models.seed(session, {{ tojson(model.root_path ~ '/' ~ model.original_file_path) }}, {{ tojson(model.config.column_types) }})
    {%- else %}
{{ model.compiled_code }}
    {%- endif %}
{% endmacro %}


{% macro built_whole() %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set beside = make_intermediate_relation(relation) -%}
    {%- if model.resource_type == 'model' and model.language == 'sql' -%}
        {%- call statement('main') -%}
            drop table if exists {{ beside }} cascade;
            {%- if config.get('contract').enforced %}
            {{ get_assert_columns_equivalent(model.compiled_code) }}
            create table {{ beside }} {{ get_table_columns_and_constraints() }};
            insert into {{ beside }} ({{ get_select_subquery(model.compiled_code) }})
            {%- else %}
            create table {{ beside }} as ({{ model.compiled_code }})
            {%- endif %}
        {%- endcall -%}
    {%- endif -%}
    {%- call statement('swap', fetch_result=True) -%}
        analyze {{ beside }};
        {{ drop_whatever_it_is(existing, relation) }}
        alter table {{ beside }} rename to {{ adapter.quote(relation.identifier) }};
        select count(*) from {{ relation }}
    {%- endcall -%}
    {%- set rows = load_result('swap')['data'][0][0] | int -%}
    {%- do store_raw_result('main', message='SELECT ' ~ rows, code='SELECT', rows_affected=rows) -%}
    {%- do adapter.commit() -%}
    {%- do return({'relations': [relation]}) -%}
{% endmacro %}


{#
    Spark builds every table whole too, beside the old one, under a name of this run: what a killed run has left of its
    files is in nobody's way. Between the drop and the rename lies an instant in which there is none.
#}
{% materialization table, adapter='spark', supported_languages=['sql', 'python'] %}
    {%- if model.language == 'python' -%}
        {%- call statement('main', language='python') -%}{{ python_beside() }}{%- endcall -%}
    {%- endif -%}
    {{ return(spark_built_whole()) }}
{% endmaterialization %}


{% materialization tracked, adapter='spark', supported_languages=['sql', 'python'] %}
    {%- if model.language == 'python' -%}
        {%- call statement('main', language='python') -%}{{ python_beside() }}{%- endcall -%}
    {%- endif -%}
    {{ return(spark_built_whole()) }}
{% endmaterialization %}


{% materialization seed, adapter='spark' %}
    {%- call statement('main', language='python') -%}{{ python_beside() }}{%- endcall -%}
    {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
    {{ return(spark_built_whole()) }}
{% endmaterialization %}


{% materialization view, adapter='spark' %}
    {%- set relation = this.incorporate(type='view') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.type != 'view' -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
    {%- call statement('main') -%}create or replace view {{ relation }} as {{ sql }}{%- endcall -%}
    {%- do return({'relations': [relation]}) -%}
{% endmaterialization %}


{#
    The marts of a refresh are built in a schema of their own, whose tables nobody changes afterwards: readers have views of
    another schema on them (orchestration/engines/spark_marts.py). What is built by hand stays where it is built.
#}
{% macro spark_marts_version() %}
    {%- do return('marts_' ~ env_var('ENGAGEMENT_RUN_ID', '') | replace('-', '') if env_var('ENGAGEMENT_RUN_ID', '') else '') -%}
{% endmacro %}


{% macro spark__make_intermediate_relation(base_relation, suffix) %}
    {%- if base_relation.schema == 'marts_build' and spark_marts_version() -%}
        {%- do return(base_relation.incorporate(path={'schema': spark_marts_version()}, type='table')) -%}
    {%- endif -%}
    {%- set name = base_relation.identifier ~ '__' ~ invocation_id[:8] ~ '__dbt_tmp' -%}
    {%- do return(base_relation.incorporate(path={'identifier': name}, type='table')) -%}
{% endmacro %}


{% macro spark_built_whole() %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set beside = make_intermediate_relation(relation) -%}
    {%- set is_mart = beside.schema != relation.schema -%}
    {%- if model.resource_type == 'model' and model.language == 'sql' -%}
        {%- set code = spark_under_contract(model.compiled_code) if config.get('contract').enforced else model.compiled_code -%}
        {%- if is_mart -%}
            {%- call statement('explained') -%}create table {{ beside }} {{ spark_columns_told() }}{%- endcall -%}
            {%- call statement('main') -%}insert into {{ beside }} {{ code }}{%- endcall -%}
        {%- else -%}
            {%- call statement('main') -%}create table {{ beside }} using parquet as {{ code }}{%- endcall -%}
        {%- endif -%}
    {%- endif -%}
    {%- if existing is not none and not (is_mart and existing.type == 'view') -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
    {%- call statement('swap') -%}
        {%- if is_mart -%}
            {{ 'alter' if existing is not none and existing.type == 'view' else 'create' }} view {{ relation }} as select * from {{ beside.schema }}.{{ beside.identifier }}
        {%- else -%}
            alter table {{ beside }} rename to {{ relation }}
        {%- endif -%}
    {%- endcall -%}
    {%- do return({'relations': [relation.incorporate(type='view') if is_mart else relation]}) -%}
{% endmacro %}


{# Columns of a mart with what they mean, which views on it show as well. No catalogue is sure to keep more signs of it. #}
{% macro spark_columns_told() %}
    {%- set told = [] -%}
    {%- for name, column in model.columns.items() -%}
        {%- set meta, said = column.get('config', {}).get('meta', {}), [] -%}
        {%- if meta.label -%}{%- do said.append(meta.label.en ~ ' / ' ~ meta.label.ja ~ '.') -%}{%- endif -%}
        {%- if meta.unit -%}{%- do said.append('Unit: ' ~ meta.unit ~ '.') -%}{%- endif -%}
        {%- if meta.joins_to -%}{%- do said.append('Joins to ' ~ meta.joins_to ~ '.') -%}{%- endif -%}
        {%- do said.extend(column.description.split()) -%}
        {%- set text = (said | join(' '))[:250] | replace('\\', '\\\\') | replace("'", "''") -%}
        {%- do told.append(
            adapter.quote(name) ~ ' ' ~ api.Column.translate_type(column.data_type) ~ " comment '" ~ text ~ "'"
        ) -%}
    {%- endfor -%}
    ({{ told | join(', ') }}) using parquet
{% endmacro %}


{#
    A query whose columns are those of the contract, in its order and its types. Spark counts in narrower integers and sums
    in wider decimals than DuckDB, so a type is made, not asked for: what does not fit stops the build (ANSI).
#}
{% macro spark_under_contract(code) %}
    {%- set given = adapter.get_column_schema_from_query(get_empty_subquery_sql(code)) | map(attribute='name') | list -%}
    {%- set wanted = model.columns.keys() | list -%}
    {%- if given | sort != wanted | sort -%}
        {%- do exceptions.raise_compiler_error(
            'Columns of ' ~ model.name ~ ' are not those of its contract: ' ~ given | reject('in', wanted) | join(', ') ~ ' / '
            ~ wanted | reject('in', given) | join(', ')
        ) -%}
    {%- endif -%}
    select
    {%- for name, column in model.columns.items() %}
        cast({{ adapter.quote(name) }} as {{ api.Column.translate_type(column.data_type) }}) as {{ adapter.quote(name) }}
        {{- ',' if not loop.last }}
    {%- endfor %}
    from (
        {{ code }}
    ) as built
{% endmacro %}


{# What orchestration/increments.py must know of the model that is being built: its SQL, its node and what it reads. #}
{% macro increments_told() %}
    {%- do return({
        'node': node_told(model),
        'nodes': nodes_told(model),
        'code': model.compiled_code,
        'language': model.language,
        'definition': get_table_columns_and_constraints() | string if config.get('contract').enforced else '',
        'is_full': true if flags.FULL_REFRESH else false,
    }) -%}
{% endmacro %}


{# All that a model reads, by id; of views what they read as well. #}
{% macro nodes_told(node) %}
    {%- set told = {} -%}
    {%- for unique_id in node.depends_on.nodes -%}
        {%- set parent = graph.sources[unique_id] if unique_id.startswith('source.') else graph.nodes[unique_id] -%}
        {%- do told.update({unique_id: node_told(parent)}) -%}
        {%- if parent.config.materialized == 'view' -%}
            {%- do told.update(nodes_told(parent)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(told) -%}
{% endmacro %}


{% macro node_told(node) %}
    {%- set columns = {} -%}
    {%- for name, column in node.columns.items() -%}
        {%- do columns.update({name: {'data_type': column.data_type | default('')}}) -%}
    {%- endfor -%}
    {%- do return({
        'name': node.name,
        'resource_type': node.resource_type,
        'source_name': node.source_name | default(''),
        'relation_name': node.relation_name,
        'depends_on': {'nodes': node.depends_on.nodes | default([]) if node.depends_on else []},
        'columns': columns,
        'config': {
            'materialized': node.config.materialized | default(''),
            'contract': {'enforced': node.config.contract.enforced | default(false) if node.config.contract else false},
            'meta': {'increments': (node.config.meta or {}).get('increments', {})},
        },
    }) -%}
{% endmacro %}
