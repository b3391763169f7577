"""What readers of Spark see: schema ``marts``, whose views lead to the tables of one refresh.

The marts of a refresh are built in a schema of their own (``marts_<run>``), whose files nobody ever
changes; they lie in a folder that this process reads as well. What readers know are views over
them, so that a refresh that was killed, failed or found wrong is seen by nobody, and a query that
runs on while the next one is published reads on in the files of the one before.

All views change at one moment, though a catalogue changes one thing at a time. First each of them
is made to lead to both refreshes, and to the one that a further view names; Spark asks that view
once for each query, when it plans it, and leaves the other branch out. Then that one view is
changed, which is one step of the catalogue, and at last each view is made a plain one again.
"""

import concurrent.futures
import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import paths, publishing, settings
from orchestration.casting import literal, quoted
from orchestration.engines import spark_lock
from orchestration.engines.spark_lock import Opened, Run, text
from orchestration.errors import PublishError, RefreshError, UsageError

SCHEMA = "ENGAGEMENT_SPARK_SCHEMA"
DEFAULT_SCHEMA = "marts"
ROWS_BACK = "ENGAGEMENT_SPARK_ROWS_BACK"
DEFAULT_ROWS_BACK = 1_000_000
# How the schema of one refresh begins; macro spark_marts_version knows it too.
PREFIX = "marts_"
BUILT = "Engagement Warehouse builds the marts of one refresh here; readers see them in schema {}."
SHOWN = "Engagement Warehouse shows the marts of the published refresh here."
# The view that says, while views change, which of two refreshes they lead to.
POINTER = "shown_version"
MARK = "data_folder"
PLAIN = re.compile(rf"select \* from ({PREFIX}\w+)\.(\w+)")
# No catalogue is sure to keep more of what a column means (macro spark_columns_told).
MOST_SIGNS = 250
# Sessions that change views at the same time.
SESSIONS = 4
BUSY = (
    "Another process is publishing on this Spark ({who}). What is shown there stays; run the "
    "refresh again when it has ended: engagement run"
)


@dataclass(frozen=True)
class Shown:
    """What readers see now.

    Attributes:
        schema: The schema that they know.
        run_id: The refresh.
        tables: Number of tables.
        is_new: Whether anything was changed.

    """

    schema: str
    run_id: str
    tables: int
    is_new: bool = True


def schema_name() -> str:
    """Return the schema that readers know.

    Raises:
        UsageError: If it cannot be one.

    """
    name = os.environ.get(SCHEMA) or DEFAULT_SCHEMA
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or name.startswith((PREFIX, "engagement_")):
        raise UsageError(
            f"{SCHEMA} = {name!r} is wrong: small letters, digits and _, such as {DEFAULT_SCHEMA}; "
            f"what begins with {PREFIX} or engagement_ is for builds."
        )
    return name


def rows_back() -> int:
    """Return how many rows a mart may have to come back as a table of the published file.

    Raises:
        UsageError: If the setting is no whole number.

    """
    given = os.environ.get(ROWS_BACK) or str(DEFAULT_ROWS_BACK)
    if not given.isdecimal():
        raise UsageError(f"{ROWS_BACK} = {given!r} is wrong: a whole number, such as 1000000.")
    return int(given)


def version_of(run_id: str) -> str:
    """Return the schema of the marts of a refresh."""
    return PREFIX + re.sub(r"\W", "", run_id)


def begin(run: Run, folder: Path, run_id: str) -> None:
    """Make the schema of a refresh, and take away what refreshes that came to nothing have left.

    Args:
        run: Runs a statement.
        folder: Folder of all versions.
        run_id: The refresh.

    """
    clean(run, folder)
    version = version_of(run_id)
    place, told = (folder / version).as_uri(), BUILT.format(schema_name())
    run(
        f"create schema {version} comment {text(told)} location {text(place)} "
        f"with dbproperties ('{MARK}' = '{_mark()}')"
    )


def clean(run: Run, folder: Path) -> None:
    """Drop versions of this data folder that no kept copy speaks of; never what readers see.

    Args:
        run: Runs a statement.
        folder: Folder of all versions.

    """
    needed = {version_of(run_id) for run_id in publishing.kept_runs()}
    needed |= _named(_views(run, schema_name()))
    for (version,) in run(f"show schemas like '{PREFIX}*'"):
        if version not in needed and is_own(run, version):
            run(f"drop schema if exists {version} cascade")
            shutil.rmtree(folder / version, ignore_errors=True)


def is_own(run: Run, version: str) -> bool:
    """Return whether a version is of this data folder."""
    told = dict(run(f"describe schema extended {version}"))
    return f"({MARK},{_mark()})" in (told.get("Properties") or "")


def shown_version(run: Run) -> str | None:
    """Return the version that readers see, or None."""
    schema = schema_name()
    views = _views(run, schema)
    if POINTER in views:
        return str(run(f"select version from {schema}.{POINTER}")[0][0])
    found = [match[1] for view in views.values() if (match := PLAIN.fullmatch(view.text))]
    return max(set(found), key=found.count, default=None)


