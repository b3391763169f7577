"""The settings of a refresh, checked before anything is started.

A wrong setting is wrong use (exit code 2) and must be told at once, not after a minute of loading.
"""

import difflib
import json
import os
import re
import zoneinfo
from pathlib import Path
from typing import Any

from orchestration import engines, modes, paths, variables, yamls
from orchestration.errors import UsageError

SECRET_VARS = {"identity_salt"}
COMPANY_VARS = "ENGAGEMENT_VARS"
CONTACT_FILE = "ENGAGEMENT_CONTACT_FILE"
MEMORY_FORM = re.compile(r"\d+(\.\d+)?\s*(%|[KMGT]i?B)", re.IGNORECASE)
# A word after "team:", or an e-mail address: what Dagster takes for an owner.
OWNER_FORM = re.compile(r"team:[\w.-]+|[^@\s]+@[^@\s]+[.][^@\s]+")
QUIET = {
    # No tool of the project reports home.
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "GX_ANALYTICS_ENABLED": "false",
}


def prepare_environment() -> None:
    """Make the environment complete and absolute, for this process and those below it."""
    modes.owner_only()
    os.environ.update(QUIET)
    os.environ["ENGAGEMENT_DATA_DIR"] = str(paths.data_dir())
    os.environ["ENGAGEMENT_RAW_DIR"] = str(paths.raw_dir())
    os.environ["DAGSTER_HOME"] = str(paths.data_dir() / ".dagster")
    # dbt reads these from the environment as well; a person's own settings must not steer the
    # project.
    for name in (
        "DBT_PROFILES_DIR",
        "DBT_PROJECT_DIR",
        "DBT_TARGET_PATH",
        "DBT_LOG_PATH",
        "DBT_TARGET",
    ):
        os.environ.pop(name, None)


def check_environment() -> None:
    """Check the settings that come from the environment.

    Raises:
        UsageError: If the landing zone does not exist or a limit cannot be understood.

    """
    raw_dir = paths.raw_dir()
    if not raw_dir.is_dir():
        remedy = (
            "Set ENGAGEMENT_RAW_DIR to the folder that holds one folder per source."
            if os.environ.get("ENGAGEMENT_RAW_DIR") and raw_dir != paths.sample_dir()
            else "Set ENGAGEMENT_RAW_DIR to yours, or write the made-up company: engagement sample"
        )
        raise UsageError(f"There is no landing zone at {raw_dir}. {remedy}")
    threads = os.environ.get("ENGAGEMENT_THREADS") or "4"
    if not threads.isdecimal() or int(threads) < 1:
        raise UsageError(
            f"ENGAGEMENT_THREADS = {threads!r} is wrong: a whole number of at least 1, such as 4."
        )
    memory = os.environ.get("ENGAGEMENT_MEMORY_LIMIT") or "80%"
    if not MEMORY_FORM.fullmatch(memory.strip()):
        raise UsageError(
            f"ENGAGEMENT_MEMORY_LIMIT = {memory!r} is wrong: a size such as 4GB, or a share "
            f"such as 80%."
        )
    for name in ("ENGAGEMENT_THREADS", "ENGAGEMENT_MEMORY_LIMIT"):
        if os.environ.get(name) == "":
            del os.environ[name]  # set to nothing means not set
    modes.readers()
    has_contact_file()
    postgres_settings()
    engines.chosen().check()


def postgres_settings() -> None:
    """Check what a refresh needs to let PostgreSQL follow, where an address is set.

    Raises:
        UsageError: If the schema cannot be one, or the driver is missing.

    """
    from orchestration import postgres, postgres_server

    if postgres.is_wanted():
        postgres.schema_name()
        postgres_server.driver()


def has_contact_file() -> bool:
    """Return whether a refresh shall write the file with names and addresses; off by default.

    Raises:
        UsageError: If the setting is neither on nor off.

    """
    told = os.environ.get(CONTACT_FILE) or "off"
    if told not in ("on", "off"):
        raise UsageError(
            f"{CONTACT_FILE} = {told!r} is wrong: on writes {paths.contact_file().name} with names "
            "and addresses of customers with an open item, off or nothing does not."
        )
    return told == "on"


