"""Publishes the marts: write, audit, publish.

Readers open ``engagement.duckdb``, a link to the newest of a few kept copies. A refresh writes a
copy under a temporary name, completes it, renames it and then moves the link; each of these steps
leaves the published file openable and equal to the old or the new refresh, whenever the power
goes. An open connection keeps the copy it has (DuckDB shares one database per path and process),
a new one sees the new copy, because the link leads to another path.
"""

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import loading, modes, naming, past_refreshes, paths
from orchestration.casting import literal
from orchestration.errors import PublishError, RefreshError

KEEP = 3
# Tables that publishing adds to the marts.
ADDED = ("refresh", "refreshes", "columns", *naming.SEEDS)
# What a published file holds: tables, and views on files of an engine where marts are large.
TABLES = (
    "select schema_name, table_name as name, comment, false as is_view, '' as sql, database_name "
    "from duckdb_tables() union all select schema_name, view_name, comment, true, sql, "
    "database_name from duckdb_views() where not internal"
)
# What the SQL of such a view holds.
FILES = "read_parquet("
NAME = re.compile(r"engagement-\d{8}T\d{12}\.duckdb")
REFRESH_COLUMNS = {
    "run_id": ("varchar", "The run, as Dagster names it."),
    "as_of": ("timestamp", "Moment the figures speak of, UTC."),
    "started_at": ("timestamp", "When the refresh began, UTC."),
    "finished_at": ("timestamp", "When it was published, UTC."),
    "git_commit": ("varchar", "Commit of the project; null outside git."),
    "vars": ("varchar", "All variables of the run, as JSON."),
    "row_counts": ("varchar", "Rows of each mart, as JSON."),
    "checks": ("varchar", "How many checks held, and those that did not in full, as JSON."),
    "landing": ("varchar", "Files and rows of each raw table, as JSON."),
    "warnings": ("varchar", "What deserves a look, as a JSON list of sentences."),
}


@dataclass(frozen=True)
class Facts:
    """What the published table ``refresh`` says besides the row counts.

    Attributes:
        run_id: The run; also the stamp the marts must carry.
        as_of: The moment the figures speak of, UTC.
        started_at: Start of the refresh, UTC, naive.
        git_commit: The project's commit, or None outside git.
        vars: Variables of the run, defaults included, as JSON.
        checks: Results of the checks, as JSON.
        landing: Landing files and rows per table, as JSON.
        warnings: What deserves a look, as JSON.

    """

    run_id: str
    as_of: datetime | None = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    git_commit: str | None = None
    vars: str = "{}"
    checks: str = "{}"
    landing: str = "{}"
    warnings: str = "[]"


@dataclass(frozen=True)
class Published:
    """What was published.

    Attributes:
        file: The new copy.
        row_counts: Rows per mart.

    """

    file: Path
    row_counts: dict[str, int]


def copies_dir() -> Path:
    """Return the folder of the kept copies."""
    return paths.data_dir() / "published"