def publish(opened: Opened, folder: Path, file: Path) -> Shown:
    """Let readers see the refresh of a published copy.

    Args:
        opened: Opens a session.
        folder: Folder of all versions.
        file: The copy.

    Raises:
        BusyError: If another process is publishing there.
        PublishError: If its marts are not there, or the names are somebody else's.

    """
    schema = schema_name()
    with spark_lock.held(opened, "publish", BUSY), publishing.readable(file) as copy:
        told = _Told.of(copy)
        version = version_of(told.run_id)
        with opened() as run:
            views = _views(run, schema)
            names = told.columns.keys()
            is_whole = all(
                name in views and views[name].text == _plain(version, name) for name in names
            )
            if is_whole and POINTER not in views:
                return Shown(schema, told.run_id, len(names), is_new=False)
            there = _check(run, schema, version, views, told)
            _explain(run, folder, version, there, told, copy)
            shown = shown_version(run)
        _swap(opened, schema, shown, version, views, told)
        return Shown(schema, told.run_id, len(names))


@dataclass(frozen=True)
class _View:
    """A view that is there.

    Attributes:
        text: Its query; empty where it is no view.
        comment: What it says of itself.

    """

    text: str
    comment: str


@dataclass(frozen=True)
class _Told:
    """What a published copy says.

    Attributes:
        run_id: The refresh.
        columns: Table -> its columns, in their order.
        comments: Table -> what one row is.
        meanings: Table and column -> what it means, where the copy says so by a comment.

    """

    run_id: str
    columns: dict[str, list[str]]
    comments: dict[str, str]
    meanings: dict[tuple[str, str], str]

    @classmethod
    def of(cls, copy: Path) -> "_Told":
        with duckdb.connect(str(copy), read_only=True, config=settings.duckdb_config()) as file:
            [(run_id,)] = file.execute("select run_id from marts.refresh").fetchall()
            columns: dict[str, list[str]] = {}
            meanings = {}
            for table, column, comment in file.execute(
                "select table_name, column_name, comment from duckdb_columns() "
                "where database_name = current_database() and schema_name = 'marts' "
                "order by table_name, column_index"
            ).fetchall():
                columns.setdefault(table, []).append(column)
                meanings[table, column] = (comment or "")[:MOST_SIGNS]
            comments = dict(
                file.execute(f"select name, comment from ({publishing.TABLES})").fetchall()
            )
        return cls(run_id, columns, comments, meanings)


def _mark() -> str:
    """Return what tells this data folder from others that publish on the same server."""
    return hashlib.sha256(str(paths.data_dir().resolve()).encode()).hexdigest()[:16]


def _views(run: Run, schema: str) -> dict[str, _View]:
    """Return the views and tables of a schema."""
    if not run(f"show schemas like '{schema}'"):
        return {}
    found = {}
    for _, name, _, told in run(f"show table extended in {schema} like '*'"):
        said = dict(
            (key, value) for key, _, value in (line.partition(": ") for line in told.split("\n"))
        )
        is_view = said.get("Type") == "VIEW"
        text = said.get("View Original Text", said.get("View Text", "")) if is_view else ""
        found[name] = _View(text, said.get("Comment", ""))
    return found


def _named(views: dict[str, _View]) -> set[str]:
    """Return the versions that views lead to."""
    return {
        version
        for view in views.values()
        for version in re.findall(rf"from ({PREFIX}\w+)\.\w+", view.text)
    }


def _plain(version: str, name: str) -> str:
    return f"select * from {version}.{name}"


def _both(schema: str, versions: tuple[str, str], name: str, columns: list[str]) -> str:
    """Return the query that leads to the one of two versions which readers shall see."""
    listed = ", ".join(f"`{column}`" for column in columns)
    return " union all ".join(
        f"select {listed} from {version}.{name} "
        f"where (select version from {schema}.{POINTER}) = '{version}'"
        for version in versions
    )


def _check(run: Run, schema: str, version: str, views: dict[str, _View], told: _Told) -> set[str]:
    """Look whether the refresh may be shown, before anything is changed; return its tables.

    Raises:
        PublishError: If it may not.

    """
    if not run(f"show schemas like '{version}'"):
        raise PublishError(
            f"Refresh {told.run_id} was not built on this Spark, or its tables there were dropped. "
            f"Schema {schema} shows what it did. Run: engagement run --force"
        )
    foreign = sorted(
        name for name, view in views.items() if name != POINTER and not _named({name: view})
    )
    if taken := sorted({*foreign} & {*told.columns, POINTER}):
        raise PublishError(
            f"Schema {schema} of Spark holds tables or views that Engagement Warehouse did not "
            f"make, under names that it needs: {', '.join(taken)}. Nothing was changed. Name "
            f"another schema: {SCHEMA}"
        )
    there = {name for _, name, *_ in run(f"show tables in {version}")}
    if missing := sorted(told.columns.keys() - there - _own(told)):
        raise PublishError(
            f"Tables of refresh {told.run_id} are missing on Spark: {', '.join(missing)}. Schema "
            f"{schema} shows what it did. Run: engagement run --force"
        )
    return there


