"""Hands an audience over: who may be contacted by a channel, and never the holdout.

Names and addresses leave the house here by the hand of whoever asks, so everything is for its owner
alone, is told to nobody but a log without names (table ``audit.exports``), and is refused where
consents are not known, where the audience is so small that it names people, and where it is not of
the published figures. Erased people have no rows to begin with; that is looked at once more.

For advertising platforms identifiers are hashed as these ask for it: SHA-256 *without* salt, which
is no protection from whoever has a list of addresses to try. That is why the file says so and why
handing it over needs a consent of its own (purpose third_party).
"""

import csv
import getpass
import hashlib
import io
import json
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration import erasure, loading, paths, publishing, settings, sharing
from orchestration.casting import FORMULA_STARTS, literal
from orchestration.errors import UsageError

CONTACTS = "audience_contacts"
# Channel -> what reaches a customer there; by push and LINE it is the id that the tool knows.
ADDRESSES = {
    "email": "email",
    "sms": "phone",
    "phone": "phone",
    "post": "postal_code",
    "push": "customer_id",
    "line": "customer_id",
}
# Names of columns as the platforms' templates for lists of customers have them.
HEADERS = {"google": ("Email", "Phone"), "meta": ("email", "phone")}
UNSALTED = "SHA-256 without salt"
LOG = pa.schema(
    {
        "export_id": pa.int64(),
        "audience": pa.string(),
        "channel": pa.string(),
        "person_count": pa.int64(),
        "holdout_count": pa.int64(),
        "as_of_at": pa.timestamp("us"),
        "exported_at": pa.timestamp("us"),
        "exported_by": pa.string(),
    }
)
Row = dict[str, Any]


def export(  # noqa: PLR0913 - what can be said of an export
    audience: str,
    channel: str,
    out: Path,
    *,
    platform: str = "google",
    assignments: Path | None = None,
    experiment: str | None = None,
    now: datetime | None = None,
) -> list[str]:
    """Write the file, its row of the log, and both groups where they are asked for.

    Args:
        audience: Audience of seed audiences.
        channel: One of ADDRESSES, or ads.
        out: File to write; must not exist.
        platform: One of HEADERS; for ads only.
        assignments: File for both groups in the form of messaging.assignments; must not exist.
        experiment: Their experiment_id; by default audience, channel and day.
        now: Moment of the export; by default the machine's clock, UTC.

    Returns:
        What was done, line by line.

    Raises:
        UsageError: If the export is refused; says why and what to do.

    """
    files = [out, *([assignments] if assignments else [])]
    for file in files:
        if file.exists() or not file.parent.is_dir():
            raise UsageError(f"{file} exists already, or its folder does not. Name a new file.")
    if len(set(files)) < len(files):
        raise UsageError("--out and --assignments name the same file.")
    refresh = _published()
    erasure.guard_contacts(CONTACTS)
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        found = _members(connection, audience, refresh)
    reached = [row for row in found if row[f"can_{channel}"] and _address(row, channel)]
    people = [row for row in reached if not row["is_holdout"]]
    least = _least()
    if len(found) < least or (channel == "ads" and len(people) < least):
        small = found if len(found) < least else people
        raise UsageError(
            f"Audience {audience} has fewer people than minimum_cell_size ({least}) "
            + ("" if small is found else f"who may be reached by {channel} ")
            + "and is not handed over: so few are named by it. Widen its conditions in "
            "seeds/audiences.csv."
        )
    if not people:
        raise UsageError(
            f"Nobody of audience {audience} may be contacted by {channel}: nobody agreed to it and "
            "can be reached. Choose another channel; tab Outreach of the page has the numbers."
        )
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    written = {out: _hashed(people, platform) if channel == "ads" else _listed(people, channel)}
    experiment = experiment or f"{audience}-{channel}-{moment:%Y-%m-%d}"
    if assignments:
        share = float(refresh["vars"].get("audience_holdout_share", _default_share()))
        written[assignments] = _groups(reached, experiment, share, moment)
    holdout = len(reached) - len(people)
    _write(
        written,
        {
            "audience": audience,
            "channel": channel,
            "person_count": len(people),
            "holdout_count": holdout,
            "as_of_at": refresh["as_of"].isoformat(),
            "exported_at": moment.isoformat(),
            "exported_by": getpass.getuser(),
        },
    )
    told = [
        f"{len(people):,} people of audience {audience} who may be contacted by {channel}; "
        f"{holdout:,} are held out, {len(found) - len(reached):,} did not agree or cannot be "
        "reached."
    ]
    if channel == "ads":
        told.append(
            f"{out}: {UNSALTED}, as platforms ask for it. Whoever has a list of addresses can find "
            "out who is in it: hand it to the platform only, and delete it."
        )
    else:
        told.append(f"{out}: names and addresses. Delete it once it was used.")
    if assignments:
        told.append(
            f"{assignments}: put it into messaging/assignments of the landing zone, and a row with "
            f"experiment_id {experiment} into messaging/measures: measure_effects then shows what "
            "the contact did."
        )
    return told


def logged() -> pa.Table:
    """Return the log as table ``audit.exports``."""
    file = paths.exports_file()
    rows = []
    if file.exists():
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            row = json.loads(line) | {"export_id": number}
            for name in ("as_of_at", "exported_at"):
                row[name] = datetime.fromisoformat(row[name])
            rows.append(row)
    return pa.Table.from_pylist(rows, schema=LOG)


