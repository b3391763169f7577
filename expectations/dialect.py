"""A small SQLAlchemy dialect that lets Great Expectations ask DuckDB in SQL.

No published dialect works: Great Expectations reads rows after giving its connection back to the
pool, the pool rolls back, and DuckDB drops the rows of an open result with it
(fivetran/great_expectations#11579 and #10738, both closed without a change; an engine of its own
for DuckDB is proposed in #12084 and would make this module needless). Here every statement has a
cursor of its own, and commit and rollback do nothing: the data is only read.

The URL names a connection this process has opened and a schema in it
(``duckdb+engagement:///<name>/<schema>``), not a file, so that the checks see the views and
attached files their caller has laid out.
"""

from collections.abc import Sequence
from typing import Any

import duckdb
from sqlalchemy import pool, types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect

CONNECTIONS: dict[str, duckdb.DuckDBPyConnection] = {}
SCHEME = "duckdb.engagement"

TYPES = {
    "BIGINT": types.BIGINT,
    "BOOLEAN": types.BOOLEAN,
    "DATE": types.DATE,
    "DOUBLE": types.DOUBLE,
    "FLOAT": types.FLOAT,
    "HUGEINT": types.NUMERIC,
    "INTEGER": types.INTEGER,
    "SMALLINT": types.SMALLINT,
    "TIMESTAMP": types.TIMESTAMP,
    "VARCHAR": types.VARCHAR,
}


class Cursor:
    """Runs one statement; its rows stay readable whatever happens to the connection."""

    arraysize = 1
    rowcount = -1

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: str) -> None:
        self.cursor = connection.cursor()
        self.cursor.execute(f"set schema = '{schema}'")

    @property
    def description(self) -> Any:
        """Columns of the result."""
        return self.cursor.description

    def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> None:
        """Run a statement."""
        self.cursor.execute(sql, list(parameters) if parameters else None)

    def fetchone(self) -> tuple | None:
        """Return the next row; rows are fetched lazily, a result may be large."""
        return self.cursor.fetchone()

    def fetchmany(self, size: int = 1) -> list[tuple]:
        """Return the next rows."""
        return self.cursor.fetchmany(size)

    def fetchall(self) -> list[tuple]:
        """Return all rows left."""
        return self.cursor.fetchall()

    def close(self) -> None:
        """Drop the result."""
        self.cursor.close()


class Connection:
    """A connection on loan: closing it leaves the lender's open."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: str) -> None:
        self.connection, self.schema = connection, schema

    def cursor(self) -> Cursor:
        """Return a new cursor."""
        return Cursor(self.connection, self.schema)

    def commit(self) -> None:
        """Do nothing: nothing is written."""

    def rollback(self) -> None:
        """Do nothing: a real rollback would drop open results."""

    def close(self) -> None:
        """Do nothing: the lender closes."""


class Driver:
    """What SQLAlchemy wants to know of a DB-API module."""

    paramstyle = "qmark"
    apilevel = "2.0"
    threadsafety = 1
    Error = duckdb.Error
    __version__ = duckdb.__version__


class DuckDBDialect(PGDialect):
    """PostgreSQL's SQL, DuckDB's catalogue."""

    name = "duckdb"
    driver = "engagement"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_native_enum = False
    # Great Expectations writes regular expressions for the dialects it knows, by branches
    # (fivetran/great_expectations#10406), and knows no DuckDB. It writes REGEXP_MATCHES, DuckDB's
    # spelling too, for whatever dialect carries this attribute.
    DremioDialect = True

    @classmethod
    def import_dbapi(cls) -> type[Driver]:
        """Return the driver."""
        return Driver

    @classmethod
    def get_pool_class(cls, url: Any) -> type[pool.Pool]:
        """Return a pool of one connection."""
        return pool.StaticPool

    def create_connect_args(self, url: Any) -> tuple[list[str], dict]:
        """Return the names of the connection and the schema."""
        return url.database.split("/"), {}

    def connect(self, name: str, schema: str) -> Connection:
        """Return the named connection of this process."""
        return Connection(CONNECTIONS[name], schema)

    def initialize(self, connection: Any) -> None:
        """Ask the server nothing but the schema; PostgreSQL's questions have no answer here."""
        self.default_schema_name = connection.exec_driver_sql("select current_schema()").scalar()

    def on_connect(self) -> None:
        """Set nothing on a new connection."""

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing."""

    def get_schema_names(self, connection: Any, **kw: Any) -> list[str]:
        """Return the schemas of the default database."""
        sql = "select schema_name from duckdb_schemas() where database_name = current_database()"
        return [row[0] for row in connection.exec_driver_sql(sql)]

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the tables of a schema."""
        return self._names(connection, "duckdb_tables", "table_name", schema)

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the views of a schema."""
        return self._names(connection, "duckdb_views", "view_name", schema)

    def has_table(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Return whether there is a table or view of this name."""
        names = self.get_table_names(connection, schema) + self.get_view_names(connection, schema)
        return table_name in names

    def get_columns(
        self,
        connection: Any,
        table_name: str,
        schema: str | None = None,
        **kw: Any,
    ) -> list[dict[str, Any]]:
        """Return names and types of a table's columns."""
        sql = (
            "select column_name, data_type, is_nullable from duckdb_columns() "
            "where database_name = current_database() and table_name = ? and schema_name = ? "
            "order by column_index"
        )
        rows = connection.exec_driver_sql(
            sql, (table_name, schema or self.default_schema_name)
        ).fetchall()
        return [
            {"name": name, "type": _type(kind), "nullable": bool(nullable), "default": None}
            for name, kind, nullable in rows
        ]

    def get_pk_constraint(self, *args: Any, **kw: Any) -> dict[str, Any]:
        """Return no key: keys are dbt's to check."""
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, *args: Any, **kw: Any) -> list[Any]:
        """Return none."""
        return []

    def get_indexes(self, *args: Any, **kw: Any) -> list[Any]:
        """Return none."""
        return []

    @staticmethod
    def _names(connection: Any, function: str, column: str, schema: str | None) -> list[str]:
        sql = (
            f"select {column} from {function}() where database_name = current_database() "
            "and schema_name = coalesce(?, current_schema()) and not internal"
        )
        return [row[0] for row in connection.exec_driver_sql(sql, (schema,))]


def _type(name: str) -> types.TypeEngine:
    if name.startswith("DECIMAL("):
        precision, scale = name.removeprefix("DECIMAL(").rstrip(")").split(",")
        return types.DECIMAL(int(precision), int(scale))
    return TYPES.get(name, types.NullType)()


registry.register(SCHEME, __name__, "DuckDBDialect")
