"""What came of the last refresh, whoever started it: kept in a file beside what is published.

Readers of the published file cannot see a refresh that failed. So its end is written down, the
page says it, people are told (``orchestration.alerts``), and the failing rows are kept
(``orchestration.evidence``). None of this may fail a refresh or hold one up.
"""

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.failure import Failure, mark
from orchestration import alerts, evidence, past_refreshes, paths
from orchestration.errors import RefreshError, without_values
from orchestration.state import RefreshState

RUNNING, PUBLISHED, UNCHANGED = "running", "published", "unchanged"
# Stopped is what somebody ended on purpose, killed what ended without a word.
FAILED, STOPPED, KILLED = "failed", "stopped", "killed"
NOT_BEGUN = {
    1: "The refresh could not begin (another one runs, or disk or memory are short)",
    2: "The refresh could not begin (a setting is wrong)",
}
GOOD = (PUBLISHED, UNCHANGED)


@dataclass(frozen=True)
class Outcome:
    """The end of a refresh, or that one is under way. It holds no value of the data.

    Attributes:
        run_id: The run.
        began_at: Start, UTC.
        ended_at: End, UTC; empty while it runs, and for ever where it was killed.
        came_to: running, published, unchanged (nothing was new), failed, stopped or killed.
        step: The step that failed.
        checks: The critical checks that failed: table and name.
        evidence: Folder of the failing rows; empty where there are none.
        files: Digest of the landing files it was made from.
        good_at: When a refresh last came to a good end, UTC; empty where none ever did.

    """

    run_id: str = ""
    began_at: str = ""
    ended_at: str = ""
    came_to: str = PUBLISHED
    step: str = ""
    checks: list[list[str]] = field(default_factory=list)
    evidence: str = ""
    files: str = ""
    good_at: str = ""

    @property
    def is_good(self) -> bool:
        """Whether what is published is as new as this refresh could make it."""
        return self.came_to in GOOD

    @property
    def moment(self) -> datetime:
        """When it ended, or when it began where it never ended; UTC, naive."""
        return datetime.fromisoformat(self.ended_at or self.began_at)

    def what(self) -> str:
        """Return what failed: the checks, else the step."""
        if self.checks:
            return ", ".join(f"{table}: {name}" for table, name in self.checks)
        return self.step or "it was ended from outside"


def file() -> Path:
    """Return the file that says what came of the last refresh."""
    return paths.data_dir() / "last_refresh.json"


def last() -> Outcome | None:
    """Return what came of the last refresh; None before the first one.

    One that runs and holds no lock was killed.
    """
    try:
        told = Outcome(**json.loads(file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if told.came_to == RUNNING and not _is_locked():
        return replace(told, came_to=KILLED)
    return told


def _is_locked() -> bool:
    try:
        with (paths.data_dir() / ".refresh.lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def begun(state: RefreshState) -> Outcome | None:
    """Write down that a refresh has begun; return what came of the one before."""
    before = last()
    if before and before.came_to == RUNNING:  # the lock is ours now, so it holds none any more
        before = replace(before, came_to=KILLED)
    _note_killed(before)
    began = f"{state.started_at:%F %T}"
    files = state.landing_digest
    _write(Outcome(state.run_id, began, came_to=RUNNING, files=files), before)
    return before


def not_begun(error: RefreshError, what: str = "") -> list[str]:
    """Write down, and tell, that a refresh could not even begin.

    Args:
        error: What kept it from beginning; its text is told to whoever started the refresh only.
        what: What failed; by default that a setting is wrong, or that the machine cannot.

    Returns:
        What could not be done, for people.

    """
    now = f"{datetime.now(UTC):%F %T}"
    ended = Outcome("", now, now, FAILED, what or NOT_BEGUN[error.exit_code])
    before = last()
    _note_killed(before)
    _write(ended, before)
    _mark(ended)
    return alerts.failed(ended.moment, ended.what(), "")


def unchanged() -> list[str]:
    """Write down that a refresh found nothing new; the page says nothing of a failure now.

    Returns:
        What could not be done, for people.

    """
    before = last()
    _note_killed(before)
    now = f"{datetime.now(UTC):%F %T}"
    _write(Outcome("", now, now, UNCHANGED), before)
    if before and not before.is_good:
        _mark(None)
    return alerts.works_again(now)


def was_killed(killed: Outcome) -> None:
    """Write down that a refresh never ended, and let the page say so."""
    _write(killed, killed)
    _mark(killed)


def settle(state: RefreshState, before: Outcome | None) -> list[str]:
    """Write down how a refresh ended, and tell those who must know.

    Args:
        state: The run; wrong use is nobody's failure, and leaves things as they were.
        before: What came of the refresh before (see ``begun``).

    Returns:
        What could not be done, for people: an alert that was not sent, evidence that was not kept.

    """
    troubles: list[str] = []
    now = f"{datetime.now(UTC):%F %T}"
    began = f"{state.started_at:%F %T}"
    if state.published:
        _write(Outcome(state.run_id, began, now, PUBLISHED), before)
        evidence.forget()
        silent = [c.table.removeprefix("landing ") for c in state.checks if _is_silent(c)]
        troubles += alerts.published(now, silent, state.failed_step)
        return troubles
    if state.is_wrong_use:
        if before is None:
            file().unlink(missing_ok=True)
        else:
            _write(before, before)
        return []
    try:
        folder = evidence.keep(state)
        state.evidence = str(folder) if folder else ""
    except Exception as error:  # noqa: BLE001 - whatever goes wrong, the failure itself must be told
        troubles.append(
            f"The failing rows could not be kept ({type(error).__name__}: "
            f"{without_values(str(error))[:200]})."
        )
    past_refreshes.note_failure(state)
    if not state.failed_step:
        ended = Outcome(state.run_id, began, now, STOPPED, files=state.landing_digest)
        _write(ended, before)
        _mark(ended)
        return []
    checks = [[check.table, check.check] for check in state.failed_critical]
    ended = Outcome(
        state.run_id,
        began,
        now,
        FAILED,
        state.failed_step,
        checks,
        state.evidence,
        state.landing_digest,
    )
    _write(ended, before)
    _mark(ended)
    troubles += alerts.failed(ended.moment, ended.what(), state.evidence)
    return troubles


def _note_killed(before: Outcome | None) -> None:
    """Note a killed refresh for table ``refreshes`` before another one's end is written over it."""
    if before and before.came_to == KILLED:
        past_refreshes.note_killed(before.run_id, before.moment)


def _is_silent(check: Any) -> bool:  # noqa: ANN401 - a Check
    return check.check == "is_fresh" and not check.passed


def _write(told: Outcome, before: Outcome | None) -> None:
    good_at = told.ended_at if told.is_good else before.good_at if before else ""
    told = replace(told, good_at=good_at)
    new = file().with_name(f".{file().name}.new")
    with contextlib.suppress(OSError):  # a full disk is told by the refresh itself
        new.write_text(json.dumps(asdict(told), ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(new, file())


def _mark(failed: Outcome | None) -> None:
    """Let the page of what is published say what failed since, or nothing of it any more."""
    said = failed and Failure(
        failed.moment, [f"{table}: {name}" for table, name in failed.checks], failed.step
    )
    with contextlib.suppress(Exception):  # no page yet, or no room: the refresh tells of that
        mark(paths.data_dir() / "dashboard.html", said)
