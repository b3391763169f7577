"""What the steps of a run in Dagster share: its record, and the lock that keeps others out."""

import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import dagster as dg
from pydantic import Field, PrivateAttr

from orchestration import fingerprint, locks, machine, outcome, paths, salt, settings, steps
from orchestration.errors import BusyError, RefreshError, UsageError, without_values
from orchestration.progress import Lines
from orchestration.refresh import RETRIES, RETRY_SECONDS
from orchestration.state import RefreshState

# Long enough for any run by hand to end, short enough that a stuck one is noticed the same day.
WAIT_SECONDS = 2 * 3600
# What the whole refresh is called; anything else is a look at a part.
JOB = "refresh"
Context = dg.AssetExecutionContext | dg.AssetCheckExecutionContext


class RefreshRun(dg.ConfigurableResource):
    """One refresh: its settings, which the launchpad shows, its record and its lock.

    The executor runs all steps of a run in one process, so that they share one of these.
    """

    # Text, for Dagster's configuration refuses null inside an object, and null is a value here.
    vars: str = Field("{}", description="dbt variables as a JSON object, as engagement run --vars.")
    full_refresh: bool = Field(False, description="Build everything from the landing files.")
    new_baseline: bool = Field(
        False, description="Do not compare with the published refresh, start afresh from this one."
    )
    wait_seconds: int = Field(
        WAIT_SECONDS, description="How long to wait while another refresh is running."
    )
    _state: RefreshState = PrivateAttr()

    @property
    def state(self) -> RefreshState:
        """What this run has found out so far."""
        return self._state

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RefreshRun"]:
        """Hold the lock as long as the run takes.

        Raises:
            Failure: If a setting is wrong or another refresh does not end.

        """
        is_whole = context.run.job_name == JOB
        with ExitStack() as held:
            try:
                if any(name in self.vars for name in settings.SECRET_VARS):
                    # Dagster has written down by now what the launchpad was given.
                    raise UsageError(
                        "A salt does not belong into a run's configuration, which Dagster keeps "
                        f"and shows. Take another one, and set {salt.VARIABLE} or let engagement "
                        "make-salt write it."
                    )
                variables = settings.parse_vars(self.vars)
                settings.check_environment()
                machine.check()
                lock = paths.data_dir() / ".refresh.lock"
                held.enter_context(locks.refresh_lock(lock, self.wait_seconds))
                held.enter_context(machine.temporary_files_here())
                self._state = RefreshState(
                    run_id=context.run.run_id,
                    variables=variables,
                    full_refresh=self.full_refresh,
                    is_new_baseline=self.new_baseline,
                    fingerprint=fingerprint.of_refresh(paths.raw_dir(), variables),
                    landing_digest=fingerprint.of_landing(paths.raw_dir()),
                )
            except RefreshError as error:
                if is_whole:
                    _tell(context, outcome.not_begun(error))
                raise dg.Failure(str(error), allow_retries=False) from error
            before = outcome.begun(self._state) if is_whole else None
            try:
                yield self
            finally:
                problems = len(self._state.problems)
                steps.forget_erased(self._state)
                for text in self._state.problems[problems:]:
                    context.log.error(text)
                # What was looked at or built alone is no refresh, and says nothing of the last.
                if is_whole:
                    _tell(context, outcome.settle(self._state, before))

    @contextmanager
    def step(self, context: Context, title: str, total: int | None = None) -> Iterator[None]:
        """Run a step: tell its progress, and turn its errors into what Dagster shows and retries.

        Only a database held by another program is tried again; no failed test or broken file ever
        passes by waiting.

        Args:
            context: The step's.
            title: What it does, for people.
            total: Pieces it has, where that is known.

        Raises:
            RetryRequested: If a database is held.
            Failure: If it failed otherwise.

        """
        progress = self._state.progress = Lines(context.log.info)
        progress.step(title, total)
        try:
            machine.spill_dir().mkdir(parents=True, exist_ok=True)
            yield
        except dg.Failure:
            self._state.failed_step = title
            raise
        except dg.RetryRequested:
            raise
        except BusyError as error:
            if context.op_execution_context.retry_number < RETRIES:
                raise dg.RetryRequested(RETRIES, RETRY_SECONDS) from error
            self._state.failed_step = title
            raise dg.Failure(str(error), allow_retries=False) from error
        except RefreshError as error:
            # Here wrong use is a failure like others: nobody stands by who could use it rightly.
            self._state.failed_step = title
            raise dg.Failure(str(error), allow_retries=False) from error
        except Exception as error:
            # Whatever a library raises may quote the data; Dagster would show all of it.
            self._state.failed_step = title
            said = without_values(str(error))
            text = f"{title} failed unexpectedly. {type(error).__name__}: {said}"
            raise dg.Failure(
                machine.told(error) or text,
                metadata={"where": without_values(traceback.format_exc())},
                allow_retries=False,
            ) from None
        finally:
            progress.close()


def _tell(context: dg.InitResourceContext, troubles: list[str]) -> None:
    for text in troubles:
        context.log.warning(text)