def _own(told: _Told) -> set[str]:
    """Return the tables that publishing adds to the marts, which no engine builds."""
    return set(publishing.ADDED) & told.columns.keys()


def _explain(
    run: Run, folder: Path, version: str, there: set[str], told: _Told, copy: Path
) -> None:
    """Bring the tables that explain the marts: small ones, that only the published copy has."""
    from orchestration.engines import spark

    with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
        connection.execute(f"attach {literal(str(copy))} as published (read_only)")
        for name in sorted(_own(told) - there):
            place = folder / version / name
            shutil.rmtree(place, ignore_errors=True)
            columns = spark.lay(connection.query(f"from published.marts.{quoted(name)}"), place, 0)
            listed = ", ".join(
                f"`{column}` {kind} comment {text(told.meanings.get((name, column), ''))}"
                for column, kind in columns
            )
            # Once its files are there: a table that is there is whole.
            run(
                f"create table {version}.{name} ({listed}) using parquet "
                f"location {text(place.as_uri())}"
            )


def _swap(
    opened: Opened,
    schema: str,
    shown: str | None,
    version: str,
    views: dict[str, _View],
    told: _Told,
) -> None:
    """Let all views lead to a version, at one moment."""
    names = told.columns.keys()
    new, old = sorted(names - views.keys()), sorted(names & views.keys())
    pointer = f"{schema}.{POINTER}"
    with opened() as run:
        run(f"create schema if not exists {schema} comment {text(SHOWN)}")
        if shown is not None and POINTER not in views:
            run(f"create view {pointer} as select '{shown}' as version")
    _each(
        opened,
        [
            f"create view {schema}.{name} comment {text(told.comments.get(name) or '')} as "
            f"{_plain(version, name)}"
            for name in new
        ],
    )
    late = old
    if shown is not None:
        # A mart whose columns are others now, or that the shown refresh has not, changes alone.
        late = _each(
            opened,
            {
                name: f"alter view {schema}.{name} as "
                f"{_both(schema, (shown, version), name, told.columns[name])}"
                for name in old
            },
        )
        with opened() as run:
            run(f"alter view {pointer} as select '{version}' as version")
    for some in (late, [name for name in old if name not in late]):
        _each(opened, [f"alter view {schema}.{n} as {_plain(version, n)}" for n in some])
    _each(
        opened,
        [
            f"alter view {schema}.{name} set tblproperties ('comment' = {text(comment)})"
            for name in old
            if (comment := " ".join((told.comments.get(name) or "").split())) != views[name].comment
        ]
        + [
            f"drop view if exists {schema}.{name}"
            for name, view in views.items()
            if name not in names and _named({name: view})
        ],
    )
    with opened() as run:
        run(f"drop view if exists {pointer}")


def _each(opened: Opened, statements: Iterable[str] | dict[str, str]) -> list[str]:
    """Run statements in a few sessions at once.

    Args:
        opened: Opens a session.
        statements: The statements; by a name where one may fail.

    Returns:
        The names of those that failed.

    """
    may_fail = isinstance(statements, dict)
    waiting = list(statements.items()) if may_fail else [(s, s) for s in statements]

    def work(mine: list[tuple[str, str]]) -> list[str]:
        failed = []
        with opened() as run:
            for name, sql in mine:
                try:
                    run(sql)
                except RefreshError:
                    if not may_fail:
                        raise
                    failed.append(name)
        return failed

    count = min(SESSIONS, 1 + len(waiting) // 10)
    parts = [waiting[start::count] for start in range(count)]
    with concurrent.futures.ThreadPoolExecutor(SESSIONS) as pool:
        done = list(pool.map(work, [part for part in parts if part]))
    return [name for failed in done for name in failed]


def source(folder: Path, kinds: dict[str, str]) -> str:
    """Return the SQL for DuckDB that reads the files of a table of Spark where they lie.

    Args:
        folder: Folder of the files.
        kinds: Column -> DuckDB's type, in the order of the columns.

    """
    if not any(folder.glob("*.parquet")):
        listed = ", ".join(f"cast(null as {kind}) as {quoted(n)}" for n, kind in kinds.items())
        return f"select {listed} where false"
    files = f"read_parquet({literal(str(folder / '*.parquet'))})"
    with duckdb.connect() as connection:
        said = {n: kind for n, kind, *_ in connection.execute(f"describe from {files}").fetchall()}
    values = ", ".join(
        f"cast({_plain_moment(said[n], quoted(n))} as {kind}) as {quoted(n)}"
        for n, kind in kinds.items()
    )
    return f"select {values} from {files}"


def _plain_moment(said: str, value: str) -> str:
    """Return a value whose moments are those of UTC and have no zone."""
    return f"timezone('UTC', {value})" if said == "TIMESTAMP WITH TIME ZONE" else value


def count(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Return the rows of a table by its files' own word, without reading them."""
    if not any(folder.glob("*.parquet")):
        return 0
    files = literal(str(folder / "*.parquet"))
    with contextlib.closing(connection.cursor()) as cursor:
        return cursor.execute(f"select count(*) from read_parquet({files})").fetchone()[0]