def schedule() -> tuple[str, str]:
    """Return when the daily refresh starts: cron expression and time zone.

    The morning is that of the business, unless the settings say otherwise. The default is five:
    the nightly exports of the source systems have landed, and nobody is at work yet.

    Raises:
        UsageError: If the time zone does not exist; the expression is Dagster's to judge.

    """
    cron = os.environ.get("ENGAGEMENT_SCHEDULE") or "0 5 * * *"
    zone = (
        os.environ.get("ENGAGEMENT_SCHEDULE_TIMEZONE")
        or (project_vars() | company_vars())["business_timezone"]
    )
    if zone not in zoneinfo.available_timezones():
        raise UsageError(
            f"ENGAGEMENT_SCHEDULE_TIMEZONE = {zone!r} is wrong: an IANA time zone such as "
            "Asia/Tokyo. Without it the variable business_timezone holds."
        )
    return cron, zone


def owner() -> str:
    """Return who looks after what Dagster shows, where the dbt project names nobody.

    Raises:
        UsageError: If it is neither an e-mail address nor a team.

    """
    named = os.environ.get("ENGAGEMENT_OWNER") or "team:engagement"
    if not OWNER_FORM.fullmatch(named):
        raise UsageError(
            f"ENGAGEMENT_OWNER = {named!r} is wrong: an e-mail address, or team: and a name "
            "without blanks, such as team:crm."
        )
    return named


def max_age_hours() -> float:
    """Return the age at which Dagster calls the published refresh overdue.

    The default is a day and the two hours that a late refresh may take.

    Raises:
        UsageError: If it is no positive number.

    """
    text = os.environ.get("ENGAGEMENT_MAX_AGE_HOURS") or "26"
    try:
        hours = float(text)
    except ValueError:
        hours = 0
    if not 1 <= hours < 100_000:
        raise UsageError(
            f"ENGAGEMENT_MAX_AGE_HOURS = {text!r} is wrong: a number of at least 1, such as 26."
        )
    return hours


def duckdb_config() -> dict[str, str]:
    """Return the limits every DuckDB connection of a refresh keeps to."""
    return {
        "threads": os.environ.get("ENGAGEMENT_THREADS") or "4",
        "memory_limit": os.environ.get("ENGAGEMENT_MEMORY_LIMIT") or "80%",
        "temp_directory": str(paths.build_dir() / "spill"),
    }


def project_vars(project_file: Path = paths.DBT_PROJECT_DIR / "dbt_project.yml") -> dict[str, Any]:
    """Return the variables of the dbt project with their defaults."""
    return yamls.read(project_file.read_text(encoding="utf-8")).get("vars") or {}


def company_vars(raw_dir: Path | None = None) -> dict[str, Any]:
    """Return the variables that hold for every refresh, however it is started.

    Args:
        raw_dir: Landing zone; by default that of the setting.

    Raises:
        UsageError: As ``parse_vars``, if ENGAGEMENT_VARS is wrong.

    """
    if (raw_dir or paths.raw_dir()) == paths.sample_dir():
        # The made-up company's day is Tokyo's, whatever the own one's, and nobody wrote its texts.
        return {"business_timezone": "Asia/Tokyo", "publish_texts": True}
    return _parsed(os.environ.get(COMPANY_VARS), COMPANY_VARS)


def parse_vars(text: str | None, raw_dir: Path | None = None) -> dict[str, Any]:
    """Return the variables of a refresh: those given as JSON, over those of the company.

    Names and values are checked against the rules of the dbt project, before anything starts.

    Args:
        text: JSON object; None and blanks give nothing.
        raw_dir: Landing zone that they are for; by default that of the setting.

    Raises:
        UsageError: If the text is no JSON object, names an unknown variable or a wrong value.

    """
    given = company_vars(raw_dir) | _parsed(text, "the variables given")
    for text in variables.wrong(project_vars() | given):
        raise UsageError(text)
    return given


def _parsed(text: str | None, source: str) -> dict[str, Any]:
    if not text or not text.strip():
        return {}
    example = 'for example \'{"as_of": "2026-09-30", "business_timezone": "Asia/Tokyo"}\''
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"No valid JSON in {source}: {error.msg} at character {error.pos + 1} of "
            f"{_shown(text)}. "
            f"Give a JSON object, {example}."
        ) from None
    if not isinstance(given, dict):
        raise UsageError(f"No JSON object in {source} but {_shown(text)}. Give one, {example}.")
    known = project_vars()
    unknown = [name for name in given if name not in known]
    if unknown:
        close = difflib.get_close_matches(unknown[0], known, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise UsageError(
            f"Unknown variable {', '.join(unknown)} ({source}).{hint} Known are: "
            f"{', '.join(sorted(known))}."
        )
    return given


def _shown(text: str) -> str:
    """Return what was given as variables, for a message, unless a secret stands in it."""
    return "(not shown)" if any(name in text for name in SECRET_VARS) else repr(text)
