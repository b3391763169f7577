"""PostgreSQL as the engine: the models are built in schemas of one database.

The schemas have the names that they have in the build databases; the marts are built in
``marts_build``, for schema ``marts`` is what readers know (``engagement publish-postgres``). Every
build makes every table anew. Nothing of it is needed once the marts have been handed back, so that
an erasure simply drops the schemas.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from orchestration import postgres, postgres_server, postgres_tables
from orchestration.casting import literal, quoted
from orchestration.engines import elsewhere
from orchestration.engines.elsewhere import OURS, SCHEMAS, STAMP, Elsewhere
from orchestration.errors import BusyError, RefreshError, UsageError
from orchestration.postgres_server import ADDRESS, EXAMPLE, Server, shown

NAME = "engagement build"
OLDEST = 140_000  # before, parts of a moment were doubles
# Rows of a batch on the way in; on the way out the driver decides by size.
BATCH_ROWS = 100_000
# What libpq reads from the environment, by the word of an address.
VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "DBT_ENV_SECRET_PGPASSWORD",  # a name that dbt keeps out of its logs
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "channel_binding": "PGCHANNELBINDING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
}
# Moments as they are written, and no compiling of statements that run once.
OPTIONS = (
    "-c TimeZone=UTC -c jit=off -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 "
    "-c client_min_messages=error"
)
# A number without bounds holds a sum, which is exact, or a quotient, which is none.
MOST_SCALE = 12
SIMPLE = {
    "bigint": "bigint",
    "boolean": "boolean",
    "bytea": "blob",
    "character varying": "varchar",
    "date": "date",
    "double precision": "double",
    "integer": "integer",
    "real": "float",
    "smallint": "smallint",
    "text": "varchar",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamp with time zone",
}


class Postgres(Elsewhere):
    """PostgreSQL, by the address of setting ENGAGEMENT_POSTGRES."""

    name = "postgres"

    def check(self) -> None:
        """Check address, driver, adapter, and whether the database can be built in.

        Raises:
            UsageError: If a setting is wrong or a package is missing.
            RefreshError: If the server cannot be reached, or the database sorts by a language.

        """
        address()
        postgres_server.driver()
        if postgres.is_wanted() and postgres.schema_name() in SCHEMAS:
            raise UsageError(
                f"{postgres.SCHEMA} = {postgres.schema_name()!r} is wrong: models are built in a "
                f"schema of that name. Publish into another one, such as {postgres.DEFAULT_SCHEMA}."
            )
        try:
            import dbt.adapters.postgres  # noqa: F401
        except ImportError:
            raise UsageError(
                "Building on PostgreSQL needs dbt's adapter, which is not installed: make postgres "
                "installs it (or: .venv/bin/uv sync --frozen --inexact --extra postgres-engine)."
            ) from None
        with opened() as server:
            _check_database(server)
            _check_schemas(server)

    def environment(self) -> dict[str, str]:
        """Return the address as libpq reads it from the environment: no file of dbt's shows it."""
        from psycopg2.extensions import parse_dsn

        given = parse_dsn(address())
        unknown = given.keys() - VARIABLES.keys() - {"dbname", "options", "application_name"}
        if unknown:
            raise UsageError(
                f"{ADDRESS} says {', '.join(sorted(unknown))}, which dbt cannot be told. Leave it "
                "to a service file (PGSERVICEFILE, PGSERVICE) or out."
            )
        told = {VARIABLES[word]: value for word, value in given.items() if word in VARIABLES}
        told["PGOPTIONS"] = " ".join(filter(None, (OPTIONS, given.get("options"))))
        with opened() as server:
            [(told["PGDATABASE"],)] = server.query("select current_database()")
        return told

    @contextlib.contextmanager
    def alone(self, run_id: str = "") -> Iterator[None]:
        """Hold the lock of builds in this database.

        Raises:
            BusyError: If another build is under way there, from this or another data folder.

        """
        with opened() as server:
            # Nothing is said on it until the build has ended.
            server.query("set idle_session_timeout = 0")
            [(is_ours,)] = server.query(
                f"select pg_try_advisory_lock(hashtextextended({literal(NAME)}, 0))"
            )
            server.commit()
            if not is_ours:
                raise BusyError(
                    f"Another refresh is building in {shown(address())}. Nothing was done; wait "
                    "until it has ended, or name another database."
                )
            _check_schemas(server)
            for schema in SCHEMAS:
                server.query(f"create schema if not exists {schema}")
                server.query(f"comment on schema {schema} is {literal(OURS)}")
            server.commit()
            yield

    def receive(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Copy the raw tables that are not there as they are now."""
        with opened() as server:
            _check_schemas(server)
            server.query("create schema if not exists raw")
            server.query("create table if not exists raw.received (table_name text, state text)")
            server.commit()
            there = dict(
                server.query(
                    "select r.table_name, r.state from raw.received as r "
                    "where to_regclass('raw.' || quote_ident(r.table_name)) is not null"
                )
            )
            for name, state in elsewhere.raw_tables(connection):
                if there.get(name) == state:
                    continue
                _make(server, "raw", name, [connection.table(f"raw.{name}")])
                server.query(f"delete from raw.received where table_name = {literal(name)}")
                server.query(f"insert into raw.received values ({literal(name)}, {literal(state)})")
                server.commit()

    def read(self, relation: str, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Copy a table into a temporary table, batch by batch."""
        with opened() as server:
            _copy(server, relation, connection, f"temp.{quoted(name)}")

    def write(self, relation: str, parts: Iterable[duckdb.DuckDBPyRelation]) -> int:
        """Make a table of rows, batch by batch, and return how many they are."""
        *_, schema, name = _parts(relation)
        with opened() as server:
            written = _make(server, schema, name, parts)
            server.commit()
        return written

    def rows(self, sql: str) -> list[tuple]:
        """Return the rows of a small query."""
        with opened() as server:
            return [tuple(row) for row in server.query(sql)]

    @contextlib.contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """Yield what is built, as it is at one moment."""
        with opened() as server:
            server.query("set transaction isolation level repeatable read, read only")
            yield Snapshot(server)
            server.rollback()

    def place(self) -> str:
        """Return where the tables lie, for people."""
        return shown(address())

    def tidy(self, manifest: dict[str, Any]) -> None:
        """Drop tables of models that the project has no more: nothing would ever renew them."""
        known = {
            tuple(_parts(node["relation_name"])[-2:])
            for node in (*manifest["nodes"].values(), *manifest["sources"].values())
            if node.get("relation_name")
        }
        known |= {tuple(STAMP.split(".")), ("raw", "received")}
        listed = ", ".join(literal(schema) for schema in SCHEMAS)
        with opened() as server:
            for schema, name, kind in server.query(
                "select n.nspname, c.relname, case c.relkind when 'v' then 'view' else 'table' end "
                "from pg_catalog.pg_class as c "
                "join pg_catalog.pg_namespace as n on n.oid = c.relnamespace "
                f"where c.relkind in ('r', 'v') and n.nspname in ({listed})"
            ):
                if (schema, name) not in known:
                    server.query(f"drop {kind} if exists {quoted(schema)}.{quoted(name)} cascade")
            server.commit()

    def forget(self) -> None:
        """Drop the schemas of the build; what is needed of them was handed back."""
        with opened() as server:
            _check_schemas(server)
            for schema in SCHEMAS:
                server.query(f"drop schema if exists {schema} cascade")
                server.commit()  # every table holds a place in the server's list of locks till then


class Snapshot(elsewhere.Snapshot):
    """What a build has made, as the server shows it in one transaction."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def stamp(self) -> list[str]:
        """Return the run whose build is whole; none while one is under way or has failed."""
        return [run for (run,) in self.server.query(f"select run_id from {STAMP}")]

    def names(self, schema: str) -> list[str]:
        """Return the tables and views of a schema."""
        rows = self.server.query(
            "select c.relname from pg_catalog.pg_class as c "
            "join pg_catalog.pg_namespace as n on n.oid = c.relnamespace "
            f"where c.relkind in ('r', 'v') and n.nspname = {literal(schema)} order by 1"
        )
        return [name for (name,) in rows]

    def copy(
        self,
        relation: str,
        connection: duckdb.DuckDBPyConnection,
        place: str,
        kinds: dict[str, str] | None = None,
    ) -> None:
        """Copy a table into a new one of DuckDB, batch by batch.

        Args:
            relation: The table, in the engine's SQL.
            connection: Where the new one is made.
            place: Its name.
            kinds: Column -> DuckDB's type, in the order of the columns; by default as the server
                says.

        """
        _copy(self.server, relation, connection, place, kinds)


def address() -> str:
    """Return the address of the database; libpq's own variables do as well.

    Raises:
        UsageError: If none is set.

    """
    given = os.environ.get(ADDRESS)
    if given or os.environ.get("PGDATABASE") or os.environ.get("PGSERVICE"):
        return given or "postgresql://"
    raise UsageError(
        f"No PostgreSQL is named to build on. Set {ADDRESS} to the address of a database of its "
        f"own, such as {EXAMPLE}; or make postgres, which starts a server in a folder of its own."
    )


def opened() -> contextlib.AbstractContextManager[Server]:
    """Open the server for a part of a build."""
    return postgres_server.opened(
        address(),
        NAME,
        "PostgreSQL has stopped the build",
        "What was published before stays.",
        lambda: (
            "The role of the address needs: grant create on database ... to ROLE; and the schemas "
            f"{', '.join(SCHEMAS)} must be its own."
        ),
    )


def _check_database(server: Server) -> None:
    """Check that the server is new enough, and sorts texts as all engines do: by their bytes.

    Raises:
        RefreshError: If the database does it otherwise.

    """
    [(version, said)] = server.query(
        "select current_setting('server_version_num')::int, current_setting('server_version')"
    )
    if version < OLDEST:
        raise RefreshError(
            f"{shown(address())} is PostgreSQL {said}; models are built on {OLDEST // 10_000} and "
            "later."
        )
    [(name, encoding, collation, ctype)] = server.query(
        "select datname, pg_encoding_to_char(encoding), datcollate, datctype "
        "from pg_catalog.pg_database where datname = current_database()"
    )
    is_plain = collation.upper().replace("-", "") in ("C", "POSIX", "C.UTF8")
    if encoding != "UTF8" or not is_plain or "UTF" not in ctype.upper():
        raise RefreshError(
            f"Database {name} sorts texts by {collation} (encoding {encoding}, letters by "
            f"{ctype}), and the figures would depend on it. Make one for builds: create database "
            "engagement template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'; and "
            f"name it in {ADDRESS}."
        )


def _check_schemas(server: Server) -> None:
    """Check that nobody else's tables lie where the build makes and drops its own.

    Raises:
        RefreshError: If any do.

    """
    listed = ", ".join(literal(schema) for schema in SCHEMAS)
    foreign = server.query(
        "select n.nspname from pg_catalog.pg_namespace as n "
        f"where n.nspname in ({listed}) and coalesce(obj_description(n.oid, 'pg_namespace'), '') "
        f"!= {literal(OURS)} "
        "and exists (select 1 from pg_catalog.pg_class as c where c.relnamespace = n.oid) "
        "order by 1"
    )
    if foreign:
        names = ", ".join(name for (name,) in foreign)
        raise RefreshError(
            f"The database of {ADDRESS} has tables in schemas that Engagement Warehouse builds in, "
            f"and did not make: {names}. Nothing was changed. Name a database of its own."
        )


def _make(server: Server, schema: str, name: str, parts: Iterable[duckdb.DuckDBPyRelation]) -> int:
    """Make a table of rows in the server's transaction, and return how many they are."""
    place, values = f"{quoted(schema)}.{quoted(name)}", []
    for rows in parts:
        if not values:
            columns = [
                _as_column(column, str(kind))
                for column, kind in zip(rows.columns, rows.types, strict=True)
            ]
            values = [value for _, value in columns]
            server.query(f"drop table if exists {place} cascade")
            server.query(f"create table {place} ({', '.join(column for column, _ in columns)})")
        server.ingest(schema, name, rows.project(", ".join(values)).to_arrow_reader(BATCH_ROWS))
    server.query(f"analyze {place}")
    return server.query(f"select count(*) from {place}")[0][0]


def _as_column(name: str, kind: str) -> tuple[str, str]:
    """Return what declares a column in PostgreSQL, and the SQL for its values in DuckDB.

    Args:
        name: Its name.
        kind: DuckDB's type.

    """
    pg, value, _ = postgres_tables.as_type(kind)
    value = value.format(quoted(name))
    if pg == "text":
        # PostgreSQL's texts cannot hold this one character; what stands for it can be seen.
        value = f"replace({value}, chr(0), '\ufffd')"
    return f"{quoted(name)} {pg}", f"{value} as {quoted(name)}"


def _copy(
    server: Server,
    relation: str,
    connection: duckdb.DuckDBPyConnection,
    place: str,
    kinds: dict[str, str] | None = None,
) -> None:
    """Copy a table of the server into a new one of DuckDB.

    Args:
        server: The server.
        relation: The table.
        connection: Where the new one is made.
        place: Its name.
        kinds: Column -> DuckDB's type, in the order of the columns; by default as the server says.

    """
    *_, schema, name = _parts(relation)
    source = f"{quoted(schema)}.{quoted(name)}"
    said = _columns(server, source)
    kinds = kinds or said
    given = {column: f"{quoted(column)}::text" for column in said if _comes_as_text(said[column])}
    listed = ", ".join(f"{given.get(c, quoted(c))} as {quoted(c)}" for c in kinds)
    values = ", ".join(f"cast({quoted(c)} as {kind}) as {quoted(c)}" for c, kind in kinds.items())
    kind = "temp table" if place.startswith("temp.") else "table"
    with server.rows(f"select {listed} from {source}") as reader:
        connection.register("arriving", reader)
        connection.execute(f"create {kind} {place} as select {values} from arriving")
        connection.unregister("arriving")


def _comes_as_text(kind: str) -> bool:
    return kind.startswith(("decimal", "hugeint", "uhugeint")) or kind == "json"


def _columns(server: Server, source: str) -> dict[str, str]:
    """Return column -> DuckDB's type of a table."""
    found = {}
    for name, kind in server.query(
        "select attname, format_type(atttypid, atttypmod) from pg_catalog.pg_attribute "
        f"where attrelid = {literal(source)}::regclass and attnum > 0 and not attisdropped "
        "order by attnum"
    ):
        base = re.sub(r"\(\d+\)", "", kind.removesuffix("[]"))
        if base in SIMPLE:
            found[name] = SIMPLE[base] + kind[len(kind.removesuffix("[]")) :]
        elif match := re.fullmatch(r"numeric\((\d+),(\d+)\)", kind):
            found[name] = _exact(int(match[1]), int(match[2]))
        elif kind == "numeric":
            [(digits, scale)] = server.query(
                f"select coalesce(max(length(abs(trunc({quoted(name)}))::text)), 1), "
                f"coalesce(max(scale(trim_scale({quoted(name)}))), 0) from {source}"
            )
            is_exact = scale <= MOST_SCALE and digits + scale <= 38
            found[name] = _exact(38, scale) if is_exact or scale == 0 else "double"
        elif kind in ("json", "jsonb"):
            found[name] = "json"
        else:
            raise RefreshError(f"Column {name} of {source} has type {kind}, which nobody expects.")
    return found


def _exact(precision: int, scale: int) -> str:
    if precision > 38 and scale == 0:
        return "uhugeint"
    return "hugeint" if precision == 38 and scale == 0 else f"decimal({precision}, {scale})"


def _parts(relation: str) -> list[str]:
    """Return database, schema and table of a relation as dbt writes it."""
    found = re.findall(r'"((?:[^"]|"")+)"|(\w+)', relation)
    return [within.replace('""', '"') or plain for within, plain in found]
