"""When the warehouse is refreshed: the job, the schedule of the settings, and new landing files."""

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC

import dagster as dg

from orchestration import fingerprint, outcome, paths, publishing, settings, watching
from orchestration.errors import RefreshError, UsageError
from orchestration.run_resource import JOB

# A file younger than this may still be being written; it waits for the next look.
QUIET_SECONDS = 10
# How long the sensor waits after a failed refresh of the same files: what passes by itself (a full
# disk, a held database) mostly does so soon; a zone that always fails is tried once a day.
PAUSES_MINUTES = (10, 60, 6 * 60, 24 * 60)
REQUEST_TAG = "engagement/landing_request"

refresh = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
    executor_def=dg.in_process_executor,
    description="Load, build, check, publish, draw: everything, or nothing is published.",
)


def daily_refresh() -> dg.ScheduleDefinition:
    """Return the schedule of the settings.

    Raises:
        UsageError: If cron expression or time zone are wrong.

    """
    cron, zone = settings.schedule()
    try:
        return dg.ScheduleDefinition(
            name="daily_refresh",
            job=refresh,
            cron_schedule=cron,
            execution_timezone=zone,
            default_status=dg.DefaultScheduleStatus.STOPPED,
            description=(
                "Refreshes when ENGAGEMENT_SCHEDULE and ENGAGEMENT_SCHEDULE_TIMEZONE say; without "
                "them at five in the morning of the business."
            ),
        )
    except dg.DagsterInvalidDefinitionError as error:
        raise UsageError(
            f"ENGAGEMENT_SCHEDULE = {cron!r} is wrong: a cron expression of five fields (minute, "
            "hour, day of month, month, day of week), such as 0 5 * * * for every day at five."
        ) from error


@dataclass(frozen=True)
class Asked:
    """What the sensor asked for last, kept as its cursor.

    Attributes:
        digest: The landing files it asked a refresh for.
        files: How many they were.
        number: Of the request; Dagster never starts two runs for one key, whatever became of the
            first (dagster-io/dagster#15982), so that files alone make no key: a zone that comes
            back to an earlier state, or whose refresh failed, is another request.
        tries: Requests for these files so far.
        at: When it asked last, in seconds since 1970.

    """

    digest: str = ""
    files: int = 0
    number: int = 0
    tries: int = 0
    at: float = 0.0


@dg.sensor(
    name="new_landing_files",
    job=refresh,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description=(
        "Starts a refresh when files of the landing zone are new or changed and complete. After a "
        "failed one it tries again after 10 minutes, 1 hour, 6 hours, then once a day."
    ),
)
def new_landing_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Compare the landing zone with the one of the last request."""
    raw_dir = paths.raw_dir()
    if not raw_dir.is_dir():
        return dg.SkipReason(f"There is no landing zone at {raw_dir}; set ENGAGEMENT_RAW_DIR.")
    files = fingerprint.landing_files(raw_dir)
    if not files:
        return dg.SkipReason("The landing zone is empty.")
    digest, now = fingerprint.digest(files), time.time()
    asked = Asked(**json.loads(context.cursor)) if context.cursor else Asked()
    age = now - max(modified_ns for _, _, modified_ns in files) / 1e9
    # A time far in the future is a wrong clock, not a file being written: waiting would never end.
    if digest != asked.digest and abs(age) < QUIET_SECONDS:
        return dg.SkipReason(
            f"A file was written {max(age, 0):.0f} s ago and may not be complete; waiting."
        )
    if digest == asked.digest and (reason := _wait(context, asked, now)):
        return dg.SkipReason(reason)
    tries = asked.tries + 1 if digest == asked.digest else 1
    asked = Asked(digest, len(files), asked.number + 1, tries, now)
    key = f"{digest}-{asked.number}"
    request = dg.RunRequest(run_key=key, tags={REQUEST_TAG: key})
    return dg.SensorResult(run_requests=[request], cursor=json.dumps(asdict(asked)))


def _wait(context: dg.SensorEvaluationContext, asked: Asked, now: float) -> str:
    """Return why files that were asked for already need no further refresh now, or nothing."""
    same = f"Nothing new among {asked.files} files"
    tags = {REQUEST_TAG: f"{asked.digest}-{asked.number}"}
    runs = context.instance.get_runs(filters=dg.RunsFilter(tags=tags), limit=1)
    if runs and not runs[0].is_finished:
        return f"{same}; their refresh is under way."
    last = outcome.last()
    # Whoever started it: schedule, command line, or this sensor. What somebody stopped was meant.
    is_bad = last is not None and last.came_to in (outcome.FAILED, outcome.KILLED)
    if not is_bad and (not runs or runs[0].status != dg.DagsterRunStatus.FAILURE):
        return f"{same}."
    ended = last.moment.replace(tzinfo=UTC).timestamp() if is_bad else asked.at
    if ended > asked.at and last.files not in ("", asked.digest):
        return ""  # other files failed meanwhile, such as a wrong one that is gone again
    # Somebody may have refreshed by hand meanwhile.
    try:
        published = publishing.read_refresh()
    except RefreshError:
        published = None
    if not is_bad and published and published["landing"].get("files") == asked.digest:
        return f"{same}; they are published."
    minutes = PAUSES_MINUTES[min(asked.tries, len(PAUSES_MINUTES)) - 1]
    left = max(asked.at, ended) + minutes * 60 - now
    if left > 0:
        return (
            f"{same}, and their refresh failed ({asked.tries} times so far; its run says why). "
            f"Trying again in {left / 60:.0f} minutes, or as soon as a file changes."
        )
    return ""


@dg.sensor(
    name="watch",
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Tells people (ENGAGEMENT_ALERT_...) when no refresh came to a good end for longer than "
        "ENGAGEMENT_MAX_AGE_HOURS, when one was killed, and when sources went silent. It starts "
        "nothing."
    ),
)
def watch(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Look as `engagement watch` does."""
    return dg.SkipReason("\n".join(watching.look().lines) or "All is well.")
