"""``engagement publish-postgres``: the published marts in a schema of PostgreSQL, for BI tools.

What is copied is what the published file holds (schema ``marts``: facts, marts and what explains
them) and nothing else; direct identifiers are not in it. Readers see the refresh before or this
one (``orchestration.postgres_swap``).
"""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration import (
    paths,
    postgres_server,
    postgres_swap,
    postgres_tables,
    publishing,
    settings,
)
from orchestration.casting import literal, quoted
from orchestration.errors import BusyError, PublishError, UsageError
from orchestration.postgres_server import ADDRESS, EXAMPLE, Server, shown
from orchestration.postgres_swap import NEW, OLD, Swap

SCHEMA = "ENGAGEMENT_POSTGRES_SCHEMA"
DEFAULT_SCHEMA = "marts"
WAIT_SECONDS = 60.0
NAME = "engagement publish-postgres"
# Longer names would be cut by PostgreSQL; those of the schemas beside are longer than the schema's.
MAX_NAME = 63 - max(len(NEW), len(OLD))


@dataclass(frozen=True)
class Copied:
    """What was copied.

    Attributes:
        place: Schema and database, for people.
        run_id: The refresh.
        tables: Number of tables.
        rows: Number of rows.
        joins: Number of foreign keys.
        seconds: How long it took.
        views: Views of users that read the new tables now.
        told: What deserves a look.
        is_new: Whether anything was copied; not where this refresh was there already.

    """

    place: str
    run_id: str
    tables: int = 0
    rows: int = 0
    joins: int = 0
    seconds: float = 0
    views: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    is_new: bool = True


def is_wanted() -> bool:
    """Return whether PostgreSQL shall follow each refresh: whether an address is set."""
    return bool(os.environ.get(ADDRESS))


def schema_name() -> str:
    """Return the schema that readers know.

    Raises:
        UsageError: If it cannot be the name of one.

    """
    name = os.environ.get(SCHEMA) or DEFAULT_SCHEMA
    if name.startswith("pg_") or name in ("public", "information_schema") or not name.strip():
        raise UsageError(
            f"{SCHEMA} = {name!r} is wrong: a schema of its own, such as {DEFAULT_SCHEMA}."
        )
    if len(name.encode()) > MAX_NAME:
        raise UsageError(f"{SCHEMA} = {name!r} is too long: {MAX_NAME} bytes at most.")
    return name


def publish(wait_seconds: float = WAIT_SECONDS, is_forced: bool = False) -> Copied:
    """Copy the published marts, and let them take the place of the copy before.

    Args:
        wait_seconds: How long to wait for readers in a transaction, and for another publisher.
        is_forced: Copy also what is there already.

    Raises:
        UsageError: If no address is set, nothing is published, or the driver is missing.
        BusyError: If readers or another publisher did not end in time.
        PublishError: If the server or its rights do not allow it, or users would lose something.

    """
    began = time.monotonic()
    address = os.environ.get(ADDRESS)
    if not address:
        raise UsageError(
            f"No PostgreSQL is named. Set {ADDRESS} to its address, such as {EXAMPLE}; the "
            "password is best left to ~/.pgpass or PGPASSWORD."
        )
    schema = schema_name()
    file = publishing.current()
    if file is None:
        raise UsageError(
            f"Nothing is published in {paths.data_dir()} yet. Run: engagement run (or "
            "engagement demo)"
        )
    place = f"schema {schema} of {shown(address)}"
    opened = opened_to_publish(address)
    with opened as server, publishing.readable(file) as copy, _file(copy) as marts:
        [(run_id, finished_at)] = marts.execute(
            "select run_id, cast(finished_at as varchar) from published.marts.refresh"
        ).fetchall()
        _alone(server, schema, began + wait_seconds)
        tables = postgres_tables.read(marts)
        old = _old_tables(server, schema)
        if not is_forced and set(old) == {table.name for table in tables}:
            there = server.query(f"select run_id, finished_at::text from {quoted(schema)}.refresh")
            if [tuple(row) for row in there] == [(run_id, finished_at)]:
                return Copied(place, run_id, len(tables), is_new=False)
        _check(server, schema, old, tables)
        try:
            rows = _build(server, marts, schema, run_id, tables)
            swap = Swap(
                server.query,
                server.commit,
                server.rollback,
                server.failed,
                schema,
                old,
                {table.name: [column.name for column in table.columns] for table in tables},
                time.monotonic() + wait_seconds,
            )
            swapped = swap.run()
        except BaseException:
            _clean(server, schema)
            raise
    return Copied(
        place,
        run_id,
        len(tables),
        rows,
        sum(len(table.joins) for table in tables),
        time.monotonic() - began,
        swapped.views,
        swapped.lost,
    )


def lines(copied: Copied) -> Iterator[str]:
    """Yield what was copied, for people."""
    if not copied.is_new:
        yield f"{copied.place} shows this refresh already ({copied.run_id}). (--force copies anew.)"
        return
    yield (
        f"{copied.place} shows refresh {copied.run_id}: {copied.rows:,} rows in {copied.tables} "
        f"tables, {copied.joins} joins declared, {copied.seconds:.1f} s."
    )
    if copied.views:
        yield f"Views that read the new tables now: {', '.join(copied.views)}"


def opened_to_publish(address: str) -> contextlib.AbstractContextManager[Server]:
    """Open the server for a copy of what is published.

    Args:
        address: The address.

    """
    return postgres_server.opened(
        address,
        NAME,
        "PostgreSQL has stopped the copy",
        "The tables that readers see are as they were.",
        _rights,
    )


