"""What people decide about items of the list of whom to care for, written where a refresh reads it.

A decision is a row of crm.action_decisions like any other: whoever keeps them in a CRM sends them
from there, and ``engagement decide`` writes one by hand.
"""

import csv
import getpass
import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration import paths, publishing
from orchestration.errors import RefreshError, UsageError

FOLDER = Path("crm") / "action_decisions"


def decide(  # noqa: PLR0913 - the columns of the row
    customer_id: str,
    rule: str,
    state: str,
    *,
    until: date | None = None,
    note: str | None = None,
    by: str | None = None,
    now: datetime | None = None,
) -> Path:
    """Write a decision on an item of mart action_items into the landing zone.

    Args:
        customer_id: Customer of the item.
        rule: Rule of the item.
        state: taken, done, dismissed or snoozed.
        until: Day on which a snoozed item comes back; only with snoozed.
        note: What came of it.
        by: Who decided; by default the user of the machine.
        now: Moment of the decision; by default the machine's clock, UTC.

    Returns:
        The file that was written; the next refresh reads it.

    Raises:
        UsageError: If nothing is published, the list has no such item, or state and until do not
            fit.
        RefreshError: If the landing zone cannot be written.

    """
    if (state == "snoozed") != (until is not None):
        raise UsageError(
            "A snoozed item needs the day on which it comes back, and only that one has one: "
            "engagement decide CUSTOMER RULE snoozed --until 2026-09-30"
        )
    _find(customer_id, rule)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    stamp = f"{moment:%Y%m%dT%H%M%S%fZ}"
    decision_id = f"decide-{stamp}-{secrets.token_hex(4)}"
    row = {
        "decision_id": decision_id,
        "customer_id": customer_id,
        "rule": rule,
        "state": state,
        "decided_at": f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}",
        "decided_by": by or getpass.getuser(),
        "until": until.isoformat() if until else "",
        "outcome": note or "",
        "_loaded_at": f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}",
    }
    folder = paths.raw_dir() / FOLDER
    file = folder / f"{decision_id}.csv"
    # A refresh leaves names with a dot alone, so none reads half a file.
    unfinished = folder / f".{file.name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(row), lineterminator="\n")
            writer.writeheader()
            writer.writerow(row)
        os.replace(unfinished, file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise RefreshError(
            f"The decision could not be written into {folder}: {error.strerror}. Nothing was "
            "decided; see who may write there, and try again."
        ) from error
    return file


def _find(customer_id: str, rule: str) -> None:
    if not paths.published_link().exists():
        raise UsageError(f"Nothing is published in {paths.data_dir()} yet. Run: engagement run")
    with duckdb.connect(str(publishing.current()), read_only=True) as connection:
        rules = [
            found
            for (found,) in connection.execute(
                "select rule from marts.action_items where customer_id = ? order by priority",
                [customer_id],
            ).fetchall()
        ]
    if rule not in rules:
        has = f"has {', '.join(rules)}" if rules else "has no item"
        raise UsageError(
            f"The published list has no item {rule} of that customer, who {has}. Mart "
            "action_items lists customers and rules."
        )
