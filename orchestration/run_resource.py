"""What the steps of one run share: its state, and the lock that keeps every other run out."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration import locks, paths, settings
from orchestration.errors import BusyError, RefreshError, without_values
from orchestration.progress import Progress
from orchestration.state import RefreshState, state_of

# Long enough for any run by hand to end, short enough that a stuck one is noticed the same day.
WAIT_SECONDS = 2 * 3600
RETRIES = 3
RETRY_SECONDS = 20


@dg.resource(
    config_schema={
        "vars": dg.Field(str, default_value="{}", description="dbt variables as a JSON object."),
        "full_refresh": dg.Field(
            bool, default_value=False, description="Build everything from the landing files."
        ),
        "new_baseline": dg.Field(
            bool,
            default_value=False,
            description="Do not compare with the published refresh, start afresh from this one.",
        ),
        "wait_seconds": dg.Field(
            int,
            default_value=WAIT_SECONDS,
            description="How long to wait while another refresh is running.",
        ),
    },
    description="State and lock of one refresh.",
)
def refresh_run(context: dg.InitResourceContext) -> Iterator[RefreshState]:
    """Hold the lock for the whole run and hand its state to every step."""
    state = state_of(context.run.run_id if context.run else "none")
    config = context.resource_config
    try:
        if config["vars"] != "{}":
            state.variables = settings.parse_vars(config["vars"])
        state.full_refresh = state.full_refresh or config["full_refresh"]
        state.is_new_baseline = state.is_new_baseline or config["new_baseline"]
        settings.check_environment()
        lock = locks.refresh_lock(paths.data_dir() / ".refresh.lock", config["wait_seconds"])
        lock.__enter__()
    except RefreshError as error:
        state.problems.append(str(error))
        raise dg.Failure(str(error), allow_retries=False) from error
    try:
        yield state
    finally:
        lock.__exit__(None, None, None)


@contextmanager
def told(state: RefreshState, title: str, total: int | None = None) -> Iterator[Progress]:
    """Run a step: say that it begins, and turn its errors into what Dagster shows and retries.

    Only a database held by another program is tried again; no failed test or broken file ever
    passes by waiting.
    """
    state.progress.step(title, total)
    try:
        yield state.progress
    except BusyError as error:
        if state.retries >= RETRIES:
            state.problems.append(str(error))
            raise dg.Failure(str(error), allow_retries=False) from error
        state.retries += 1
        raise dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=RETRY_SECONDS) from error
    except RefreshError as error:
        state.is_wrong_use = error.exit_code == 2
        if str(error) not in state.problems:
            state.problems.append(str(error))
        raise dg.Failure(str(error), allow_retries=False) from error
    except (dg.Failure, dg.RetryRequested, GeneratorExit):
        raise
    except Exception as error:
        # Whatever a library raises: the person who waits must learn more than Dagster's own error.
        state.problems.append(
            f"{title} failed unexpectedly. {type(error).__name__}: {without_values(str(error))}"
        )
        raise
