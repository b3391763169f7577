{#- Each raw table is counted at the two ends that must agree. #}
with

loaded as (

    select
        source,
        table_name,
        sum(row_count) as raw_row_count,
        max(newest_loaded_at) as newest_loaded_at

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

nulled as (

    select
        source,
        table_name,
        count(*) as nulled_value_count

    from {{ ref('nulled_values') }}
    group by source, table_name

),

outdated as (

    select
        source,
        table_name,
        {{ count_where("reason = 'superseded'") }} as superseded_row_count,
        {{ count_where("reason = 'deleted'") }} as deleted_row_count

    from {{ ref('outdated_rows') }}
    group by source, table_name

),

staged as (

    select
        source,
        table_name,
        staged_row_count

    from {{ ref('int_staged_rows_counted') }}

)

select
    staged.source,
    staged.table_name,
    cast(coalesce(loaded.raw_row_count, 0) as bigint) as raw_row_count,
    staged.staged_row_count,
    coalesce(outdated.superseded_row_count, 0) as superseded_row_count,
    coalesce(outdated.deleted_row_count, 0) as deleted_row_count,
    coalesce(quarantined.quarantined_row_count, 0) as quarantined_row_count,
    cast(
        coalesce(loaded.raw_row_count, 0) - staged.staged_row_count
        - coalesce(outdated.superseded_row_count, 0) - coalesce(outdated.deleted_row_count, 0)
        - coalesce(quarantined.quarantined_row_count, 0) as bigint
    ) as unaccounted_row_count,
    coalesce(nulled.nulled_value_count, 0) as nulled_value_count,
    loaded.newest_loaded_at

from staged
left join loaded
    on
        staged.source = loaded.source
        and staged.table_name = loaded.table_name
left join outdated
    on
        staged.source = outdated.source
        and staged.table_name = outdated.table_name
left join quarantined
    on
        staged.source = quarantined.source
        and staged.table_name = quarantined.table_name
left join nulled
    on
        staged.source = nulled.source
        and staged.table_name = nulled.table_name