def _published() -> Row:
    """Return the published refresh, where the build database is of the same one."""
    refresh = publishing.read_refresh()
    if refresh is None:
        raise UsageError("Nothing is published yet. Run: engagement run")
    stamp = None
    if paths.marts_file().exists() and paths.warehouse_file().exists():
        with loading.open_file(paths.marts_file(), read_only=True) as connection:
            stamp = connection.execute("select run_id from audit.build_stamp").fetchone()
    if stamp is None or stamp[0] != refresh["run_id"]:
        raise UsageError(
            "What was built last is not what is published (a refresh failed, or an older one was "
            "published again), so who may be contacted is not known now. Run: engagement run"
        )
    return refresh


def _members(connection: duckdb.DuckDBPyConnection, audience: str, refresh: Row) -> list[Row]:
    """Return everybody of the audience with how to reach them."""
    try:
        (known,) = connection.execute(
            "select is_known from intermediate.int_consents_recorded"
        ).fetchone()
        cursor = connection.execute(
            f"select * from pii.{CONTACTS} where audience = ? order by customer_id", [audience]
        )
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        others = connection.execute(
            f"select distinct audience from pii.{CONTACTS} order by audience"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise UsageError(
            f"The refresh of {refresh['as_of']} was made before audiences were. Run: engagement run"
        ) from error
    if not known:
        raise UsageError(
            "No marketing consents are known (crm.consents has no event of purpose marketing), so "
            "nobody may be contacted. Send consents to the landing zone first."
        )
    if not found:
        listed = ", ".join(name for (name,) in others) or "none"
        raise UsageError(
            f"Audience {audience} has nobody in it. Audiences with somebody: {listed}. Conditions "
            "stand in seeds/audiences.csv and count from the next refresh on."
        )
    return found


def _least() -> int:
    with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
        connection.execute(f"attach {literal(str(publishing.current()))} as published (read_only)")
        return sharing.minimum_cell_size(connection)


def _default_share() -> float:
    return float(settings.project_vars()["audience_holdout_share"])


def _address(row: Row, channel: str) -> str | None:
    """Return what reaches a customer by a channel; None where nothing does."""
    if channel != "ads":
        return row[ADDRESSES[channel]]
    return row["email"] or row["phone"]


def _listed(people: list[Row], channel: str) -> str:
    """Return the contact list as CSV; a name that a spreadsheet would run is put in quotes."""
    names = list(dict.fromkeys(["customer_id", "full_name", ADDRESSES[channel]]))
    rows = [
        [_defused(row[name]) if name == "full_name" else row[name] for name in names]
        for row in people
    ]
    return _text(names, rows)


def _defused(name: str | None) -> str | None:
    return f"'{name}" if name and name.startswith(tuple(FORMULA_STARTS)) else name


def _hashed(people: list[Row], platform: str) -> str:
    """Return hashed identifiers as CSV: e-mail trimmed and in lower case, phone as E.164.

    Google hashes the number with its plus, Meta without. The last column says what was done.
    """
    rows = []
    for row in people:
        phone = row["phone"]
        if phone and platform == "meta":
            phone = phone.removeprefix("+")
        rows.append([_hash(row["email"]), _hash(phone), UNSALTED])
    # By hash, so that the order tells nobody who is who.
    return _text([*HEADERS[platform], "Hash"], sorted(rows))


def _hash(value: str | None) -> str:
    return hashlib.sha256(value.encode()).hexdigest() if value else ""


def _groups(reached: list[Row], experiment: str, share: float, moment: datetime) -> str:
    """Return both groups as rows of messaging.assignments; who cannot be reached is in neither."""
    stamp = f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"
    names = ["experiment_id", "customer_record_id", "variant", "assigned_at", "planned_share"]
    rows = [
        [
            experiment,
            row["customer_id"],
            "control" if row["is_holdout"] else "treated",
            stamp,
            round(share if row["is_holdout"] else 1 - share, 12),
            stamp,
        ]
        for row in reached
    ]
    return _text([*names, "_loaded_at"], rows)


def _text(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV for another program: values as they are, null as nothing."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return stream.getvalue()


def _write(files: dict[Path, str], facts: Row) -> None:
    """Write everything for its owner alone: first the log, so that no file is without its row."""
    made = []
    try:
        for file, text in files.items():
            new = file.with_name(f".{file.name}.new")
            new.unlink(missing_ok=True)
            made.append((new, file))
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(text.encode())
        log = paths.exports_file()
        line = json.dumps(facts, ensure_ascii=False) + "\n"
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb") as out:
            out.write(line.encode())
            out.flush()
            os.fsync(out.fileno())
        _show_log()
        for new, file in made:
            os.replace(new, file)
    finally:
        for new, _ in made:
            new.unlink(missing_ok=True)


def _show_log() -> None:
    """Write the log into the build database, where the next refresh would write it."""
    rows = logged()
    with loading.open_file(paths.warehouse_file()) as connection:
        connection.register("rows", rows)
        connection.execute("create schema if not exists audit")
        connection.execute("create or replace table audit.exports as from rows")
