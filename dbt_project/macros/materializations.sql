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
