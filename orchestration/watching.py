"""Looks from outside whether refreshes come: for cron, and for the sensor in Dagster.

A refresh that was never started, or was killed, can tell nobody; nor can a daemon that is dead,
which is why the same look is a command.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import click

from orchestration import alerts, outcome, publishing, settings, steps
from orchestration.errors import RefreshError, UsageError


@dataclass(frozen=True)
class Look:
    """What a look found.

    Attributes:
        silent: Sources older than their freshness rules allow.
        overdue: Why a refresh is overdue; empty where it is not.
        failed: How the last refresh failed; empty where it did not.
        troubles: Alerts that could not be sent.

    """

    silent: list[str] = field(default_factory=list)
    overdue: str = ""
    failed: str = ""
    troubles: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Return what was found, for people."""
        found = [text for text in (self.failed, self.overdue) if text]
        if self.silent:
            found.append(f"Sources older than their freshness rule: {', '.join(self.silent)}.")
        return found + self.troubles


def look(now: datetime | None = None) -> Look:
    """Look, and send an alert for whatever people have not been told yet.

    Args:
        now: The clock, UTC, naive.

    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    last = outcome.last()
    killed = ""
    if last and last.came_to == outcome.KILLED:
        outcome.was_killed(last)
        killed = (
            f"The refresh that began at {last.moment:%F %H:%M} UTC was ended from outside (killed, "
            "or the machine went down) and published nothing after that. The next one simply works."
        )
    failed = killed
    if last and last.came_to == outcome.FAILED:
        failed = f"The refresh of {last.moment:%F %H:%M} UTC failed: {last.what()}."
    silent, overdue = _silent(now), _overdue(last, now)
    troubles = alerts.watched(silent, overdue, killed, f"{now:%F}")
    return Look(silent, overdue, failed, troubles)


def _overdue(last: outcome.Outcome | None, now: datetime) -> str:
    """Return why a refresh is overdue: none came to a good end for too long."""
    if last is None:
        return ""  # nobody has begun here yet
    allowed = settings.max_age_hours()
    good = datetime.fromisoformat(last.good_at) if last.good_at else None
    hours = (now - (good or last.moment)).total_seconds() / 3600
    if hours <= allowed:
        return ""
    since = f"since {good:%F %H:%M} UTC" if good else "ever"
    begun = (
        f"The last one was begun at {last.began_at} UTC and {last.came_to}."
        if good is None or last.moment > good
        else "None was begun since: is the schedule on, and does the daemon run (make ui)?"
    )
    return (
        f"No refresh came to a good end {since}; ENGAGEMENT_MAX_AGE_HOURS allows {allowed:g} "
        f"hours. {begun}"
    )


def _silent(now: datetime) -> list[str]:
    """Return sources older than their rules allow, by what the published refresh had loaded.

    The build database is left alone: a look must not stand in the way of a refresh.
    """
    try:
        published = publishing.read_refresh()
        if published is None:
            return []
        tables = {
            table: facts | {"newest_loaded_at": _moment(facts.get("newest_loaded_at"))}
            for table, facts in published["landing"]["tables"].items()
        }
        ages = steps.freshness(steps.manifest(), now, tables)
    except (RefreshError, KeyError, json.JSONDecodeError):
        return []  # published by an older version, or being cleaned up
    return [age.table for age in ages if not age.is_fresh]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def run(is_test: bool) -> int:
    """Look, say what was found, and return the exit code.

    Args:
        is_test: Whether to send an alert that says it is a test instead.

    Raises:
        UsageError: If a setting of the alerts is wrong, or there is nowhere to send a test to.

    """
    alerts.check()
    if is_test:
        if not alerts.is_on():
            raise UsageError(
                f"Alerts go nowhere yet: set {alerts.WEBHOOK}, or {alerts.MAIL_TO} and "
                f"{alerts.SMTP} (docs/operations.md)."
            )
        found = alerts.test()
        click.echo("\n".join(found) if found else "The alert was sent.", err=bool(found))
        return int(bool(found))
    lines = look().lines
    for line in lines or ["All is well."]:
        click.echo(line)
    return int(bool(lines))
