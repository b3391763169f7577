"""What Dagster shows of refreshes from the command line, and the folder it keeps its history in.

A refresh by hand runs without Dagster. Afterwards one short run of job ``command_line_refresh``
says what came of it: marts published with their rows, warnings and failed checks, or why nothing
was published.
"""

import json
import os
from typing import Any

from orchestration import paths
from orchestration.state import RefreshState

KEEP_RUNS = 50
DAGSTER_YAML = """\
# Written by engagement; no usage data leaves this machine, and one refresh runs at a time.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
# A run whose process was killed would count as running, and hold up the queue, for ever.
run_monitoring: {enabled: true, max_runtime_seconds: 43200}
retention:
  schedule: {purge_after_days: 30}
  sensor: {purge_after_days: {skipped: 3, success: 30}}
"""


def prepare_dagster_home() -> None:
    """Make Dagster's folder inside the data folder and let one process create its databases.

    Two first starts at once would corrupt them (dagster-io/dagster#27390), so this happens under a
    lock.
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


def record(state: RefreshState) -> None:
    """Write one run that Dagster shows, and drop the oldest ones: history would grow for ever.

    A history that cannot be written is a line in the log, never a failed refresh.
    """
    try:
        prepare_dagster_home()
        import dagster as dg

        from orchestration.command_line_run import command_line_refresh

        with dg.DagsterInstance.get() as instance:
            command_line_refresh.execute_in_process(
                run_config={
                    "ops": {"what_the_command_line_did": {"config": {"said": said(state)}}},
                    "loggers": {"console": {"config": {"log_level": "ERROR"}}},
                },
                instance=instance,
                run_id=state.run_id,
                raise_on_error=False,
            )
            for old in instance.get_run_records()[KEEP_RUNS:]:
                instance.delete_run(old.dagster_run.run_id)
    except Exception as error:  # noqa: BLE001 - whatever Dagster raises, the refresh is what counts
        print(f"Dagster's history could not be written: {type(error).__name__}: {error}")


def said(state: RefreshState) -> str:
    """Return what came of a refresh, as JSON: the configuration of its run in Dagster."""
    facts: dict[str, Any] = {
        "published": state.published,
        "rows": state.published_rows,
        "checks_passed": sum(check.passed for check in state.checks),
        "failed_checks": [check.message() for check in state.checks if not check.passed],
        "warnings": state.warnings,
        "problems": state.problems,
    }
    return json.dumps(facts, ensure_ascii=False, default=str)
