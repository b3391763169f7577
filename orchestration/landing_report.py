"""Says what a landing zone would give before anything is built: ``engagement check-landing``.

It reads the files as the load does, into memory and only what the checks need, and never starts
dbt; what it finds is what a refresh would find.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from orchestration import data_checks, dbt, landing, landing_zone, settings, yamls
from orchestration.contract import RawTable, read_contract
from orchestration.data_checks import Finding
from orchestration.paths import DBT_PROJECT_DIR

# Columns that the checks read besides keys, references and limits.
READ_BY_CHECKS = {
    "commerce.orders": {"discount_amount", "tax_amount", "shipping_amount", "member_no", "email"},
    "commerce.order_lines": {"quantity", "unit_price", "line_amount"},
    "commerce.subscriptions": {"started_at", "ends_at", "plan", "cancel_reason"},
    "crm.identity_overrides": {"decision"},
    "reference.fx_rates": {"rate_to_reporting"},
    "survey.answers": {"score"},
    "survey.questions": {"question_type", "scale_min", "scale_max", "missing_codes"},
    "web.events": {"event_name"},
}


@dataclass
class TableReport:
    """What was understood of one raw table.

    Attributes:
        table: Its contract.
        files: Number of files that can be read.
        rows: Rows in them.
        quarantined: Rows that break the contract.
        first: Earliest moment of its facts, as text; empty without one.
        last: Latest.
        known: Columns of the contract that a file brings.
        missing: Columns of the contract that no file brings.
        unknown: Columns of the files that the contract does not know, with the nearest.

    """

    table: RawTable
    files: int = 0
    rows: int = 0
    quarantined: int = 0
    first: str = ""
    last: str = ""
    known: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)


@dataclass
class LandingReport:
    """What a landing zone would give.

    Attributes:
        tables: Tables with files.
        problems: What stops a load.
        warnings: What the load would say.
        findings: What looks wrong in the rows.
        notes: What is not there, and what follows.
        empty_marts: Mart -> raw tables of which it needs one and has none.

    """

    tables: list[TableReport] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empty_marts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_usable(self) -> bool:
        """Whether a refresh would get beyond these checks."""
        return not self.problems and not any(f.is_critical for f in self.findings)


def check(raw_dir: Path, variables: dict[str, Any] | None = None) -> LandingReport:
    """Return what a landing zone would give.

    Args:
        raw_dir: The landing zone.
        variables: Variables of the refresh; others have their defaults.

    """
    given = settings.project_vars() | (variables or {})
    tables = read_contract()
    report = LandingReport(warnings=landing_zone.unknown_folders(raw_dir, tables))
    with duckdb.connect(config={"preserve_insertion_order": "false"}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.landing_files ("
            + ", ".join(f"{name} {kind}" for name, kind in landing.LANDING_FILES.items())
            + ")"
        )
        for table in tables:
            try:
                _look_at(connection, raw_dir, table, str(given["earliest_date"]), report)
            except landing.LandingError as error:
                report.problems.append(str(error))
        if not report.problems and not report.tables:
            report.problems.append(landing_zone.nothing_in(raw_dir))
        if not report.problems:
            report.findings = data_checks.run(landing.RawRows(connection), tables, given)
            report.notes += _notes(connection, report)
    filled = {t.table.full_name for t in report.tables if t.rows}
    report.empty_marts = {
        mart: lacking
        for mart, needs in marts_needs().items()
        if (lacking := lacking_of(needs, filled))
    }
    return report


def _look_at(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    table: RawTable,
    earliest: str,
    report: LandingReport,
) -> None:
    """Read one table and add what it holds to the report."""
    folder = landing_zone.look_into(raw_dir, table)
    report.problems += [text for text in folder.problems if text not in report.problems]
    report.warnings += folder.warnings
    sums = landing_zone.sums_differ(raw_dir, table, folder, folder.files)
    report.problems += sums.problems
    report.warnings += sums.warnings
    found = TableReport(table, files=len(folder.files))
    files = []
    for file in folder.files:
        whole, wrong = landing_zone.describe(connection, table, file)
        report.problems += wrong
        files += [whole] if whole and not wrong else []
    report.warnings += landing.near_misses(table, files)
    if folder.files:
        report.tables.append(found)
    _count(connection, raw_dir, table, files, earliest, found)
    brought = {column for file in files for column in file.given}
    found.known = [c["name"] for c in table.columns if c["name"] in brought]
    found.missing = [c["name"] for c in table.columns if files and c["name"] not in brought]
    for extra in sorted({extra for file in files for extra in file.extras}):
        near = next((f.near[extra] for f in files if extra in f.near), "")
        if not near:
            like = difflib.get_close_matches(extra.lower(), found.missing, 1, 0.6)
            near = like[0] if like else ""
        found.unknown[extra] = near


def _count(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    table: RawTable,
    files: list[landing_zone.LandingFile],
    earliest: str,
    found: TableReport,
) -> None:
    """Read the rows of a table into memory, as far as the checks need them."""
    partial = {c["name"] for file in files for c in table.columns if c["name"] not in file.given}
    kept = _read_columns(table) | (partial if len(files) > 1 else set())
    wanted = [(c["name"], c["data_type"]) for c in table.wanted if c["name"] in kept]
    wanted += landing.CONTROL_COLUMNS.items()
    empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in wanted)
    names = ", ".join(name for name, _ in wanted if name != "_row_json")
    all_names = ", ".join([*(c["name"] for c in table.wanted), *landing.CONTROL_COLUMNS])
    connection.execute(f"create table {table.relation} as select {empty} where false")
    for batch in landing.batches(files):
        rows = landing.typed_rows(table, batch, earliest)
        try:
            if batch[0].kind == "csv":
                # Texts that no check reads must be UTF-8 as well.
                connection.execute(f"select count(columns(*)) from {landing_zone.reader(batch)}")
            connection.execute(
                f"insert into {table.relation} by name select {names} from ({rows}) as "
                f"typed({all_names})"
            )
        except duckdb.Error as error:
            raise landing.LandingError(
                landing_zone.culprit(connection, table, batch, error)
            ) from error
    if files:
        told = landing.contract_hash(table, earliest)
        rows = landing.RawRows(connection)
        landing.note_files(rows, raw_dir, table, files, told, landing.Before())
    moment = table.happened_at or "_loaded_at"
    row = connection.execute(
        f"select count(*), count(_reasons), cast(min({moment}) filter (where _reasons is null) as "
        f"varchar), cast(max({moment}) filter (where _reasons is null) as varchar) "
        f"from {table.relation}"
    ).fetchone()
    found.rows, found.quarantined = row[0], row[1]
    found.first, found.last = (str(value or "")[:10] for value in row[2:])


def _read_columns(table: RawTable) -> set[str]:
    """Return the columns of a table that the checks read."""
    columns = {
        c["name"]
        for c in table.columns
        if {"references", "fixed_within_days"} & c.keys() or c.get("min") == 0
    }
    columns |= set(table.key) | {"_deleted", "_loaded_at"}
    columns |= READ_BY_CHECKS.get(table.full_name, set())
    columns |= {column for target, column in _referenced() if target == table.full_name}
    if table.meta.get("one_row_per_key_and_file"):
        columns |= {c["name"] for c in table.columns}
    if table.happened_at:
        columns.add(table.happened_at)
    return columns


@cache
def _referenced() -> frozenset[tuple[str, str]]:
    """Return table and column of everything that a column of the contract names."""
    names = {c["references"] for t in read_contract() for c in t.columns if "references" in c}
    return frozenset((target, column) for target, _, column in (n.rpartition(".") for n in names))


def _notes(connection: duckdb.DuckDBPyConnection, report: LandingReport) -> Iterator[str]:
    """Yield what is not there and what follows, said once per missing table."""
    there = {t.table.full_name: t for t in report.tables if t.rows}
    naming: dict[str, list[str]] = {}
    for found in there.values():
        for column in found.table.columns:
            target = column.get("references", "").rpartition(".")[0]
            if target and target not in there and column["name"] in found.known:
                naming.setdefault(target, []).append(f"{found.table.full_name}.{column['name']}")
    for target, columns in sorted(naming.items()):
        yield f"{target} has no rows, so that {', '.join(columns)} find no partner."
    if "commerce.orders" in there:
        orders = there["commerce.orders"]
        hints = [
            name for name in ("customer_record_id", "member_no", "email") if name in orders.known
        ]
        counted = ", ".join(f"count({name})" for name in hints) or "0"
        total, *counts = connection.execute(
            f"select count(*), {counted} from raw.commerce__orders where _reasons is null"
        ).fetchone()
        if total:
            told = [f"{n / total:.0%} {name}" for name, n in zip(hints, counts, strict=False)]
            yield f"Of {total:,} orders carry a customer: {', '.join(told) or 'none'}."


# --- what marts need ----------------------------------------------------------------------------


@cache
def marts_needs() -> dict[str, list[list[str]]]:
    """Return mart -> raw tables it needs: of each inner list one must hold rows."""
    needs = {}
    models = DBT_PROJECT_DIR / "models"
    for path in sorted(file for layer in dbt.PUBLISHED for file in (models / layer).rglob("*.yml")):
        # Up to its columns: the rest of a mart's contract takes ten times as long to read.
        text = re.split(r"\n +columns:|\nunit_tests:", path.read_text(encoding="utf-8"))[0]
        for model in (yamls.read(text) or {}).get("models", []):
            meta = model.get("config", {}).get("meta", {})
            if "needs" in meta:
                needs[model["name"]] = [one.split(" or ") for one in meta["needs"]]
    return needs


def lacking_of(needs: list[list[str]], filled: set[str]) -> list[str]:
    """Return what a mart needs and none of the filled raw tables gives."""
    return [" or ".join(one) for one in needs if not set(one) & filled]


def by_reason(empty_marts: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield what is lacking, and the marts that lack it; what most marts lack first."""
    reasons = {mart: " and ".join(lacking) for mart, lacking in empty_marts.items()}
    for reason, _ in Counter(reasons.values()).most_common():
        yield reason, [mart for mart, why in reasons.items() if why == reason]


