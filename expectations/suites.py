"""Reads the suites: one YAML file per table, edited by people who know the data.

A file says::

    table: orders                # landing suites: source and table, survey.answers
    expectations:
      - type: expect_column_mean_to_be_between     # any type of Great Expectations
        kwargs: {column: net_sales, min_value: 0}
        severity: warning                          # critical stops the publishing
        meta: {check: mean_is_not_negative}        # unique name, snake_case
        notes: Why this threshold.
        remedy: What to do when it fails.

``compared_with_published: {at_least: 0.5, at_most: 2}`` instead of limits measures the same
figure in the published refresh and allows that much of it. ``partition_object: published`` gives
a distribution statement the published distribution. Both hold while there is nothing comparable
to compare with.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration import yamls

FOLDER = Path(__file__).parent
SEVERITIES = ("critical", "warning")
FIELDS = {"type", "kwargs", "severity", "meta", "notes", "remedy", "compared_with_published"}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
DEFAULT_REMEDY = (
    "Look at the newest files of the sources behind this table. If the change is real, "
    "edit the threshold and its notes in {file}."
)
COMPARISON_REMEDY = (
    "Look for sources that are missing or cut short. If the change is real, "
    "run once with --new-baseline: comparisons start afresh from that refresh."
)


class SuiteError(ValueError):
    """A suite cannot be used; the message names file, expectation and remedy."""


@dataclass(frozen=True)
class Statement:
    """One expectation of a suite.

    Attributes:
        type: Type of Great Expectations.
        kwargs: Its arguments.
        check: Short name, unique within the suite.
        is_critical: Whether a failure stops the publishing.
        notes: Why this threshold.
        remedy: What to do when it fails.
        at_least: Smallest allowed share of the published figure, or None.
        at_most: Greatest allowed share of the published figure, or None.

    """

    type: str
    kwargs: dict[str, Any]
    check: str
    is_critical: bool
    notes: str
    remedy: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_comparison(self) -> bool:
        """Return whether the published refresh decides the limits."""
        return (
            self.at_least is not None
            or self.at_most is not None
            or self.kwargs.get("partition_object") == "published"
        )


@dataclass(frozen=True)
class Suite:
    """The expectations on one table.

    Attributes:
        layer: ``landing`` or ``marts``.
        table: Name of the mart, or ``source.table``.
        statements: Its expectations, in file order.

    """

    layer: str
    table: str
    statements: tuple[Statement, ...] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        """Name for people and for Great Expectations."""
        return f"{self.layer} {self.table}" if self.layer == "landing" else self.table

    @property
    def view(self) -> str:
        """Name of the view the suite runs on (see ``expectations.room``)."""
        return self.table.replace(".", "__")


def read_suites(layer: str, folder: Path | None = None) -> list[Suite]:
    """Return the suites of a layer, in order of their file names.

    Raises:
        SuiteError: If a file is no valid suite.

    """
    files = sorted((folder or FOLDER / layer).glob("*.yml"))
    suites = [read_suite(file, layer) for file in files]
    twice = {s.table for s in suites if sum(o.table == s.table for o in suites) > 1}
    if twice:
        raise SuiteError(f"Two files of {layer} speak of {', '.join(sorted(twice))}; join them.")
    return suites


def read_suite(file: Path, layer: str) -> Suite:
    """Return the suite of a file.

    Raises:
        SuiteError: If the file is no valid suite.

    """
    try:
        content = yamls.read(file.read_text(encoding="utf-8"))
        table, entries = content["table"], content["expectations"]
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise SuiteError(
            f"{file.name} is no suite: {error}. It needs table and expectations."
        ) from error
    statements = tuple(_statement(entry, f"{layer}/{file.name}") for entry in entries)
    names = [statement.check for statement in statements]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SuiteError(
            f"{file.name}: the check name {', '.join(twice)} is used twice; rename one."
        )
    return Suite(layer, table, statements)


def _statement(entry: dict[str, Any], file: str) -> Statement:
    check = (entry.get("meta") or {}).get("check") or ""
    where = f"{file}, expectation {check or entry.get('type')}"
    if unknown := sorted(set(entry) - FIELDS):
        raise SuiteError(
            f"{where}: unknown field {', '.join(unknown)}. Known are {', '.join(sorted(FIELDS))}."
        )
    if not NAME.fullmatch(check):
        raise SuiteError(f"{where}: meta.check must be a name in snake_case.")
    if entry.get("severity") not in SEVERITIES:
        raise SuiteError(f"{where}: severity must be one of {', '.join(SEVERITIES)}.")
    if not str(entry.get("notes") or "").strip():
        raise SuiteError(f"{where}: notes must say why this threshold.")
    relative = entry.get("compared_with_published") or {}
    statement = Statement(
        type=entry["type"],
        kwargs=dict(entry.get("kwargs") or {}),
        check=check,
        is_critical=entry["severity"] == "critical",
        notes=" ".join(entry["notes"].split()),
        remedy=" ".join(str(entry.get("remedy") or "").split()),
        at_least=relative.get("at_least"),
        at_most=relative.get("at_most"),
    )
    remedy = (
        COMPARISON_REMEDY
        if statement.is_comparison
        else DEFAULT_REMEDY.format(file=f"expectations/{file}")
    )
    return statement if statement.remedy else Statement(**{**statement.__dict__, "remedy": remedy})
