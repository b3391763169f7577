"""When the warehouse is refreshed: the job, every morning, and when new files have landed."""

import json
import time

import dagster as dg

from orchestration import fingerprint, paths

# A file younger than this may still be being written; it waits for the next look.
QUIET_SECONDS = 10

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
    executor_def=dg.in_process_executor,
    description="Load, build, check, publish, draw: everything, or nothing is published.",
)

# Five in the morning: the nightly exports of the source systems have landed, and nobody is at work
# yet.
daily = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh,
    cron_schedule="0 5 * * *",
    execution_timezone="Asia/Tokyo",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every morning at five, after the nightly exports and before the working day.",
)


@dg.sensor(
    name="new_landing_files",
    job=refresh,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Starts a refresh when files of the landing zone are new or changed and complete.",
)
def new_landing_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Compare the landing zone with the one of the last request."""
    raw_dir = paths.raw_dir()
    if not raw_dir.is_dir():
        return dg.SkipReason(f"There is no landing zone at {raw_dir}; set ENGAGEMENT_RAW_DIR.")
    files = fingerprint.landing_files(raw_dir)
    if not files:
        return dg.SkipReason("The landing zone is empty.")
    now = fingerprint.digest(files)
    before = json.loads(context.cursor) if context.cursor else {}
    if now == before.get("digest"):
        return dg.SkipReason(f"Nothing new among {len(files)} files.")
    age = time.time() - max(modified_ns for _, _, modified_ns in files) / 1e9
    # A time far in the future is a wrong clock, not a file being written: waiting would never end.
    if abs(age) < QUIET_SECONDS:
        return dg.SkipReason(
            f"A file was written {max(age, 0):.0f} s ago and may not be complete; waiting."
        )
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=now)],
        cursor=json.dumps({"digest": now, "files": len(files)}),
    )
