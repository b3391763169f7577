"""What refreshes of the past came to, for the published table ``refreshes``.

Those that were published stand in the newest published copy and are handed on from copy to copy;
those that failed or were killed have published nothing, so they are noted in a file until the next
one does.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import paths
from orchestration.state import RefreshState

COLUMNS = {
    "run_id": ("varchar", "The run, as Dagster and table refresh name it."),
    "as_of": ("timestamp", "Moment its figures speak of, UTC; null where it was not published."),
    "started_at": ("timestamp", "When it began, UTC."),
    "finished_at": ("timestamp", "When it ended, UTC; null where it was killed."),
    "is_published": ("boolean", "Whether its figures were published; otherwise older ones stayed."),
    "passed_check_count": (
        "bigint",
        "Checks that held before it ended; one that stops at the landing tables has made few, as "
        "what is looked for in their rows counts only where it is found. Null where it was killed.",
    ),
    "failed_check_count": (
        "bigint",
        "Critical checks that did not hold; one is enough to stop a refresh. Null where it was "
        "killed.",
    ),
    "warning_count": (
        "bigint",
        "Checks of severity warning that did not hold and stopped nothing. Null where it was "
        "killed.",
    ),
    "planted_count": (
        "bigint",
        "Checks that found exactly what the made-up company has wrong on purpose; they are no "
        "warnings. Null where it was killed.",
    ),
}
DESCRIPTION = (
    "One row per refresh that was begun, up to this one, also of those that failed or were killed."
)
KEEP_FAILED = 1000


@dataclass(frozen=True)
class PastRefresh:
    """One row of the table; see COLUMNS."""

    run_id: str
    as_of: datetime | None
    started_at: datetime
    finished_at: datetime | None
    is_published: bool
    passed_check_count: int | None = None
    failed_check_count: int | None = None
    warning_count: int | None = None
    planted_count: int | None = None


def counts(passed: int, failed: list[dict[str, Any]]) -> dict[str, int]:
    """Return the counts of a row, as the terminal counts.

    Args:
        passed: Checks that held.
        failed: Those that did not, as table ``refresh`` keeps them.

    """
    planted = sum(bool(check.get("is_planted")) for check in failed)
    critical = sum(bool(check.get("is_critical")) for check in failed)  # never a planted one
    return {
        "passed_check_count": passed,
        "failed_check_count": critical,
        "warning_count": len(failed) - critical - planted,
        "planted_count": planted,
    }


def notes() -> Path:
    """Return the file of the refreshes that failed, a line of JSON each."""
    return paths.data_dir() / "failed_refreshes.jsonl"


def note_failure(state: RefreshState) -> None:
    """Note a refresh that published nothing."""
    checks = json.loads(state.checks_json())
    ended = datetime.now(UTC).replace(tzinfo=None)
    told = counts(checks["passed"], checks["failed"])
    _note(PastRefresh(state.run_id, None, state.started_at, ended, is_published=False, **told))


def note_killed(run_id: str, began_at: datetime) -> None:
    """Note a refresh that ended without a word; what its checks came to died with it.

    Args:
        run_id: The run.
        began_at: When it began, UTC, naive.

    """
    _note(PastRefresh(run_id, None, began_at, None, is_published=False))


def _note(row: PastRefresh) -> None:
    """Add a line; one that cannot be written is no failure of its own: there was one already."""
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
