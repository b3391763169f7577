"""A published file of a few small tables, each of which says which version it is of."""

from typing import Any

import duckdb

from orchestration import erasure, loading, naming, paths, publishing

ROWS = 400
# name -> (SQL of its rows, meta of its columns); version tells in each table which copy it is of.
MARTS = {
    "customers": (
        "select 'C' || i as customer_id, {version} as version from range({rows}) as r(i)",
        {"customer_id": {"is_key": True}},
    ),
    "orders": (
        "select 'O' || i as order_id, 'C' || i as customer_id, "
        "case when i > 5 then 'elsewhere' end as campaign_id, {version} as version, "
        "cast(i * 12345678.9012 as decimal(18, 4)) as net_sales, "
        "timestamp '2026-03-01 23:59:59.999999' as ordered_at, date '2026-03-02' as business_date, "
        "case i when 0 then 'nan'::double when 1 then 1e-300 end as share, i = 1 as is_first, "
        "case i when 0 then 'a' || chr(0) || '\\''b''あ' else null end as note, "
        "['x', null, 'あ'] as tags, {{'a': i, 'b': [i]}} as parts from range({rows}) as r(i)",
        {
            "order_id": {"is_key": True},
            "customer_id": {"joins_to": "customers.customer_id"},
            "campaign_id": {"joins_to": "campaigns.campaign_id"},
            "net_sales": {"unit": "currency", "label": {"en": "Net sales", "ja": "純売上"}},
        },
    ),
    "campaigns": (
        "select 'known' as campaign_id, {version} as version",
        {"campaign_id": {"is_key": True}},
    ),
}


def publish(version: int, rows: int = ROWS, marts: dict[str, Any] = MARTS) -> None:
    """Publish a version as files."""
    loading.prepare_folders()
    erasure.begin_anew()
    nodes = []
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{paths.marts_file()}' as built (storage_version 'v1.4.0')")
        connection.execute("create schema built.marts; create schema built.audit")
        for name, (sql, meta) in marts.items():
            connection.execute(
                f"create table built.marts.{name} as {sql.format(version=version, rows=rows)}"
            )
            types = connection.execute(f"describe built.marts.{name}").fetchall()
            columns = {
                column: {
                    "data_type": kind,
                    "description": f"What {column} is.",
                    "config": {"meta": meta.get(column, {})},
                }
                for column, kind, *_ in types
            }
            grain = [column for column, told in meta.items() if told.get("is_key")]
            nodes.append({"name": name, "columns": columns, "config": {"meta": {"grain": grain}}})
        connection.execute(
            f"create table built.audit.build_stamp as select 'run{version}' as run_id"
        )
    publishing.publish(
        publishing.Facts(f"run{version}"),
        list(marts),
        columns=naming.entries(nodes),
        descriptions={name: f"One row per\n {name}." for name in marts},
    )
