"""What lets readers choose segment and month of the headline figures: rows of kpis for the script.

The script places digits and rounds, sums or divides nothing: every figure comes in units of its
last written digit (formats.whole), so that it reads the same wherever it is written.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from dashboard import formats, row_queries
from dashboard.blocks import Explorer
from dashboard.charts import axis_format
from dashboard.definitions import of_metric
from dashboard.headlines import COUNTED, is_on_target, is_uncertain, newest
from dashboard.rows import Row, months_between
from dashboard.store import Context, Metric, previous_month
from dashboard.tabs import Block
from dashboard.text import LANGUAGES, Text, day_text, month_text
from dashboard.words import label, page_words

ALL = "all:all"
# What a row's flags say; the script knows them by the same numbers.
COMPLETE, UNCERTAIN, UP, DOWN, ABSOLUTE, ON_TARGET = 1, 2, 4, 8, 16, 32
# Texts of the cards that the script writes as well.
_TEXTS = (
    "vs", "so_far", "interval", "chance", "not_chance", "parts", "base", "on_target", "off_target",
    "not_cut", "no_figure", "month",
)  # fmt: skip


def explorer(context: Context, block: Block, rows: list[Row]) -> Explorer | None:
    """Return what readers may choose of a block of cards; without figures there is nothing.

    Args:
        context: What the page speaks of.
        block: The cards.
        rows: Figures by metric and segment, the largest segments first, the oldest month first.

    """
    cards = {name: facts["area"] for name, facts in block.options["cards"].items()}
    rows = [row for row in rows if row["metric"] in cards and row["metric"] in context.metrics]
    if not rows:
        return None
    # The month before the first names what that is compared with.
    first, last = (end(row["month"] for row in rows) for end in (min, max))
    months = months_between(previous_month(first), last)
    place = {month: number for number, month in enumerate(months)}
    found: dict[str, dict[str, Any]] = {}
    for (name, *_), group in groupby(rows, key=lambda row: (row["metric"], _key(row))):
        members = list(group)
        metric = context.metrics[name]
        found.setdefault(name, {})[_key(members[0])] = _series(context, metric, members, place)
    metrics = [context.metrics[name] for name in cards if name in found]
    complete = {row["month"] for row in rows if row["is_complete"]}
    return Explorer(
        segments=_segments(context, rows),
        months=[(f"{m:%Y-%m}", month_text(m)) for m in reversed(months) if m in complete],
        metrics=[(metric.name, metric.label) for metric in metrics],
        cuts=_cuts(context, rows),
        data={
            "months": [(f"{month:%Y-%m}", *_pair(month_text(month))) for month in months],
            "open": place.get(context.open_month),
            "now": _pair(_now(context)),
            "texts": {name: _pair(label(f"card.{name}")) for name in _TEXTS},
            "behind": {name: _pair(label(f"behind.{name}")) for name in page_words()["behind"]},
            "toDate": _pair(label("period.to_date", period="{period}")),
            "changes": {kind: _pair(text) for kind, text in formats.CHANGES.items()},
            "metrics": {m.name: _facts(context, m, cards[m.name], found[m.name]) for m in metrics},
            "rows": found,
            "queries": {m.name: _query(context, m) for m in metrics},
            "segmented": row_queries.SEGMENTED,
            "ways": sorted(row_queries.ways(context)),
        },
    )


def _key(row: Row) -> str:
    return f"{row['segment_type']}:{row['segment_value']}"


def _pair(text: Text) -> list[str]:
    return [text.of(language) for language in LANGUAGES]


def _now(context: Context) -> Text:
    return label("card.as_of", day=day_text(context.local_as_of))


def _segments(context: Context, rows: list[Row]) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Return each way to split customers with its segments, the unknown last."""
    types: dict[str, dict[str, Row]] = {}
    for row in sorted(rows, key=lambda row: row["segment_place"]):
        if row["segment_type"] != "all":
            types.setdefault(row["segment_type"], {}).setdefault(row["segment_value"], row)
    listed = [(context.word(kind), kind, list(values)) for kind, values in types.items()]
    return [
        (
            text,
            [
                (f"{kind}:{value}", _name(context, kind, value))
                for value in sorted(values, key=lambda value: value == "unknown")
            ],
        )
        for text, kind, values in sorted(listed, key=lambda each: each[0].en)
    ]


