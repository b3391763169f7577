"""Reads tables of a PostgreSQL database, all values as text, in batches of Arrow.

DuckDB's own scanner is an extension that has to be downloaded; the ADBC driver is a package like
any other (``engagement-warehouse[postgres]``).
"""

import re
from typing import Any

import duckdb

from connectors.errors import SourceError
from orchestration.casting import quoted
from orchestration.errors import UsageError

LIST = """
select table_schema, table_name, column_name, data_type
from information_schema.columns
where table_schema not in ('information_schema', 'pg_catalog')
order by table_schema, table_name, ordinal_position
"""
REMEDY = "Reading PostgreSQL needs its driver: uv sync --extra postgres (or pip install {})."
PACKAGE = "adbc-driver-postgresql"


class Postgres:
    """A database, opened for reading only.

    Args:
        address: ``postgresql://user@host/database``; a password is best left to the environment
            (PGPASSWORD) or to ~/.pgpass.

    Raises:
        UsageError: If the driver is not installed.
        SourceError: If the database cannot be opened; shows no password.

    """

    def __init__(self, address: str) -> None:
        try:
            from adbc_driver_postgresql import dbapi
        except ImportError:
            raise UsageError(REMEDY.format(PACKAGE)) from None
        self._errors: Any = dbapi.Error
        try:
            self._connection = dbapi.connect(address)
            self._run("set default_transaction_read_only = on")
            self._run("set time zone 'UTC'")
            self._columns = self._list()
        except dbapi.Error as error:
            raise SourceError(
                f"{_without_password(address)} cannot be opened: "
                f"{_without_password(str(error)).splitlines()[0]}"
            ) from None

    def _run(self, sql: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)

    def _list(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        with self._connection.cursor() as cursor:
            cursor.execute(LIST)
            for schema, table, column, kind in cursor.fetchall():
                found.setdefault((schema, table), []).append((column, kind))
        return found

    @property
    def tables(self) -> list[tuple[str, str]]:
        """Schemas and tables that are there."""
        return list(self._columns)

    def copy(
        self, schema: str, table: str, connection: duckdb.DuckDBPyConnection, target: str
    ) -> list[str]:
        """Copy a table into a new one of DuckDB, every value as text.

        Returns:
            Its columns.

        Raises:
            SourceError: If it cannot be read.

        """
        columns = self._columns[schema, table]
        values = ", ".join(f"{_as_text(name, kind)} as {quoted(name)}" for name, kind in columns)
        try:
            with self._connection.cursor() as cursor, connection.cursor() as writer:
                cursor.execute(f"select {values} from {quoted(schema)}.{quoted(table)}")
                writer.register("batches", cursor.fetch_record_batch())
                writer.execute(f"create table {target} as select * from batches").fetchall()
                writer.unregister("batches")
        except self._errors as error:
            said = _without_password(str(error)).splitlines()[0]
            raise SourceError(f"Table {schema}.{table} cannot be read: {said}") from None
        return [name for name, _ in columns]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _as_text(name: str, kind: str) -> str:
    """Return SQL that gives a value as text: nested ones as JSON."""
    nested = kind in ("ARRAY", "USER-DEFINED")
    return f"to_json({quoted(name)})::text" if nested else f"{quoted(name)}::text"


def _without_password(text: str) -> str:
    return re.sub(r"//[^/@\s]*@", "//", text)