# --- for people ---------------------------------------------------------------------------------


def lines(report: LandingReport) -> Iterator[str]:
    """Yield the report as text."""
    for found in report.tables:
        dates = f", {found.first} to {found.last}" if found.first else ""
        broken = f", {found.quarantined:,} in quarantine" if found.quarantined else ""
        yield (
            f"{found.table.full_name}: {found.files} files, {found.rows:,} rows{broken}{dates}; "
            f"{len(found.known)} of {len(found.table.columns)} columns"
        )
        for extra, near in found.unknown.items():
            yield f"    not read: {extra}" + (f" (is it {near}?)" if near else "")
        described = {c["name"]: c.get("gives") or c["description"] for c in found.table.columns}
        for name in found.missing:
            yield f"    missing: {name} ({described[name]})"
    for title, texts in (
        ("STOPS THE LOAD", report.problems),
        ("CRITICAL", [f.message for f in report.findings if f.is_critical]),
        ("WARNING", report.warnings + [f.message for f in report.findings if not f.is_critical]),
        ("NOTE", report.notes),
    ):
        yield from (f"{title}: {text}" for text in texts)
    for reason, marts in by_reason(report.empty_marts):
        yield f"EMPTY without {reason}: {', '.join(marts)}"
    rows = sum(found.rows for found in report.tables)
    verdict = "A refresh can start." if report.is_usable else "A refresh would stop."
    yield f"{len(report.tables)} tables, {rows:,} rows. {verdict}"