def _name(context: Context, kind: str, value: str) -> Text:
    if value == "unknown":
        return label("explore.unknown", kind=context.word(kind))
    return context.word(value)


def _cuts(context: Context, rows: list[Row]) -> list[Text]:
    shown: dict[str, set[str]] = {}
    whole = {row["segment_type"]: row["segment_count"] for row in rows}
    for row in rows:
        shown.setdefault(row["segment_type"], set()).add(row["segment_value"])
    return [
        label("explore.cut", kind=context.word(kind), shown=len(shown[kind]), whole=whole[kind])
        for kind in sorted(whole)
        if whole[kind] > len(shown[kind])
    ]


def _facts(context: Context, metric: Metric, area: str, series: dict[str, Any]) -> dict[str, Any]:
    """Return what the script has to know of a metric."""
    is_money, is_percent = metric.unit == "currency", formats.is_percent(metric.unit)
    return {
        "name": _pair(metric.label),
        "definition": _pair(metric.definition),
        "source": of_metric(context, metric).source,
        "area": area,
        "digits": formats.decimals(metric.unit, context.currency),
        "before": formats.symbol(context.currency) if is_money else "",
        "after": "%" if is_percent else "",
        "change": "rate" if is_percent else "points" if metric.unit == "points" else "relative",
        "higher": metric.higher_is_better,
        "note": "parts" if metric.is_tested else "base" if metric.unit in COUNTED else "",
        "partDigits": _part_digits(context, metric),
        "isCut": any(key != ALL for key in series),
        "axis": [axis_format(metric.unit, language) for language in LANGUAGES],
    }


def _query(context: Context, metric: Metric) -> dict[str, Any] | None:
    """Return how the rows behind a metric are found; the script fills month and segment."""
    query = row_queries.row_queries().get(metric.name)
    if query is None:
        return None
    known = row_queries.places(context)
    return {
        "sql": row_queries.with_literals(query.sql, known) if query.sql else None,
        "note": _pair(query.note) if query.note else None,
        "onlyAll": query.is_only_all,
    }


def _part_digits(context: Context, metric: Metric) -> int:
    return formats.decimals(metric.unit, context.currency) if metric.unit == "currency" else 0


def _series(
    context: Context, metric: Metric, rows: list[Row], place: dict[date, int]
) -> dict[str, Any]:
    """Return the figures of a metric and segment month by month from `at` on.

    Columns: v value, c change, p its p-value, n and d what it is divided of, l and h the interval,
    t target, f flags (null: no row). A column without any figure is left out. `newest` is the
    month that a headline tells.
    """
    known = {place[row["month"]]: row for row in rows}
    at = min(known)
    told: dict[str, list[Any]] = {name: [] for name in "vcpndlhtf"}
    part = "currency" if metric.unit == "currency" else "count"
    for number in range(at, max(known) + 1):
        row = known.get(number, {})
        change = formats.whole_change(
            row.get("value"), row.get("previous_value"), row.get("change"), metric.unit
        )
        figures = {
            "v": ("value", metric.unit), "d": ("denominator", "count"),
            "n": ("numerator", part), "l": ("ci_low", "points"), "h": ("ci_high", "points"),
            "t": ("target", metric.unit),
        }  # fmt: skip
        for name, (column, unit) in figures.items():
            told[name].append(formats.whole(row.get(column), unit, context.currency))
        told["c"].append(change[1] if change else None)
        told["p"].append(formats.whole_p_value(row.get("change_p_value")))
        told["f"].append(_flags(metric, row, change) if row else None)
    if not any(n is not None for n in told["d"]):
        told["n"] = []  # a count or sum is its value
    row = newest(rows)
    columns = {name: column for name, column in told.items() if any(_known(column))}
    return {"at": at, "newest": place[row["month"]] if row else None, **columns}


def _known(column: Iterable[Any]) -> list[bool]:
    return [value is not None for value in column]


def _flags(metric: Metric, row: Row, change: tuple[str, int] | None) -> int:
    delta = row["change"] or 0
    said = {
        COMPLETE: row["is_complete"],
        UNCERTAIN: is_uncertain(metric, row),
        UP: delta > 0,
        DOWN: delta < 0,
        ABSOLUTE: change is not None and change[0] == "absolute",
        ON_TARGET: is_on_target(metric, row),
    }
    return sum(flag for flag, is_said in said.items() if is_said)