def publish(
    facts: Facts,
    marts: list[str],
    keep: int = KEEP,
    columns: list[naming.Entry] | None = None,
    descriptions: dict[str, str] | None = None,
) -> Published:
    """Publish the marts file of this run.

    Args:
        facts: What the table ``refresh`` shall say.
        marts: Marts of the project; anything else in the file (a deleted model) is left behind.
        keep: How many copies to keep, the published one included.
        columns: What the table ``columns`` and comments shall say of their columns.
        descriptions: Mart -> what its comment shall say.

    Raises:
        PublishError: If the marts are missing, half built, or were built by another run.

    """
    folder = copies_dir()
    folder.mkdir(parents=True, exist_ok=True)
    modes.publish_as(folder, 0o700)
    clean(folder)
    final = folder / f"engagement-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.duckdb"
    temporary = final.with_name(final.name + ".tmp")
    try:
        copy_guarded(paths.marts_file(), temporary, facts.run_id)
        row_counts = complete(temporary, facts, marts, columns or [], descriptions or {})
        sync(temporary)
        modes.publish_as(temporary)
        os.replace(temporary, final)
    except OSError as error:
        raise PublishError(
            f"The marts cannot be copied: {error}. What was published before stays. "
            f"Look at the free space of {folder} and run again."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    sync(folder)
    relink(final)
    forget(folder, keep)
    return Published(final, row_counts)


def clean(folder: Path) -> None:
    """Take away what a killed refresh left behind; nothing there was ever published."""
    for left in folder.glob("*.tmp*"):
        left.unlink(missing_ok=True)
    link_left(paths.published_link()).unlink(missing_ok=True)


def copy_guarded(source: Path, target: Path, run_id: str) -> None:
    """Copy the marts file while no other process can write to it.

    Raises:
        PublishError: If the file is missing, not closed properly, or stamped by another run.

    """
    if not source.exists():
        raise PublishError("There are no marts to publish. Run the whole refresh: engagement run")
    # While this connection is open no other process can open the file for writing.
    with loading.open_file(source, read_only=True) as guard:
        if source.with_name(source.name + ".wal").exists():
            free = shutil.disk_usage(source.parent).free
            raise PublishError(
                f"{source} was not closed properly: its disk is full ({free / 1e6:,.0f} MB are "
                "free), or another program was writing to it. Nothing was published; make room "
                "there and run the refresh again."
            )
        try:
            stamp = guard.execute("select run_id from audit.build_stamp").fetchone()
        except duckdb.CatalogException:
            stamp = None
        if stamp is None:
            raise PublishError(
                "The marts carry no stamp: a build is under way or has failed since the checks. "
                "Nothing was published; run the whole refresh again."
            )
        if stamp[0] != run_id:
            raise PublishError(
                f"The marts were rebuilt by run {stamp[0]} after the checks of run {run_id}. "
                "Nothing was published; run the whole refresh again and leave dbt alone meanwhile."
            )
        shutil.copyfile(source, target)


def complete(
    file: Path,
    facts: Facts,
    marts: list[str],
    columns: list[naming.Entry],
    descriptions: dict[str, str],
) -> dict[str, int]:
    """Leave only marts in the copy, add what explains them, and return the rows per mart.

    Added are the tables ``refresh``, ``refreshes``, ``columns``, ``metrics`` and ``words``, and
    comments.

    Raises:
        PublishError: If a mart is missing.

    """
    path = str(file).replace("'", "''")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{path}' as copy")
        tables = connection.execute(
            f"select schema_name, name, is_view, sql from ({TABLES}) where database_name = 'copy'"
        ).fetchall()
        kept = {
            name
            for schema, name, is_view, sql in tables
            if schema == "marts" and name in marts and (not is_view or FILES in sql)
        }
        if missing := sorted(set(marts) - kept):
            raise PublishError(
                f"Marts are missing: {', '.join(missing)}. Nothing was published; "
                "build everything: engagement run --full-refresh"
            )
        # Other views would read files that are not published; tables of deleted models are out of
        # date for ever.
        for schema, name, is_view, _ in tables:
            if schema != "marts" or name not in kept:
                kind = "view" if is_view else "table"
                connection.execute(f'drop {kind} copy."{schema}"."{name}"')
        for (schema,) in connection.execute(
            "select schema_name from duckdb_schemas() where database_name = 'copy' "
            "and schema_name not in ('main', 'marts', 'information_schema', 'pg_catalog')"
        ).fetchall():
            connection.execute(f'drop schema copy."{schema}" cascade')
        row_counts = {
            name: connection.execute(f'select count(*) from copy.marts."{name}"').fetchone()[0]
            for name in marts
        }
        connection.execute("create schema if not exists copy.marts")
        columns = columns + naming.create(
            connection,
            "copy.marts",
            "refresh",
            REFRESH_COLUMNS,
            "The refresh of these figures.",
            key=("run_id",),
        )
        finished = datetime.now(UTC).replace(tzinfo=None)
        connection.execute(
            "insert into copy.marts.refresh values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [facts.run_id, facts.as_of, facts.started_at, finished, facts.git_commit, facts.vars]
            + [json.dumps(row_counts), facts.checks, facts.landing, facts.warnings],
        )
        columns += write_refreshes(connection, facts, finished)
        columns += naming.write(connection, "copy.marts", columns)
        naming.comment(connection, "copy.marts", columns, descriptions)
        connection.execute("checkpoint copy")
        connection.execute("detach copy")
    return row_counts


def write_refreshes(
    connection: duckdb.DuckDBPyConnection, facts: Facts, finished: datetime
) -> list[naming.Entry]:
    """Add the table ``refreshes``: what older copies and failed runs left, and the present one.

    Returns:
        What its columns are.

    """
    checks = json.loads(facts.checks)
    present = past_refreshes.PastRefresh(
        facts.run_id,
        facts.as_of,
        facts.started_at,
        finished,
        is_published=True,
        **past_refreshes.counts(checks.get("passed", 0), checks.get("failed", [])),
    )
    try:
        with readable(next(reversed(kept_copies()), None)) as newest:
            rows = past_refreshes.rows(newest, present)
    except RefreshError:  # a damaged copy has no past to hand on, and stops no new one
        rows = past_refreshes.rows(None, present)
    columns = past_refreshes.COLUMNS
    told = naming.create(
        connection,
        "copy.marts",
        "refreshes",
        columns,
        past_refreshes.DESCRIPTION,
        key=("run_id",),
    )
    places = ", ".join("?" for _ in columns)
    connection.executemany(
        f"insert into copy.marts.refreshes values ({places})", [astuple(row) for row in rows]
    )
    return told


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link_left(link: Path) -> Path:
    """Return the name under which a new link is made before it takes its place."""
    return link.with_name(f".{link.name}.new")


def relink(copy: Path) -> None:
    """Let the published link name this copy in one step; relative, so that the folder can move."""
    link = paths.published_link()
    new = link_left(link)
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(copy, link.parent))
    os.replace(new, link)
    sync(link.parent)


