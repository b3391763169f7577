"""What refreshes of the past came to, for the published table ``refreshes``.

Those that were published stand in the newest published copy and are handed on from copy to copy;
those that failed have published nothing, so they are noted in a file until the next one does.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import paths
from orchestration.state import RefreshState

COLUMNS = {
    "run_id": ("varchar", "The run, as Dagster and table refresh name it."),
    "as_of": ("timestamp", "Moment its figures speak of, UTC; null where it failed before."),
    "started_at": ("timestamp", "When it began, UTC."),
    "finished_at": ("timestamp", "When it ended, UTC."),
    "is_published": ("boolean", "Whether its figures were published; otherwise older ones stayed."),
    "passed_check_count": ("bigint", "Checks that held."),
    "failed_check_count": ("bigint", "Checks that did not; one that is critical stops a refresh."),
    "warning_count": ("bigint", "What deserved a look."),
}
DESCRIPTION = "One row per refresh up to this one, also of those that failed."
KEEP_FAILED = 1000


@dataclass(frozen=True)
class PastRefresh:
    """One row of the table; see COLUMNS."""

    run_id: str
    as_of: datetime | None
    started_at: datetime
    finished_at: datetime
    is_published: bool
    passed_check_count: int
    failed_check_count: int
    warning_count: int


def notes() -> Path:
    """Return the file of the refreshes that failed, a line of JSON each."""
    return paths.data_dir() / "failed_refreshes.jsonl"


def note_failure(state: RefreshState) -> None:
    """Note a refresh that published nothing.

    A note that cannot be written is no failure of its own: the refresh has failed already.
    """
    row = PastRefresh(
        state.run_id,
        None,
        state.started_at,
        datetime.now(UTC).replace(tzinfo=None),
        is_published=False,
        passed_check_count=sum(check.passed for check in state.checks),
        failed_check_count=sum(not check.passed for check in state.checks),
        warning_count=len(state.warnings),
    )
    with contextlib.suppress(OSError):
        lines = notes().read_text(encoding="utf-8").splitlines() if notes().exists() else []
        lines = [*lines[1 - KEEP_FAILED :], json.dumps(asdict(row), default=str)]
        new = notes().with_name(notes().name + ".tmp")
        new.write_text("\n".join(lines) + "\n", encoding="utf-8")
        new.replace(notes())


def failed() -> list[PastRefresh]:
    """Return the refreshes that were noted; a line that cannot be read is none."""
    found = []
    with contextlib.suppress(OSError):
        for line in notes().read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError):
                row = json.loads(line)
                moments = {
                    name: row[name] and datetime.fromisoformat(row[name])
                    for name in ("as_of", "started_at", "finished_at")
                }
                found.append(PastRefresh(**row | moments))
    return found


def handed_on(copy: Path | None) -> list[PastRefresh]:
    """Return the rows of a published copy; none where it is older than the table."""
    if copy is None:
        return []
    try:
        with duckdb.connect(str(copy), read_only=True) as connection:
            listed = ", ".join(COLUMNS)
            rows = connection.execute(f"select {listed} from marts.refreshes").fetchall()
    except duckdb.Error:
        return []
    return [PastRefresh(*row) for row in rows]


def rows(copy: Path | None, present: PastRefresh) -> list[PastRefresh]:
    """Return all refreshes up to the present one, in the order in which they began.

    Args:
        copy: The newest published copy.
        present: The refresh that is about to be published.

    """
    known = {row.run_id: row for row in [*failed(), *handed_on(copy), present]}
    return sorted(known.values(), key=lambda row: (row.started_at, row.run_id))