def _rights() -> str:
    schema = quoted(schema_name())
    return (
        "The role of the address needs, once, from whoever owns the database: grant create on "
        f"database ... to ROLE; and, where the schema is there already: grant usage, create on "
        f"schema {schema} to ROLE; tables of earlier copies must be its own."
    )


@contextlib.contextmanager
def _file(copy: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config=settings.duckdb_config()) as marts:
        marts.execute(f"attach {literal(str(copy))} as published (read_only)")
        yield marts


def _alone(server: Server, schema: str, deadline: float) -> None:
    """Be the only publisher of the schema as long as the connection lasts.

    Raises:
        BusyError: If another one does not end in time.

    """
    lock = literal(f"{NAME} {schema}")
    while True:
        [(is_ours,)] = server.query(f"select pg_try_advisory_lock(hashtextextended({lock}, 0))")
        server.commit()
        if is_ours:
            return
        if time.monotonic() > deadline:
            raise BusyError(
                f"Schema {schema} is being published by another process. Nothing was done; wait "
                "until it has ended, or longer: engagement publish-postgres --wait 600"
            )
        time.sleep(0.2)


def _old_tables(server: Server, schema: str) -> dict[str, str]:
    """Return the tables of the copy before with their oids: those that its ``columns`` names."""
    place = literal(f"{quoted(schema)}.columns")
    [(is_there,)] = server.query(f"select to_regclass({place}) is not null")
    if not is_there:
        return {}
    names = server.query(
        "select attname from pg_catalog.pg_attribute where attnum > 0 and "
        f"attrelid = {place}::regclass and attname in ('table_name', 'joins_to', 'label_ja')"
    )
    if len(names) < 3:
        return {}  # a table of that name that is somebody else's
    rows = server.query(
        "select c.relname, c.oid::text from pg_catalog.pg_class as c "
        "join pg_catalog.pg_namespace as n on n.oid = c.relnamespace "
        f"where n.nspname = {literal(schema)} and c.relkind = 'r' "
        f"and c.relname in (select table_name from {quoted(schema)}.columns) order by 1"
    )
    return {name: oid for name, oid in rows}


def _check(
    server: Server, schema: str, old: dict[str, str], tables: list[postgres_tables.Table]
) -> None:
    """Look whether the copy may be made, before anything is.

    Raises:
        PublishError: If rights are missing, or something else has the names.

    """
    [(may_create, is_there, may_use)] = server.query(
        "select has_database_privilege(current_database(), 'create'), "
        f"to_regnamespace({literal(quoted(schema))}) is not null, "
        f"coalesce(has_schema_privilege(to_regnamespace({literal(quoted(schema))})::oid, "
        "'create'), true)"
    )
    if not may_create or not may_use:
        what = "create a schema" if not may_create else f"create in schema {schema}"
        raise PublishError(f"PostgreSQL does not let this role {what}. {_rights()}")
    names = {table.name for table in tables} - set(old)
    taken = [
        name
        for (name,) in server.query(
            "select c.relname from pg_catalog.pg_class as c "
            "join pg_catalog.pg_namespace as n on n.oid = c.relnamespace "
            f"where n.nspname = {literal(schema)} order by 1"
        )
        if name in names
    ]
    if taken:
        raise PublishError(
            f"Schema {schema} holds tables or views that Engagement Warehouse did not write, under "
            f"names that it needs: {', '.join(taken)}. Nothing was changed. Name another schema: "
            f"{SCHEMA}"
        )
    for beside in (schema + NEW, schema + OLD):
        [(is_foreign,)] = server.query(
            "select count(*) > 0 from pg_catalog.pg_namespace where nspname = "
            f"{literal(beside)} and coalesce(obj_description(oid, 'pg_namespace'), '') "
            "not like 'Engagement Warehouse%'"
        )
        if is_foreign:
            raise PublishError(
                f"A schema {beside} is there already, and not of Engagement Warehouse, which "
                f"builds under that name. Nothing was changed. Name another schema: {SCHEMA}"
            )
    server.commit()


def _build(
    server: Server,
    marts: duckdb.DuckDBPyConnection,
    schema: str,
    run_id: str,
    tables: list[postgres_tables.Table],
) -> int:
    """Build the new tables beside the old ones, and return the number of rows."""
    new = schema + NEW
    # What a killed publisher left.
    server.query(f"drop schema if exists {quoted(new)} cascade")
    server.query(f"create schema {quoted(new)}")
    server.query(f"comment on schema {quoted(new)} is {postgres_swap.comment_of(run_id)}")
    rows = 0
    for table in tables:
        for sql in postgres_tables.statements(new, table):
            server.query(sql)
        values = ", ".join(f"{c.value} as {quoted(c.name)}" for c in table.columns)
        found = marts.sql(f"select {values} from published.marts.{quoted(table.name)}")
        server.ingest(new, table.name, found.to_arrow_reader(100_000))
        [(there,)] = server.query(f"select count(*) from {quoted(new)}.{quoted(table.name)}")
        [(wanted,)] = marts.execute(
            f"select count(*) from published.marts.{quoted(table.name)}"
        ).fetchall()
        if there != wanted:
            raise PublishError(f"Of {wanted:,} rows of {table.name} {there:,} arrived.")
        rows += there
        for sql in postgres_tables.finishing(new, table):
            server.query(sql)
    for sql in postgres_tables.joining(new, tables):
        server.query(sql)
    server.commit()
    return rows


def _clean(server: Server, schema: str) -> None:
    """Take away the new tables that did not come to be read; a dead server cannot, nor need it."""
    with contextlib.suppress(server.failed):
        server.rollback()
        server.query(f"drop schema if exists {quoted(schema + NEW)} cascade")
        server.commit()
