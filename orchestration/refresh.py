"""One refresh from the command line: the job that the schedule runs, in this process."""

import contextlib
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration import fingerprint, locks, paths, publishing, settings
from orchestration.errors import RefreshError, UsageError
from orchestration.progress import Progress, Silent
from orchestration.state import STATES, RefreshState

KEEP_LOGS = 10
DAGSTER_YAML = """\
# Written by engagement; no usage data leaves this machine, and one refresh runs at a time.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
retention:
  schedule: {purge_after_days: 30}
  sensor: {purge_after_days: {skipped: 3, success: 30}}
"""


def unchanged(variables: dict[str, Any]) -> bool:
    """Return whether a refresh now would publish what is published already."""
    published = publishing.read_refresh()
    page = paths.data_dir() / "dashboard.html"
    if published is None or not page.exists():
        return False
    # A refresh killed between publishing and drawing leaves an older page behind.
    if page.stat().st_mtime < publishing.current().stat().st_mtime:
        return False
    return published["landing"].get("fingerprint") == fingerprint.of_refresh(
        paths.raw_dir(), variables
    )


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
    paths.data_dir().mkdir(parents=True, exist_ok=True)
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock", wait_seconds):
        state = RefreshState(
            run_id=str(uuid.uuid4()),
            variables=variables,
            full_refresh=full_refresh,
            is_new_baseline=new_baseline,
            fingerprint=fingerprint.of_refresh(paths.raw_dir(), variables),
            progress=progress or Silent(),
        )
        STATES[state.run_id] = state
        try:
            state.progress.step("Getting ready")
            with log_file() as log:
                error = _execute(state)
                forget_runs()
        finally:
            state.progress.close()
    if state.published:
        # Published is published, whatever came after; the rest is a warning that nobody may miss.
        for text in state.problems:
            state.warn(text)
        return state
    problems = state.problems or [error or "The refresh stopped without saying why."]
    kind = UsageError if state.is_wrong_use else RefreshError
    raise kind("\n".join(problems) + f"\nThe log of the run is {log}.")


def _execute(state: RefreshState) -> str | None:
    """Run the job in this process; return the first error Dagster saw, if any."""
    import dagster as dg

    prepare_dagster_home()
    from orchestration.definitions import defs

    job = defs.resolve_job_def("refresh")
    config = {
        "resources": {"refresh_run": {"config": {"wait_seconds": 0}}},
        "loggers": {"console": {"config": {"log_level": "INFO"}}},
    }
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            run_config=config, instance=instance, run_id=state.run_id, raise_on_error=False
        )
    if result.success:
        return None
    for event in result.all_events:
        data = getattr(event, "event_specific_data", None)
        if event.is_failure and getattr(data, "error", None):
            return data.error.message.strip().splitlines()[0]
    return None


def prepare_dagster_home() -> None:
    """Make Dagster's folder inside the data folder and let one process create its databases.

    Two first starts at once would corrupt them, so this happens under a lock.
    """
    import fcntl

    home = paths.data_dir() / ".dagster"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(home)
    with (home / ".first_start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = home / "dagster.yaml"
        if not file.exists() or file.read_text(encoding="utf-8") != DAGSTER_YAML:
            file.write_text(DAGSTER_YAML, encoding="utf-8")
        if not (home / "history").exists():
            import dagster as dg

            with dg.DagsterInstance.get() as instance:
                instance.get_runs(limit=1)


@contextlib.contextmanager
def log_file() -> Iterator[Path]:
    """Send what the tools print into a log file; the terminal belongs to the result."""
    folder = paths.data_dir() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"refresh-{datetime.now(UTC):%Y%m%dT%H%M%S}.log"
    with (
        file.open("a", encoding="utf-8") as stream,
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
    ):
        yield file
    for old in sorted(folder.glob("refresh-*.log"))[:-KEEP_LOGS]:
        old.unlink(missing_ok=True)


def forget_runs(keep: int = 50) -> None:
    """Drop the oldest runs from Dagster's history; it would grow for ever."""
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        for record in instance.get_run_records()[keep:]:
            instance.delete_run(record.dagster_run.run_id)
