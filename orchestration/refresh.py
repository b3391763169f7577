"""One refresh from the command line: the steps of the job, one after the other, in this process.

Dagster is not asked to run them: its event log writes every event of every model to disk, which
took longer than the refresh itself. What it shows of a refresh by hand is written at the end, as
one run (``orchestration.history``).
"""

import contextlib
import io
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration import (
    contacts,
    engines,
    erasure,
    fingerprint,
    history,
    locks,
    machine,
    outcome,
    paths,
    postgres,
    publishing,
    settings,
    steps,
)
from orchestration.errors import BusyError, RefreshError, UsageError, without_values
from orchestration.progress import Progress, Silent
from orchestration.state import Check, RefreshState

KEEP_LOGS = 10
# A database held by another program is tried again; no failed test or broken file ever passes by
# waiting.
RETRIES = 3
RETRY_SECONDS = 20


def unchanged(variables: dict[str, Any]) -> bool:
    """Return whether a refresh now would publish what is published already."""
    try:
        published = publishing.read_refresh()
    except RefreshError:
        return False  # what is published was damaged: publish anew
    page = paths.data_dir() / "dashboard.html"
    if published is None or not page.exists():
        return False
    if not contacts.is_as_wanted(published["run_id"]):
        return False
    # A refresh killed between publishing and drawing leaves an older page behind.
    if page.stat().st_mtime < publishing.current().stat().st_mtime:
        return False
    return published["landing"].get("fingerprint") == fingerprint.of_refresh(
        paths.raw_dir(), variables
    )


def forget_erased() -> list[str]:
    """Take out erased persons where a build by hand, or a killed refresh, has left them."""
    if not erasure.is_due():
        return []
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock"):
        state = RefreshState(run_id="none", published=publishing.current().name, has_built=True)
        steps.forget_erased(state)
    return state.problems


def follow() -> list[str]:
    """Let PostgreSQL, where it is wanted, and the engine show what is published.

    They may show something else after a copy that failed, or a roll-back.

    Returns:
        What went wrong.

    """
    troubles = []
    for publish in (steps.publish_postgres, steps.publish_on_engine):
        if publish is steps.publish_postgres and not postgres.is_wanted():
            continue
        try:
            publish()
        except RefreshError as error:
            troubles.append(str(error))
    return troubles


def freshness_now() -> list[Check]:
    """Return the age of the sources by the clock, of what was loaded last."""
    state = RefreshState(run_id="none")
    steps.check_freshness(state, steps.manifest())
    return state.checks


def run(
    variables: dict[str, Any],
    full_refresh: bool = False,
    new_baseline: bool = False,
    wait_seconds: float = 0,
    progress: Progress | None = None,
) -> RefreshState:
    """Refresh everything and return what happened; the published file is new when this returns.

    Args:
        variables: dbt variables.
        full_refresh: Build everything from the landing files.
        new_baseline: Leave out comparisons with the published refresh.
        wait_seconds: How long to wait for another refresh.
        progress: Told how far the refresh is.

    Raises:
        UsageError: If a setting or variable is wrong.
        RefreshError: If anything failed and nothing was published.

    """
    settings.prepare_environment()
    settings.check_environment()
    try:
        machine.check()
    except RefreshError as error:
        troubles = outcome.not_begun(error)
        raise type(error)("\n".join([str(error), *troubles])) from error
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock", wait_seconds):
        state = RefreshState(
            run_id=str(uuid.uuid4()),
            variables=variables,
            full_refresh=full_refresh,
            is_new_baseline=new_baseline,
            fingerprint=fingerprint.of_refresh(paths.raw_dir(), variables),
            landing_digest=fingerprint.of_landing(paths.raw_dir()),
            progress=progress or Silent(),
        )
        before = outcome.begun(state)
        try:
            with log_file() as log, machine.temporary_files_here():
                _execute(state)
                steps.forget_erased(state)
                state.progress.close()
                troubles = outcome.settle(state, before)
                if not state.is_wrong_use:  # nothing was begun, and the answer should be quick
                    history.record(state)
        finally:
            state.progress.close()
    if state.published:
        # Published is published, whatever came after; the rest is a warning that nobody may miss.
        for text in state.problems + troubles:
            state.warn(text)
        return state
    problems = state.problems or ["The refresh stopped without saying why."]
    kind = UsageError if state.is_wrong_use else RefreshError
    if state.evidence:
        problems.append(f"The failing rows are kept in {state.evidence}, as tables and as CSV.")
    raise kind("\n".join([*problems, f"The log of the run is {log}.", *troubles]))


