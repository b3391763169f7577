"""The room in which checks run: an in-memory database with views on the files of a refresh.

Suites speak of ``marts.orders``, ``before.orders`` (the published refresh),
``raw.survey__answers`` or ``staging.stg_commerce__orders`` and need not know in which file a
table lies. The files are attached read-only, nothing is copied. ``before`` always has the columns
of the mart as it is now; it is empty while nothing comparable is published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

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