def kept_copies() -> list[Path]:
    """Return the kept copies, oldest first."""
    return sorted(p for p in copies_dir().glob("engagement-*.duckdb") if NAME.fullmatch(p.name))


def kept_runs() -> set[str]:
    """Return the refreshes of the kept copies; a damaged copy tells of none."""
    runs = set()
    for copy in kept_copies():
        with contextlib.suppress(RefreshError):
            if told := read_refresh(copy):
                runs.add(told["run_id"])
    return runs


def folders(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """Return the folders in which the files of large marts of a published copy lie.

    Args:
        connection: Connection that has the copy attached.
        database: Under which name.

    """
    found = connection.execute(
        f"select sql from ({TABLES}) where is_view and database_name = ?", [database]
    ).fetchall()
    named = {
        name for (sql,) in found for name in re.findall(r"read_parquet\('((?:[^']|'')+)'", sql)
    }
    return sorted({str(Path(name.replace("''", "'")).parent) for name in named})


def is_whole(file: Path) -> bool:
    """Return whether the files of large marts that a published copy reads are there still.

    Args:
        file: The copy, which can be opened.

    """
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {literal(str(file))} as published (read_only)")
        return all(Path(folder).is_dir() for folder in folders(connection, "published"))


def current() -> Path | None:
    """Return the published copy, or None before the first refresh."""
    link = paths.published_link()
    return link.resolve() if link.exists() else None


def forget(folder: Path, keep: int) -> None:
    """Delete the oldest copies; never the published one. Readers that have one open keep it."""
    kept = kept_copies()
    for copy in kept[:-keep] if keep else kept:
        if copy.resolve() != current():
            # Deleting is housekeeping: the refresh is published whether it works or not.
            with contextlib.suppress(OSError):
                copy.unlink()


def rollback() -> Path:
    """Publish the copy before the present one again and return it.

    Raises:
        PublishError: If there is none.

    """
    now = current()
    older = [copy for copy in kept_copies() if now is None or copy.resolve() < now]
    if not older:
        raise PublishError("There is no older copy to go back to.")
    relink(older[-1])
    return older[-1]


@contextlib.contextmanager
def readable(file: Path | None) -> Iterator[Path | None]:
    """Yield a published copy that can be opened, whoever holds it.

    A program that opened it to write locks all others out, which is not the same as nothing being
    published: a private copy of the file is read then.

    Args:
        file: The copy; None, where nothing is published, stays None.

    Raises:
        RefreshError: If the file is no whole database.

    """
    if file is None:
        yield None
        return
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error as error:
        if not is_held(error):
            raise RefreshError(
                f"{file} is published and cannot be read: it was damaged after it was published. "
                "Publish the copy before it (engagement rollback), or anew (engagement run)."
            ) from error
    else:
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        shutil.copyfile(file, copy)
        yield copy


def is_held(error: duckdb.Error) -> bool:
    """Return whether a file could not be opened because another program has it open."""
    text = str(error)
    return "Could not set lock on file" in text or "different configuration" in text


def read_refresh(file: Path | None = None) -> dict[str, Any] | None:
    """Return the row of table ``refresh``, JSON decoded; None only when nothing is published.

    Args:
        file: A published copy; by default the present one.

    Raises:
        RefreshError: If the file was damaged.

    """
    with readable(file or current()) as copy:
        if copy is None:
            return None
        try:
            with duckdb.connect(str(copy), read_only=True) as connection:
                cursor = connection.execute("select * from marts.refresh")
                names = [column[0] for column in cursor.description]
                row = dict(zip(names, cursor.fetchone(), strict=True))
        except duckdb.CatalogException:
            return None  # a file of another origin that somebody put there
        except duckdb.Error as error:
            raise RefreshError(
                f"{file or current()} cannot be read: {type(error).__name__}."
            ) from error
    for name in ("vars", "row_counts", "checks", "landing", "warnings"):
        row[name] = json.loads(row[name])
    return row
