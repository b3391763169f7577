"""Read-only access to the published marts, and what the refresh says about them."""

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb

from dashboard.text import Text, plain


class Marts:
    """The published DuckDB file, opened for reading only.

    The file is attached under a name of its own: a file called marts.duckdb would otherwise make
    `marts.nps` ambiguous between catalog and schema.

    Args:
        database: The file.
        limits: What DuckDB keeps to: memory, threads, where it spills.

    """

    def __init__(self, database: Path, limits: dict[str, str] | None = None) -> None:
        if not Path(database).exists():
            raise FileNotFoundError(f"There is no published file at {database}")
        self._connection = duckdb.connect(":memory:", config=limits or {})
        quoted = str(database).replace("'", "''")
        self._connection.execute(f"attach '{quoted}' as published_file (read_only)")
        self._connection.execute("use published_file")
        found = self._connection.execute(
            """
            select table_name
            from information_schema.tables
            where table_catalog = 'published_file' and table_schema = 'marts'
            """
        ).fetchall()
        self.tables = {name for (name,) in found}

    def __enter__(self) -> "Marts":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def has(self, *tables: str) -> bool:
        """Whether all of these marts exist (they may be empty)."""
        return all(table in self.tables for table in tables)

    def rows(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """Run a query; SQL NULL and NaN become None."""
        return self.answer(sql, **parameters)[1]

    def answer(self, sql: str, **parameters: object) -> tuple[list[str], list[dict[str, Any]]]:
        """Run a query and return the names of its columns as well."""
        cursor = self._connection.execute(sql, parameters or None)
        names = [column[0] for column in cursor.description]
        rows = [
            {name: _clean(value) for name, value in zip(names, row, strict=True)}
            for row in cursor.fetchall()
        ]
        return names, rows

    def one(self, sql: str, **parameters: object) -> dict[str, Any]:
        """Run a query that returns at most one row; no row is an empty dictionary."""
        return next(iter(self.rows(sql, **parameters)), {})


@dataclass(frozen=True)
class Facts:
    """What the published table `columns` says of a column of a mart."""

    label: Text
    unit: str
    description: str = ""


@dataclass(frozen=True)
class Metric:
    """A metric of the registry (published table `metrics`), and how old the rows behind it are."""

    name: str
    label: Text
    definition: Text
    unit: str
    higher_is_better: bool
    owner: str
    mart: str
    column: str
    is_tested: bool
    newest_loaded_at: datetime | None = None
    is_fresh: bool | None = None


# Units of the registry as the page writes them.
METRIC_UNITS = {"money": "currency", "rate": "share"}


@dataclass(frozen=True)
class Context:
    """What every tab needs to know: the marts, the moment they speak of, and the settings.

    `columns` has the facts of each column by (mart, column), `words` names and colours of
    values, `metrics` the registry; all are empty where the file was published by a refresh that did
    not know them yet.
    """

    marts: Marts
    as_of: datetime | None
    timezone: ZoneInfo
    currency: str
    settings: dict[str, Any]
    failed_checks: list[dict[str, Any]]
    refresh: dict[str, Any] | None
    columns: dict[tuple[str, str], Facts]
    words: dict[str, tuple[Text, str | None]]
    metrics: dict[str, Metric]

    def word(self, value: object) -> Text:
        """Return the name of a value: None is "unknown", a value without a name as it is."""
        known = self.words.get("unknown" if value is None or value == "" else str(value))
        return known[0] if known else plain("–" if value is None else value)

    def colour(self, value: object) -> str | None:
        """Return the colour of a value, None where seed words gives it none."""
        known = self.words.get("unknown" if value is None or value == "" else str(value))
        return known[1] if known else None

    @property
    def local_as_of(self) -> datetime | None:
        """The moment of the figures in the business time zone."""
        return None if self.as_of is None else _local(self.as_of, self.timezone)

    def is_complete(self, month: date) -> bool:
        """Whether the month's last business day has ended by as_of."""
        if self.as_of is None:
            return False
        following = next_month(month)
        start = datetime(following.year, following.month, 1, tzinfo=self.timezone)
        # A date given as as_of means the last microsecond of that day, which counts as ended.
        return start <= (self.as_of + timedelta(microseconds=1)).replace(tzinfo=UTC)

    @property
    def last_complete_month(self) -> date | None:
        """The latest calendar month that has ended by as_of."""
        if self.local_as_of is None:
            return None
        current = self.local_as_of.date().replace(day=1)
        return current if self.is_complete(current) else previous_month(current)

    @property
    def open_month(self) -> date | None:
        """The month that as_of lies in, when it has not ended yet."""
        if self.local_as_of is None:
            return None
        current = self.local_as_of.date().replace(day=1)
        return None if self.is_complete(current) else current


def read_context(marts: Marts) -> Context:
    """Read the newest refresh; without one, the marts themselves tell the moment they speak of."""
    refresh: dict[str, Any] | None = None
    if marts.has("refresh"):
        order = "order by finished_at desc nulls last, started_at desc nulls last limit 1"
        refresh = marts.one(f"select * from marts.refresh {order}") or None
    given = refresh or {}
    settings = _parse(given.get("vars"), {})
    failed = _parse(given.get("checks"), {}).get("failed", [])
    return Context(
        marts=marts,
        as_of=given.get("as_of") or _newest_moment(marts),
        timezone=_zone(settings.get("business_timezone")),
        currency=str(settings.get("reporting_currency") or "JPY"),
        settings=settings,
        failed_checks=[check for check in _parse(failed, []) if isinstance(check, dict)],
        refresh=refresh,
        columns=_columns(marts),
        words=_words(marts),
        metrics=_metrics(marts),
    )


def _columns(marts: Marts) -> dict[tuple[str, str], Facts]:
    if not marts.has("columns"):
        return {}
    return {
        (row["table_name"], row["column_name"]): Facts(
            Text(row["label_en"], row["label_ja"]),
            _unit(row["unit"], row["data_type"], row["column_name"]),
            row["description"],
        )
        for row in marts.rows("select * from marts.columns where label_en is not null")
    }


def _unit(unit: str | None, data_type: str, column: str) -> str:
    """Return how a column is shown: dates by their name, answers on a scale as whole numbers."""
    if data_type in ("date", "timestamp"):
        return next((kind for kind in ("month", "quarter") if column.endswith(kind)), "day")
    if data_type == "integer" and unit == "score":
        return "ordinal"
    return unit or "text"


def _metrics(marts: Marts) -> dict[str, Metric]:
    if not marts.has("metrics"):
        return {}
    ages: dict[str, dict[str, Any]] = {}
    if marts.has("metric_freshness"):
        sql = "select metric, newest_loaded_at, is_fresh from marts.metric_freshness"
        ages = {row["metric"]: row for row in marts.rows(sql)}
    return {
        row["metric"]: Metric(
            name=row["metric"],
            label=Text(row["name_en"], row["name_ja"]),
            definition=Text(row["definition"], row["definition_ja"]),
            unit=METRIC_UNITS.get(row["unit"], row["unit"]),
            higher_is_better=row["direction"] == "up",
            owner=row["owner"],
            mart=row["mart"],
            column=row["column"],
            is_tested=bool(row["is_tested"]),
            newest_loaded_at=ages.get(row["metric"], {}).get("newest_loaded_at"),
            is_fresh=ages.get(row["metric"], {}).get("is_fresh"),
        )
        for row in marts.rows("select * from marts.metrics")
    }


def _words(marts: Marts) -> dict[str, tuple[Text, str | None]]:
    if not marts.has("words"):
        return {}
    return {
        row["value"]: (Text(row["en"], row["ja"]), _css(row["colour"]))
        for row in marts.rows("select * from marts.words where en is not null and ja is not null")
    }


def _css(colour: str | None) -> str | None:
    """Return a colour as CSS has it; anything but a name of the palette or #rrggbb is none."""
    if colour is None or not re.fullmatch(r"#[0-9a-fA-F]{6}|[a-z]+(-[a-z0-9]+)?", colour):
        return None
    return colour if colour.startswith("#") else f"var(--{colour})"


def previous_month(month: date) -> date:
    """First day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def next_month(month: date) -> date:
    """First day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _newest_moment(marts: Marts) -> datetime | None:
    sources = {
        "source_reconciliation": "newest_loaded_at",
        "orders": "ordered_at",
        "sessions": "ended_at",
        "customers": "first_seen_at",
    }
    for table, column in sources.items():
        if marts.has(table):
            newest = marts.one(f"select max({column})::timestamp as newest from marts.{table}")
            if newest.get("newest"):
                return newest["newest"]
    return None


def _local(moment: datetime, timezone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(timezone)


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _parse(text: object, default: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    """Parse JSON text; anything unreadable or of another shape counts as not given."""
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except json.JSONDecodeError:
        return default
    return value if isinstance(value, type(default)) else default


def _clean(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
