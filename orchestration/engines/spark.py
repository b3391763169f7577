"""Apache Spark as the engine: the models are built as parquet tables behind a Thrift server.

Tables travel between Spark and this process as parquet files in one folder that both can read: a
table of Spark is read where it lies, and rows for Spark are files before they are a table, so that
no row goes through the connection.
"""

import contextlib
import functools
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration import publishing, spark_own
from orchestration.casting import literal, quoted
from orchestration.engines import elsewhere, spark_lock, spark_marts
from orchestration.engines.elsewhere import OURS, SCHEMAS, Elsewhere
from orchestration.engines.spark_landing import SparkRows
from orchestration.engines.spark_server import HOST, PORT, address, opened
from orchestration.errors import RefreshError, UsageError

EXCHANGE = "ENGAGEMENT_SPARK_EXCHANGE"
# How the name of a table ends that has not taken its place yet (macro make_intermediate_relation).
UNFINISHED = "__dbt_tmp"
LEAST_VERSION = (4, 1)
BUSY = (
    "Another refresh is building on this Spark ({who}). Nothing was done; wait until it has ended, "
    "or name another server."
)


class Spark(Elsewhere):
    """Apache Spark, by host and port of a Thrift server; without them the one of make spark."""

    name = "spark"
    is_read = True
    has_raw_rows = True

    def check(self) -> None:
        """Check clients, server and its version.

        Raises:
            UsageError: If a package is missing, or no server is named and none runs here.
            RefreshError: If the server cannot be reached, is too old, or has somebody else's tables
                where the build makes and drops its own.

        """
        try:
            import dbt.adapters.spark  # noqa: F401
            import pyhive.hive  # noqa: F401
        except ImportError:
            raise UsageError(
                "Building on Spark needs its clients, which are not installed: make spark installs "
                "them (or: .venv/bin/uv sync --frozen --inexact --extra spark-engine)."
            ) from None
        spark_marts.rows_back()
        if (schema := spark_marts.schema_name()) in SCHEMAS:
            raise UsageError(
                f"{spark_marts.SCHEMA} = {schema!r} is wrong: models are built in a schema of that "
                f"name. Name another one, such as {spark_marts.DEFAULT_SCHEMA}."
            )
        with opened() as run:
            [(version,)] = run("select version()")
            _check_schemas(run)
        if tuple(map(int, version.split(".")[:2])) < LEAST_VERSION:
            raise RefreshError(
                f"Spark {version.split()[0]} is too old: it knows no recursive queries, and before "
                "4.0 reads '' inside a text in another way. Version 4.1 or later is needed."
            )

    def environment(self) -> dict[str, str]:
        """Return host and port for dbt."""
        host, port = address()
        return {HOST: host, PORT: str(port)}

    @contextlib.contextmanager
    def alone(self, run_id: str = "") -> Iterator[None]:
        """Hold the lock of builds on this server, with a schema for the marts of the run.

        Raises:
            BusyError: If another build is under way there, from this or another data folder.

        """
        with spark_lock.held(opened, "build", BUSY):
            with opened() as run:
                _check_schemas(run)
                if run_id:
                    spark_marts.begin(run, versions(), run_id)
            yield

    @contextlib.contextmanager
    def raw_rows(self, connection: duckdb.DuckDBPyConnection) -> Iterator[SparkRows]:
        """Yield the raw tables, which Spark reads from the landing zone by itself."""
        with opened() as run:
            yield SparkRows(
                connection,
                run,
                functools.partial(_make_schemas, run),
                functools.partial(_bring, run),
            )

    def receive(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Do nothing: the raw tables have been loaded where they are read."""

    def read(self, relation: str, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Copy a table into a temporary table."""
        with opened() as run:
            _copy(run, relation, connection, f"temp.{quoted(name)}")

    def write(self, relation: str, parts: Iterable[duckdb.DuckDBPyRelation]) -> int:
        """Make a table of rows, part by part, and return how many they are."""
        place, columns = exchange() / f"write-{uuid.uuid4().hex}", []
        try:
            for number, rows in enumerate(parts):
                columns = lay(rows, place, number)
            values = ", ".join(f"cast(`{c}` as {kind}) as `{c}`" for c, kind in columns)
            with opened() as run:
                run(f"drop table if exists {relation}")
                run(
                    f"create table {relation} using parquet as "
                    f"select {values} from parquet.`{place.as_uri()}`"
                )
                [(count,)] = run(f"select count(*) from {relation}")
            return count
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def rows(self, sql: str) -> list[tuple]:
        """Return the rows of a small query."""
        with opened() as run:
            return [tuple(row) for row in run(sql)]

    @contextlib.contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """Yield what is built: files that nobody changes, and the stamp of one run."""
        with opened() as run:
            yield Snapshot(run)

    def place(self) -> str:
        """Return where the tables lie, for people."""
        return "{}:{}".format(*address())

    def tidy(self, manifest: dict[str, Any]) -> None:
        """Drop tables of models that the project has no more, and what a killed build has left."""
        nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
        known = {
            tuple(re.findall(r"\w+", node["relation_name"])[-2:])
            for node in nodes
            if node.get("relation_name")
        }
        known.add(tuple(elsewhere.STAMP.split(".")))
        with opened() as run:
            for schema in SCHEMAS:
                if schema == "raw":
                    continue  # what lies there says itself whether it is as it should be
                views = {row[1] for row in run(f"show views in {schema}")}
                for _, name, *_ in run(f"show tables in {schema}"):
                    if (schema, name) not in known:
                        kind = "view" if name in views else "table"
                        run(f"drop {kind} if exists {schema}.{name}")

    def publish(self) -> spark_marts.Shown | None:
        """Let readers of Spark see the published refresh, and drop what no kept copy speaks of.

        Raises:
            RefreshError: If it cannot be done; readers see what they saw.

        """
        if (file := publishing.current()) is None:
            return None
        shown = spark_marts.publish(opened, versions(), file)
        with opened() as run:
            spark_marts.clean(run, versions())
        return shown

    def forget(self) -> None:
        """Drop what was built and what was laid; what is needed of it was handed back."""
        with opened() as run:
            _check_schemas(run)
            for schema in SCHEMAS:
                run(f"drop schema if exists {schema} cascade")
            spark_marts.clean(run, versions())
            seen = spark_marts.shown_version(run)
            kept = {spark_marts.version_of(run_id) for run_id in publishing.kept_runs()}
            is_left = seen is not None and seen not in kept and spark_marts.is_own(run, seen)
        shutil.rmtree(exchange(), ignore_errors=True)
        if is_left:
            raise RefreshError(
                f"Schema {spark_marts.schema_name()} of Spark still shows an older refresh, which "
                "may hold them."
            )


class Snapshot:
    """What a build has made, as files that DuckDB reads where they lie."""

    def __init__(self, run: Callable[[str], list[tuple]]) -> None:
        self.run = run

    @functools.cached_property
    def version(self) -> str:
        """Schema of the marts of this build."""
        return spark_marts.version_of(self.stamp()[0])

    def stamp(self) -> list[str]:
        """Return the run whose build is whole; none while one is under way or has failed."""
        return [row[0] for row in self.run(f"select run_id from {elsewhere.STAMP}")]

    def names(self, schema: str) -> list[str]:
        """Return the tables and views of a schema."""
        found = [row[1] for row in self.run(f"show tables in {schema}")]
        return sorted(name for name in found if not name.endswith(UNFINISHED))

    def copy(
        self,
        relation: str,
        connection: duckdb.DuckDBPyConnection,
        place: str,
        kinds: dict[str, str] | None = None,
    ) -> None:
        """Copy a table into a new one of DuckDB.

        Args:
            relation: The table, in Spark's SQL.
            connection: Where the new one is made.
            place: Its name.
            kinds: Column -> DuckDB's type, in the order of the columns; by default as the files
                say.

        """
        _copy(self.run, relation, connection, place, kinds)

    def bring(
        self,
        relation: str,
        connection: duckdb.DuckDBPyConnection,
        place: str,
        kinds: dict[str, str],
    ) -> None:
        """Bring a mart: a small one as a table, a large one as a view on its files.

        Args:
            relation: The mart, in Spark's SQL.
            connection: Where it is to be.
            place: Its name there.
            kinds: Column -> DuckDB's type, in the order of the columns.

        """
        folder = versions() / self.version / re.findall(r"\w+", relation)[-1]
        is_small = spark_marts.count(connection, folder) <= spark_marts.rows_back()
        source = spark_marts.source(folder, kinds)
        connection.execute(f"create {'table' if is_small else 'view'} {place} as {source}")


def exchange() -> Path:
    """Return the folder that this process and Spark can both read and write.

    It is one of its own below the folder that is given: all of it goes where somebody was erased.
    """
    given = os.environ.get(EXCHANGE)
    place = (Path(given) if given else spark_own.folder()) / "engagement-exchange"
    place.mkdir(parents=True, exist_ok=True)
    return place.absolute()


def versions() -> Path:
    """Return the folder of the marts of all refreshes, which this process and Spark can read."""
    return exchange().with_name("engagement-marts")


def _check_schemas(run: Callable[[str], list[tuple]]) -> None:
    """Check that nobody else's tables lie where the build makes and drops its own.

    Raises:
        RefreshError: If any do.

    """
    there = {name for (name,) in run("show schemas")}
    foreign = [
        schema
        for schema in SCHEMAS
        if schema in there
        and dict(run(f"describe schema {schema}")).get("Comment") != OURS
        and run(f"show tables in {schema}")
    ]
    if foreign:
        raise RefreshError(
            f"The Spark of {HOST} has tables in schemas that Engagement Warehouse builds in, and "
            f"did not make: {', '.join(foreign)}. Nothing was changed. Name a server with a "
            "catalogue of its own."
        )


def _make_schemas(run: Callable[[str], list[tuple]]) -> None:
    """Make the schemas of a build."""
    _check_schemas(run)
    for schema in SCHEMAS:
        run(f"create schema if not exists {schema} comment {literal(OURS)}")


def _bring(
    run: Callable[[str], list[tuple]], sql: str, connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    """Copy the rows of a query into a new temporary table of DuckDB."""
    own = exchange() / f"read-{uuid.uuid4().hex}"
    try:
        run(f"insert overwrite directory '{own.as_uri()}' using parquet {sql}")
        _read_files(connection, own, f"temp.{quoted(name)}")
    finally:
        shutil.rmtree(own, ignore_errors=True)


def lay(rows: duckdb.DuckDBPyRelation, place: Path, number: int) -> list[tuple[str, str]]:
    """Write rows as a file of a folder; return the names and Spark's types of their columns.

    Args:
        rows: The rows.
        place: The folder.
        number: Which file of the folder it is.

    """
    place.mkdir(parents=True, exist_ok=True)
    columns, values = [], []
    for name, kind in zip(rows.columns, map(str, rows.types), strict=True):
        spark, value = _as_column(kind)
        columns.append((name, spark))
        values.append(f"{value.format(quoted(name))} as {quoted(name)}")
    rows.project(", ".join(values)).write_parquet(str(place / f"{number:05}.parquet"))
    return columns


def _as_column(kind: str) -> tuple[str, str]:
    """Return Spark's type for one of DuckDB's, and the SQL for its values in DuckDB."""
    if kind.endswith("[]"):
        return f"array<{_as_column(kind[:-2])[0]}>", "{}"
    simple = {
        "VARCHAR": "string",
        "INTEGER": "int",
        "BLOB": "binary",
        "TINYINT": "int",
        "SMALLINT": "int",
    }
    cast = {
        '"NULL"': ("string", "varchar"),
        "FLOAT": ("double", "double"),
        "HUGEINT": ("decimal(38, 0)", "decimal(38, 0)"),
        "UBIGINT": ("decimal(20, 0)", "decimal(20, 0)"),
        "TIMESTAMP WITH TIME ZONE": ("timestamp", "timestamp"),
        "JSON": ("string", "varchar"),
    }
    if kind in cast:
        spark, duck = cast[kind]
        return spark, f"cast({{}} as {duck})"
    if kind.startswith("MAP("):
        key, _, value = kind[4:-1].partition(", ")
        return f"map<{_as_column(key)[0]}, {_as_column(value)[0]}>", "{}"
    return simple.get(kind, kind.lower()), "{}"


def _copy(
    run: Callable[[str], list[tuple]],
    relation: str,
    connection: duckdb.DuckDBPyConnection,
    place: str,
    kinds: dict[str, str] | None = None,
) -> None:
    """Copy a table of Spark into a new one of DuckDB.

    Args:
        run: What runs a statement on Spark.
        relation: The table.
        connection: Where the new one is made.
        place: Its name.
        kinds: Column -> DuckDB's type, in the order of the columns; by default as the files say.

    """
    schema, name = re.findall(r"\w+", relation)[-2:]
    told = run(f"describe formatted {schema}.{name}")
    facts = {row[0]: row[1] for row in told if row[0] and row[1]}
    if named := spark_marts.PLAIN.fullmatch(facts.get("View Text", "")):  # a mart, where it lies
        return _copy(run, f"{named[1]}.{named[2]}", connection, place, kinds)
    location, own = facts.get("Location", ""), None
    if not location.startswith("file:") or facts.get("Type") == "VIEW":
        own = exchange() / f"read-{uuid.uuid4().hex}"
        run(
            f"insert overwrite directory '{own.as_uri()}' using parquet "
            f"select * from {schema}.{name}"
        )
        location = own.as_uri()
    try:
        _read_files(connection, Path(re.sub(r"^file:(//)?", "", location)), place, kinds)
    finally:
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)


def _read_files(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    place: str,
    kinds: dict[str, str] | None = None,
) -> None:
    """Copy the parquet files of a folder into a new table of DuckDB."""
    files = f"read_parquet({literal(str(folder / '**' / '*.parquet'))})"
    said = connection.execute(f"describe select * from {files}").fetchall()
    moments = {n for n, kind, *_ in said if kind == "TIMESTAMP WITH TIME ZONE"}
    wanted = kinds or {n: "timestamp" if n in moments else kind for n, kind, *_ in said}
    utc = "timezone('UTC', {})"
    values = ", ".join(
        f"cast({utc.format(quoted(n)) if n in moments else quoted(n)} as {kind}) as {quoted(n)}"
        for n, kind in wanted.items()
    )
    kind = "temp table" if place.startswith("temp.") else "table"
    connection.execute(f"create {kind} {place} as select {values} from {files}")
