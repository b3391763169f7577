"""The first step: landing files into the build database, under the limits of a refresh."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import duckdb

from orchestration import data_checks, engines, landing_zone, machine, paths, settings
from orchestration.contract import read_contract
from orchestration.data_checks import Finding
from orchestration.errors import BusyError, RefreshError
from orchestration.landing import LandingError, LoadReport, load


def prepare_folders() -> None:
    """Make the folders of a refresh."""
    paths.build_dir().mkdir(parents=True, exist_ok=True)
    machine.empty_temporary_files()


def remove_database(file: Path) -> None:
    """Take a build database away, with what a killed process left of it."""
    for part in (file, file.with_name(file.name + ".wal")):
        part.unlink(missing_ok=True)


@contextmanager
def open_file(file: Path, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a build database; a lock of another process is told as something that passes.

    Raises:
        BusyError: If another process has the file open.
        RefreshError: If the file is no database or the disk says no.

    """
    try:
        connection = duckdb.connect(str(file), read_only=read_only, config=settings.duckdb_config())
    except duckdb.Error as error:
        raise told(error, file) from error
    with connection:
        yield connection


@contextmanager
def open_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory, under the limits of a refresh."""
    with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
        yield connection


def told(error: Exception, file: Path) -> RefreshError:
    """Return a DuckDB error as one for people."""
    text = " ".join(str(error).split())
    if "Could not set lock on file" in text:
        return BusyError(
            f"{file} is open in another program. Close it or wait until it has ended, then run "
            f"again. ({text[:300]})"
        )
    if meant := machine.told_of_text(text):
        return RefreshError(meant)
    return RefreshError(
        f"{file} cannot be used: {text[:400]}\nBuild it anew from the landing files: "
        f"engagement run --full-refresh"
    )


def load_landing(variables: dict[str, Any] | None = None) -> LoadReport:
    """Load new landing files.

    Args:
        variables: Variables given for this run.

    Raises:
        RefreshError: If the landing zone breaks its contract or the database cannot be written.

    """
    with open_file(paths.warehouse_file()) as connection:
        try:
            earliest = (variables or {}).get("earliest_date")
            engine = engines.chosen()
            # Two that load into one place at a time would drop each other's rows.
            lock = engine.alone() if engine.has_raw_rows else nullcontext()
            with lock, engine.raw_rows(connection) as rows:
                report = load(connection, paths.raw_dir(), earliest=earliest, rows=rows)
            # Nothing at all is a wrong folder or a disk that is not there, never a company.
            if not connection.execute("select count(*) from raw.landing_files").fetchone()[0]:
                raise RefreshError(landing_zone.nothing_in(paths.raw_dir()))
            return report
        except LandingError as error:
            raise RefreshError(f"The landing zone cannot be loaded.\n{error}") from error
        except duckdb.Error as error:
            raise told(error, paths.warehouse_file()) from error


def landing_findings(variables: dict[str, Any]) -> list[Finding]:
    """Return what looks wrong in the raw tables of the build database.

    Raises:
        RefreshError: If the database cannot be used.

    """
    given = settings.project_vars() | variables
    with open_file(paths.warehouse_file()) as connection:
        try:
            with engines.chosen().raw_rows(connection) as rows:
                return data_checks.kept(rows, read_contract(), given)
        except duckdb.Error as error:
            raise told(error, paths.warehouse_file()) from error


def landing_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, object]]:
    """Return files, rows, quarantined rows and unknown columns per landing table."""
    rows = connection.execute(
        "select source || '.' || table_name, count(*), sum(row_count)::bigint, "
        "sum(quarantined_row_count)::bigint, string_agg(distinct extra_columns, ', '), "
        "max(newest_loaded_at) "
        "from raw.landing_files group by 1 order by 1"
    ).fetchall()
    names = ("files", "rows", "quarantined", "unknown_columns", "newest_loaded_at")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