def _execute(state: RefreshState) -> None:
    """Run the steps until one fails; what went wrong is in the state afterwards."""
    with contextlib.suppress(RefreshError):
        _step(state, "Loading landing files", lambda: steps.load(state))
        _step(
            state,
            "Looking for what is wrong in the landing tables",
            lambda: _check_landing_data(state),
        )
        _step(state, "Checking the landing tables", lambda: _expect(state, "landing"))
        _step(state, "Building and testing the models", lambda: _drain(steps.build(state)))
        manifest = steps.manifest()
        _step(
            state,
            "Looking at the age of the sources",
            lambda: steps.check_freshness(state, manifest),
        )
        _step(state, "Checking the marts", lambda: _expect(state, "marts"))
        _step(state, "Publishing", lambda: steps.publish(state, manifest))
        _step(state, "Drawing the dashboard", steps.draw_dashboard)
    if not state.published:
        return
    # Whatever became of the page.
    if engines.chosen().is_read:
        with contextlib.suppress(RefreshError):
            _step(state, f"Publishing on {engines.name()}", steps.publish_on_engine)
    if postgres.is_wanted():
        with contextlib.suppress(RefreshError):
            _step(state, "Publishing to PostgreSQL", steps.publish_postgres)


def _step(state: RefreshState, title: str, work: Callable[[], object]) -> None:
    """Run a step and note what people must know when it fails.

    Raises:
        RefreshError: If it failed; the state says why.

    """
    for attempt in range(RETRIES + 1):
        state.progress.step(title)
        try:
            machine.spill_dir().mkdir(parents=True, exist_ok=True)
            work()
            return
        except BusyError as error:
            if attempt < RETRIES:
                time.sleep(RETRY_SECONDS)
                continue
            state.failed_step = title
            state.problems.append(str(error))
            raise
        except RefreshError as error:
            state.failed_step = title
            state.is_wrong_use = error.exit_code == 2
            if str(error) and str(error) not in state.problems:
                state.problems.append(str(error))
            raise
        except Exception as error:
            # Whatever a library raises: the person who waits must learn where it happened.
            import traceback

            print(without_values(traceback.format_exc()))
            said = without_values(str(error))
            text = f"{title} failed unexpectedly. {type(error).__name__}: {said}"
            text = machine.told(error) or text
            state.failed_step = title
            state.problems.append(text)
            raise RefreshError(text) from error


def _check_landing_data(state: RefreshState) -> None:
    """Look for data that would give wrong figures.

    Raises:
        RefreshError: Without a text of its own, if something is critical: the state has it.

    """
    steps.check_landing_data(state)
    if state.failed_critical:
        raise RefreshError


def _expect(state: RefreshState, layer: str) -> None:
    """Check a layer.

    Raises:
        RefreshError: Without a text of its own, if a critical check failed: the state has them.

    """
    checks = steps.expect(state, layer, state.progress.advance)
    if any(not check.passed and check.is_critical for check in checks):
        raise RefreshError


def _drain(done: Iterator[object]) -> None:
    for _ in done:
        pass


class _Forgiving(io.FileIO):
    """A file that loses what its disk has no room for: a log must not end what it tells of."""

    def write(self, text: Any) -> int:  # noqa: ANN401 - any buffer
        """Write, or pretend to."""
        with contextlib.suppress(OSError):
            super().write(text)
        return len(text)


@contextlib.contextmanager
def log_file() -> Iterator[Path]:
    """Send what the tools print into a log file; the terminal belongs to the result."""
    folder = paths.data_dir() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"refresh-{datetime.now(UTC):%Y%m%dT%H%M%S}.log"
    raw = io.BufferedWriter(_Forgiving(file, "a"))
    with (
        io.TextIOWrapper(raw, "utf-8", errors="backslashreplace", line_buffering=True) as stream,
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
    ):
        yield file
    for old in sorted(folder.glob("refresh-*.log"))[:-KEEP_LOGS]:
        old.unlink(missing_ok=True)
