"""The headline figures, each with its period: cards of the page and lines of the terminal.

Which they are stands in the tabs (blocks of kind cards); this says how a period is chosen and what
it is compared with. A month in progress is never compared as if it were complete.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.blocks import Card
from dashboard.formats import write
from dashboard.rows import Row, months_between
from dashboard.store import Context, previous_month
from dashboard.tabs import Block, as_text, read_tabs
from dashboard.text import Text, day_text, month_text
from dashboard.texts import PLACE, filled, period_text
from dashboard.words import label

TREND_MONTHS = 13  # one year back to the same month


def headlines(context: Context) -> list[Card]:
    """Return the headline figures of all tabs."""
    blocks = (block for tab in read_tabs() for block in tab.blocks if block.kind == "cards")
    return [card for block in blocks for card in cards(context, block)]


def cards(context: Context, block: Block) -> list[Card]:
    """Return the cards of a block whose marts exist, in their order."""
    made = []
    for name, facts in block.options["cards"].items():
        query = block.queries[facts.get("query", name)]
        if not context.marts.has(*query.marts):
            continue
        known = {
            "as_of": context.as_of,
            "last_month": context.last_complete_month,
            "zone": context.timezone.key,
        }
        given = {key: known[key] for key in query.parameters}
        rows = context.marts.rows(query.sql, **given)
        made.append(_card(context, name, facts, block.words["cards"][name], rows))
    return made


def _card(
    context: Context, name: str, facts: Mapping[str, Any], words: Mapping[str, Any], rows: list[Row]
) -> Card:
    choose = {"month": _month, "latest": _latest, "as_of": _as_of}[facts["period"]]
    row, before, trend, period = choose(context, facts, rows)
    value = row.get("value")
    previous, change = before.get("value"), None
    if "change" in row:
        change = row["change"]
        previous = None if change is None else value - change
    elif value is not None and previous is not None:
        change = value - previous
    notes = _notes(context, words, rows, row) + _so_far(context, facts, rows)
    interval = [row.get(end) for end in facts.get("interval", ())]
    return Card(
        metric=name,
        label=as_text(words["label"]),
        area=facts["area"],
        unit=facts["unit"],
        value=value,
        period=_named(period, words) if rows else period,
        previous=previous,
        previous_period=before.get("period"),
        change=change,
        higher_is_better=not facts.get("less_is_better", False),
        interval=None if not interval or None in interval else tuple(interval),
        trend=trend[-TREND_MONTHS:],
        notes=notes,
        is_uncertain=bool(row.get("is_uncertain")),
    )


def _month(
    context: Context, facts: Mapping[str, Any], rows: list[Row]
) -> tuple[Row, Row, list[Any], Text]:
    """Take the last complete month against the month before; a month without a row is `fill`."""
    month = context.last_complete_month
    known = {row["month"]: row for row in rows}
    if not known or month is None:
        return {}, {}, [], month_text(month)
    empty = {"value": facts.get("fill")}
    first, last = min(known), previous_month(month)
    # Before the first month with data there is nothing to compare with, not a zero.
    before = known.get(last, empty) if last >= first else {}
    trend = [
        known.get(each, empty)["value"]
        for each in (months_between(first, month) if first <= month else [month])
    ]
    return known.get(month, empty), before | {"period": month_text(last)}, trend, month_text(month)


def _latest(
    context: Context, facts: Mapping[str, Any], rows: list[Row]
) -> tuple[Row, Row, list[Any], Text]:
    """Take the newest row against the one before."""
    del context, facts
    if not rows:
        return {}, {}, [], month_text(None)
    row, before = rows[-1], rows[-2] if len(rows) > 1 else {}
    if before:
        before = before | {"period": period_text(before)}
    return row, before, [each["value"] for each in rows], period_text(row)


def _as_of(
    context: Context, facts: Mapping[str, Any], rows: list[Row]
) -> tuple[Row, Row, list[Any], Text]:
    """Take the state at the moment of the figures; earlier rows are its history."""
    del facts
    day = label("card.as_of", day=day_text(context.local_as_of))
    return rows[-1] if rows else {}, {}, [row["value"] for row in rows], day


def _named(period: Text, words: Mapping[str, Any]) -> Text:
    """Return the period as the card words it, e.g. "{period} cohort"."""
    return as_text(words["period"]).fill(period=period) if "period" in words else period


def _notes(context: Context, words: Mapping[str, Any], rows: list[Row], row: Row) -> list[Text]:
    """Return the notes whose places can all be filled."""
    value = row.get("value")
    if rows and value is None and "no_value" in words:
        return [as_text(words["no_value"])]
    values = {"last_month": context.last_complete_month} | row
    texts = [as_text(pair) for pair in words.get("notes") or []]
    return [
        filled(context, text, values)
        for text in texts
        if value is not None
        and all(values.get(place) is not None for place in PLACE.findall(text.en))
    ]


def _so_far(context: Context, facts: Mapping[str, Any], rows: list[Row]) -> list[Text]:
    open_rows = [row for row in rows if facts.get("so_far") and row["month"] == context.open_month]
    return [
        label(
            "card.so_far",
            period=month_text(row["month"]),
            value=write(row["value"], facts["unit"], context.currency),
        )
        for row in open_rows
    ]
