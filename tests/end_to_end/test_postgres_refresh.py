"""A refresh on PostgreSQL publishes what a refresh on DuckDB does, mart by mart."""

from pathlib import Path

import pytest
from compare_engines import compare, refresh
from homes import Home
from postgres_server import postgres_server

from orchestration.engines.postgres import SCHEMAS
from orchestration.paths import DBT_PROJECT_DIR

# Zones that lie beside this folder are compared by hand: make test-engines ZONES="s3 s4".


def test_the_company_is_the_same_on_postgres(warehouse: Home, tmp_path: Path) -> None:
    pytest.importorskip("dbt.adapters.postgres")
    from adbc_driver_postgresql import dbapi

    with postgres_server() as address:
        published = refresh("postgres", tmp_path / "data", warehouse.raw, {}, address)
        found = list(compare(warehouse.link.resolve(), published.resolve()))
        assert [str(one) for one in found if not one.is_equal] == []
        models = [*DBT_PROJECT_DIR.glob("models/marts/**/*.sql")]
        assert len(found) > len(models) > 50
        assert sum(one.rows > 0 for one in found) > 0.9 * len(found)
        with dbapi.connect(address) as server, server.cursor() as cursor:
            cursor.execute("select run_id from marts.refresh")
            home = Home(tmp_path / "data", warehouse.raw)
            assert cursor.fetchall() == home.query("select run_id from marts.refresh")
            # There are requests to be erased: nothing that is made of rows stays.
            cursor.execute(
                "select n.nspname, c.relname from pg_catalog.pg_class as c "
                "join pg_catalog.pg_namespace as n on n.oid = c.relnamespace"
            )
            assert {schema for schema, _ in cursor.fetchall()}.isdisjoint(SCHEMAS)
