"""The headline figures, each with its period: cards of the page and lines of the terminal.

Every figure is a row of mart kpis; nothing is worked out here. Which metrics are cards stands in
the tabs (blocks of kind cards), what a metric is in the registry (table metrics).
"""

from collections.abc import Mapping
from typing import Any

from dashboard.blocks import Card
from dashboard.definitions import of_metric
from dashboard.formats import P_VALUE, write
from dashboard.glossary import terms_in
from dashboard.rows import Row, months_between
from dashboard.store import Context, Metric, previous_month
from dashboard.tabs import Block, Query, read_tabs
from dashboard.text import Text, day_text, month_text, plain
from dashboard.words import label

TREND_MONTHS = 13  # one year back to the same month
COUNTED = ("points", "score")  # units of figures that say how many answers they rest on
CHANCE = 0.05  # a change that chance alone makes as often as this is not called one


def headlines(context: Context, is_all: bool = False) -> list[Card]:
    """Return the cards of all tabs, or with is_all a card of every metric of the registry."""
    blocks = [block for tab in read_tabs() for block in tab.blocks if block.kind == "cards"]
    if is_all:
        return _cards(context, blocks[0], dict.fromkeys(context.metrics, {}))
    return [card for block in blocks for card in cards(context, block)]


def cards(context: Context, block: Block) -> list[Card]:
    """Return the cards of a block in their order; without mart kpis there are none."""
    return _cards(context, block, block.options["cards"])


def newest(rows: list[Row]) -> Row:
    """Return the row of a metric that a headline tells.

    The newest complete month with a figure; what only the present has (what customers are worth,
    rows in quarantine) and a first month in progress by its newest row.
    """
    told = [row for row in rows if row["value"] is not None]
    return next((row for row in reversed(told) if row["is_complete"]), told[-1] if told else {})


def _cards(context: Context, block: Block, wanted: Mapping[str, Any]) -> list[Card]:
    if not context.marts.has(*block.query.marts):
        return []
    rows = _by_metric(context, block.query)
    query = block.queries.get(block.options.get("forecasts"))
    ahead = _by_metric(context, query) if query and context.marts.has(*query.marts) else {}
    return [
        _card(
            context, context.metrics[name], facts.get("area"), rows.get(name, []), ahead.get(name)
        )
        for name, facts in wanted.items()
        if name in context.metrics
    ]


def _by_metric(context: Context, query: Query) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in context.marts.rows(query.sql):
        found.setdefault(row["metric"], []).append(row)
    return found


def _card(
    context: Context,
    metric: Metric,
    area: str | None,
    rows: list[Row],
    forecasts: list[Row] | None,
) -> Card:
    row = newest(rows)
    ahead = _ahead(row, forecasts or [])
    month, p_value = row.get("month"), row.get("change_p_value")
    interval = (row.get("ci_low"), row.get("ci_high"))
    has_change = row.get("change") is not None
    chance = None if p_value is None else _chance(p_value)
    notes = [
        *_notes(metric, row),
        *_so_far(context, metric, rows, row),
        *_foretold(context, metric, ahead),
    ]
    return Card(
        metric=metric.name,
        label=metric.label,
        area=area,
        unit=metric.unit,
        value=row.get("value"),
        period=_period(context, row),
        previous=row.get("previous_value") if has_change else None,
        previous_period=month_text(previous_month(month)) if has_change else None,
        change=row.get("change"),
        higher_is_better=metric.higher_is_better,
        interval=None if None in interval else interval,
        trend=_trend(rows, month),
        ahead=[(each["low_80"], each["value"], each["high_80"]) for each in ahead],
        notes=notes,
        is_uncertain=is_uncertain(metric, row),
        chance=chance,
        target=row.get("target"),
        is_on_target=is_on_target(metric, row),
        definition=of_metric(context, metric),
        terms=terms_in([metric.label, metric.definition, chance, *notes]),
    )


def _period(context: Context, row: Row) -> Text:
    if row and not row["is_complete"] and row["month"] == context.open_month:
        return label("card.as_of", day=day_text(context.local_as_of))
    return month_text(row.get("month"))


def _trend(rows: list[Row], month: Any) -> list[Any]:  # noqa: ANN401 - figures of any kind
    known = {row["month"]: row["value"] for row in rows}
    if month is None:
        return []
    return [known.get(each) for each in months_between(min(known), month)][-TREND_MONTHS:]


def _ahead(row: Row, forecasts: list[Row]) -> list[Row]:
    """Return the forecasts of the months that follow the one that a card tells, without a gap."""
    if not row or not row["is_complete"]:
        return []
    following = [each for each in forecasts if each["month"] > row["month"]]
    months = months_between(row["month"], following[-1]["month"])[1:] if following else []
    return following if [each["month"] for each in following] == months else []


def _foretold(context: Context, metric: Metric, ahead: list[Row]) -> list[Text]:
    if not ahead:
        return []
    last = ahead[-1]
    value, low, high = (
        write(last[name], metric.unit, context.currency) for name in ("value", "low_80", "high_80")
    )
    period = month_text(last["month"])
    return [label("card.forecast", period=period, value=value, low=low, high=high)]


def is_uncertain(metric: Metric, row: Row) -> bool:
    """Whether a change may be chance, or cannot be tested though the metric's changes are."""
    p_value = row.get("change_p_value")
    return metric.is_tested if p_value is None else p_value >= CHANCE


def is_on_target(metric: Metric, row: Row) -> bool | None:
    """Whether a figure has reached its target; None where one of them is unknown."""
    value, target = row.get("value"), row.get("target")
    if value is None or target is None:
        return None
    return value >= target if metric.higher_is_better else value <= target


def _chance(p_value: float) -> Text:
    told = plain(write(p_value, P_VALUE))
    return label("card.chance" if p_value >= CHANCE else "card.not_chance", p=told)


def _notes(metric: Metric, row: Row) -> list[Text]:
    """Return what a share is made of, or how many a score rests on."""
    if row.get("denominator") is None:
        return []
    base = write(row["denominator"], "count")
    if metric.is_tested:
        return [label("card.parts", part=write(row["numerator"], "count"), base=base)]
    return [label("card.base", base=base)] if metric.unit in COUNTED else []


def _so_far(context: Context, metric: Metric, rows: list[Row], row: Row) -> list[Text]:
    return [
        label(
            "card.so_far",
            period=month_text(each["month"]),
            value=write(each["value"], metric.unit, context.currency),
        )
        for each in rows
        if each is not row and each["month"] == context.open_month and each["value"] is not None
    ]
