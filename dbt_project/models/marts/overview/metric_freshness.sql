with

registry as (

    select
        metric,
        freshness_class,
        sources

    from {{ ref('metric_registry') }}

),

metric_sources as (

    select
        registry.metric,
        parts.raw_table

    from registry
    {{ split_to_rows('registry.sources', '|', 'parts', 'raw_table') }}

),

-- A figure is as old as the oldest of what it is made of; a source that never came makes it neither old nor new.
loads as (

    select
        metric_sources.metric,
        min(loaded.newest_loaded_at) as newest_loaded_at

    from metric_sources
    inner join {{ ref('source_reconciliation') }} as loaded
        on metric_sources.raw_table = loaded.source || '.' || loaded.table_name
    group by metric_sources.metric

),

aged as (

    select
        registry.metric,
        registry.freshness_class,
        classes.allowed_hours,
        loads.newest_loaded_at,
        {{ ratio(
            'greatest(' ~ epoch_micros('as_of.as_of_at') ~ ' - ' ~ epoch_micros('loads.newest_loaded_at') ~ ', 0)',
            '3600000000'
        ) }} as age_hours

    from registry
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('freshness_classes') }} as classes
        on registry.freshness_class = classes.freshness_class
    left join loads
        on registry.metric = loads.metric

)

select
    metric,
    freshness_class,
    allowed_hours,
    newest_loaded_at,
    case when newest_loaded_at is not null then age_hours end as age_hours,
    case when newest_loaded_at is not null then age_hours <= allowed_hours end as is_fresh

from aged
