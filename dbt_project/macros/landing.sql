{#
    The one mechanism between raw tables and staging. What a raw table is (columns, types, key) stands in its source
    YAML; orchestration/landing.py types the rows and says what is wrong with them, the macros below choose versions.
#}

{# The raw tables, by source: dbt must know the parents of a model before it can read the graph. A project test compares. #}
{% macro raw_tables() %}
    {% do return({
        'commerce': ['orders', 'order_lines', 'refunds', 'products', 'subscriptions'],
        'community': ['members', 'posts', 'ideas', 'idea_votes', 'idea_status', 'events', 'event_attendance'],
        'crm': ['customers', 'companies', 'consents', 'erasure_requests', 'identity_overrides', 'loyalty_ledger', 'referrals'],
        'messaging': ['campaigns', 'messages', 'assignments', 'measures'],
        'reference': ['fx_rates'],
        'social': ['accounts', 'account_daily', 'posts', 'post_metrics', 'mentions', 'customer_handles'],
        'support': ['tickets', 'articles', 'article_votes'],
        'survey': ['surveys', 'questions', 'invitations', 'responses', 'answers'],
        'web': ['events', 'ad_spend', 'search_console'],
    }) %}
{% endmacro %}


{# Key and columns of a raw table, from its source YAML. #}
{% macro raw_table(source_name, table_name) %}
    {% if not execute %}{% do return({'key': ['_row'], 'columns': ['_row']}) %}{% endif %}
    {% set node = graph.sources['source.engagement.' ~ source_name ~ '.' ~ table_name] %}
    {% do return({'key': node.config.meta.key, 'columns': node.columns.keys() | list}) %}
{% endmacro %}


{#
    The rows of a raw table that keep its contract, each with the rank of its version: 1 is the one that counts.
    Newest first: updated_at where the table has it, then _loaded_at, then the file's name, then the later row.
    Nearly all keys have one version only, and finding the others first is many times cheaper than ranking every row.
#}
{% macro ranked_versions(source_name, table_name, set_aside=none) %}
    {%- set relation = source(source_name, table_name) -%}
    {%- set table = raw_table(source_name, table_name) -%}
    {%- set columns = table['columns'] + ['_deleted', '_loaded_at', '_file', '_row'] -%}
    {%- set key = table['key'] | join(', ') -%}
    {%- set updated = 'coalesce(updated_at, _loaded_at) desc nulls last, ' if 'updated_at' in columns else '' %}
    with

    good_rows as (

        select {{ columns | join(', ') }}
        from {{ relation }}
        {%- if set_aside %}
        left join (
            select
                file as _file,
                row_number as _row,
                true as is_set_aside
            from {{ set_aside }}
        ) as broken
            using (_file, _row)
        {%- endif %}
        where _reasons is null {%- if set_aside %} and is_set_aside is null {%- endif %}

    ),

    resent_keys as (

        select
            {{ key }},
            true as is_resent
        from good_rows
        group by {{ key }}
        having count(*) > 1

    )

    select
        {{ columns | join(', ') }},
        1 as version_rank
    from good_rows
    left join resent_keys using ({{ key }})
    where is_resent is null

    union all

    select
        {{ columns | join(', ') }},
        row_number() over (
            partition by {{ key }}
            order by {{ updated }}_loaded_at desc nulls last, _file desc nulls last, _row desc nulls last
        ) as version_rank
    from good_rows
    inner join resent_keys using ({{ key }})
{% endmacro %}


{# The latest version of each key of a raw table, without keys whose latest version says deleted. #}
{% macro latest_versions(source_name, table_name, set_aside=none) %}
    {%- do ref('landing_files') %}
    select *
    from ({{ ranked_versions(source_name, table_name, set_aside) }}) as versions
    where version_rank = 1 and not coalesce(_deleted, false)
{% endmacro %}
