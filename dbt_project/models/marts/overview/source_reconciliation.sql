{#- Many parents on purpose: one branch per raw table, each counted at the two ends that must agree. #}
with

loaded as (

    select
        source,
        table_name,
        sum(row_count) as raw_row_count

    from {{ ref('landing_files') }}
    group by source, table_name

),

quarantined as (

    select
        source,
        table_name,
        count(*) as quarantined_row_count

    from {{ ref('quarantine') }}
    group by source, table_name

),

versions as (

    {%- for source_name, tables in raw_tables().items() %}
    {%- set outer_first = loop.first %}
    {%- for table_name in tables %}
    {%- set set_aside = ref('answers_out_of_scale') if (source_name, table_name) == ('survey', 'answers') else none %}
    {%- if not (outer_first and loop.first) %}
    union all
    {%- endif %}
    select
        '{{ source_name }}' as source,
        '{{ table_name }}' as table_name,
        {{ count_where('version_rank > 1') }} as superseded_row_count,
        {{ count_where('version_rank = 1 and coalesce(_deleted, false)') }} as deleted_row_count,
        max(_loaded_at) as newest_loaded_at,
        (
            select count(*)
            from {{ ref('stg_' ~ source_name ~ '__' ~ table_name) }}
        ) as staged_row_count
    from ({{ ranked_versions(source_name, table_name, set_aside) }}) as ranked
    {%- endfor %}
    {%- endfor %}

)

select
    versions.source,
    versions.table_name,
    cast(coalesce(loaded.raw_row_count, 0) as bigint) as raw_row_count,
    versions.staged_row_count,
    versions.superseded_row_count,
    versions.deleted_row_count,
    coalesce(quarantined.quarantined_row_count, 0) as quarantined_row_count,
    cast(
        coalesce(loaded.raw_row_count, 0) - versions.staged_row_count - versions.superseded_row_count
        - versions.deleted_row_count - coalesce(quarantined.quarantined_row_count, 0) as bigint
    ) as unaccounted_row_count,
    versions.newest_loaded_at

from versions
left join loaded
    on
        versions.source = loaded.source
        and versions.table_name = loaded.table_name
left join quarantined
    on
        versions.source = quarantined.source
        and versions.table_name = quarantined.table_name
