"""The room in which checks run: an in-memory database with views on the files of a refresh.

Suites speak of ``marts.orders``, ``before.orders`` (the published refresh),
``raw.survey__answers`` or ``staging.stg_commerce__orders`` and need not know in which file a
table lies. The files are attached read-only, nothing is copied. ``before`` always has the columns
of the mart as it is now; it is empty while nothing comparable is published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from expectations.suites import Suite
from orchestration.landing import RawRows

# Great Expectations reads no further rows of an SQL statement than these.
ROWS_FOUND = 200

# Alias -> schemas shown. An alias must not be the name of a schema in the file: DuckDB could not
# tell them apart.
WAREHOUSE, MARTS, PUBLISHED = "warehouse_file", "marts_file", "published_file"
SCHEMAS = {
    WAREHOUSE: ("raw", "staging", "identity", "intermediate", "seeds", "audit"),
    MARTS: ("marts",),
}


@contextmanager
def checking_room(
    warehouse: Path | None,
    marts: Path | None,
    published: Path | None,
    config: dict[str, str] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the room.

    Args:
        warehouse: Build database, or None.
        marts: File of the marts just built, or None.
        published: File of the published refresh to compare with, or None.
        config: Limits of DuckDB.

    Raises:
        duckdb.IOException: If a file is held by another process.

    """
    with duckdb.connect(":memory:", config=config or {}) as connection:
        for alias, file in ((WAREHOUSE, warehouse), (MARTS, marts), (PUBLISHED, published)):
            if file is not None and file.exists():
                path = str(file).replace("'", "''")
                connection.execute(f"attach '{path}' as {alias} (read_only)")
                for schema in SCHEMAS.get(alias, ()):
                    _show(connection, alias, schema)
        _show_before(connection)
        yield connection


def ask_elsewhere(
    room: duckdb.DuckDBPyConnection, suites: list[Suite], raw: RawRows
) -> list[Suite]:
    """Ask an engine that has the rows of the raw tables, and return suites about its answers.

    In the room a raw table has as many rows then as in the engine, and nothing in them.

    Args:
        room: The checking room.
        suites: Suites of the landing tables.
        raw: The raw tables.

    """
    asked = []
    for suite in suites:
        view = f'raw."{suite.view}"'
        [(count,)] = room.execute(
            "select coalesce(sum(row_count), 0) from raw.landing_files "
            "where source || '.' || table_name = ?",
            [suite.table],
        ).fetchall()
        room.execute(
            f"create or replace view {view} as select rows.* from range({count}) "
            f"left join {WAREHOUSE}.{view} as rows on false"
        )
        statements = []
        for statement in suite.statements:
            if query := statement.kwargs.get("unexpected_rows_query"):
                name = f"{suite.view}__{statement.check}"
                found = query.replace("{batch}", f"raw.{suite.view}")
                raw.bring(f"select * from ({found}) as found limit {ROWS_FOUND}", name)
                room.execute(f'create table raw."{name}" as from temp."{name}"')
                answer = (
                    f'select answer.* from raw."{name}" as answer '
                    "where (select count(*) from {batch}) >= 0"
                )
                kwargs = statement.kwargs | {"unexpected_rows_query": answer}
                statement = replace(statement, kwargs=kwargs)  # noqa: PLW2901 - as it is asked
            statements.append(statement)
        asked.append(replace(suite, statements=tuple(statements)))
    return asked


def _show(connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> None:
    connection.execute(f'create schema if not exists "{schema}"')
    for name in _columns(connection, alias, schema):
        connection.execute(
            f'create view "{schema}"."{name}" as select * from {alias}."{schema}"."{name}"'
        )


def _show_before(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema before")
    then = _columns(connection, PUBLISHED, "marts")
    for name, columns in _columns(connection, MARTS, "marts").items():
        before = then.get(name)
        shown = ", ".join(
            f'try_cast("{column}" as {kind}) as "{column}"'
            if before and column in before
            else f'cast(null as {kind}) as "{column}"'
            for column, kind in columns.items()
        )
        source = f'{PUBLISHED}.marts."{name}"' if before else "(select 1) where false"
        connection.execute(f'create view before."{name}" as select {shown} from {source}')


def _columns(
    connection: duckdb.DuckDBPyConnection, alias: str, schema: str
) -> dict[str, dict[str, str]]:
    """Return table -> column -> type of an attached schema; empty when it is not attached."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = ? order by table_name, column_index",
        [alias, schema],
    ).fetchall():
        tables.setdefault(table, {})[column] = kind
    return tables
