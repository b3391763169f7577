"""Parts that the charts share: axes, tooltips, months.

Colours are CSS variables of the page, so that a change of theme needs no redrawing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import altair as alt

from dashboard.old.blocks import Column
from dashboard.old.formats import d3_format
from dashboard.store import next_month
from dashboard.text import LANGUAGES, Text, month_text

MAX_MONTHS = 36  # more than three years of months cannot be told apart on a page
OPEN_OPACITY = 0.45  # of bars of a month that has not ended

SERIES = tuple(f"var(--series-{n})" for n in range(1, 8))
ACCENT = "var(--accent)"
INK = "var(--ink)"
MUTED = "var(--muted)"
RULE = "var(--rule)"
SURFACE = "var(--surface)"

# Channels keep their colour wherever and whenever they appear; related channels share a hue.
_CHANNEL_COLOURS = {
    "organic_search": "var(--series-1)",
    "paid_search": "var(--series-6)",
    "paid_social": "var(--series-4)",
    "organic_social": "var(--series-7)",
    "email": "var(--series-2)",
    "line": "var(--series-3)",
    "referral": "var(--series-5)",
    "direct": "var(--series-0)",
    "display": "var(--series-8)",
    "affiliate": "var(--series-9)",
    "other_campaign": "var(--series-10)",
}
OTHER_COLOUR = "var(--series-other)"


def channel_colour(channel: object) -> str:
    """Return the colour of a channel; channels without one of their own share a grey."""
    return _CHANNEL_COLOURS.get(str(channel), OTHER_COLOUR)


def put(row: dict[str, Any], key: str, text: Text) -> None:
    """Add a text to a row in both languages, as `<key>_en` and `<key>_ja`."""
    for language in LANGUAGES:
        row[f"{key}_{language}"] = text.of(language)


def tooltip(columns: Iterable[Column], language: str, currency: str) -> list[alt.Tooltip]:
    """Return the tooltip of a mark, one line per column, in `language`."""
    lines = []
    for column in columns:
        name = f"{column.key}_{language}" if column.localised else column.key
        title = column.label.of(language)
        if column.kind == "text":
            lines.append(alt.Tooltip(field=name, type="nominal", title=title))
        else:
            form = d3_format(column.kind, currency)
            lines.append(alt.Tooltip(field=name, type="quantitative", title=title, format=form))
    return lines


def month_axis(rows: Sequence[dict[str, Any]], key: str = "month") -> alt.X:
    """Return a time axis of months, labelled sparsely: month names, the year below each first one.

    Dates are drawn in UTC: a browser west of Greenwich would otherwise move every month back.
    """
    count = len({row[key] for row in rows})
    step = next(s for s in (1, 2, 3, 6, 12) if count / s <= 7 or s == 12)
    months = sorted({row[key] for row in rows})
    ticks = [m for m in months if (m.month - 1) % step == 0] or months
    values = [_utc(month) for month in ticks]
    first = ticks[0]
    year_here = (
        f"utcmonth(datum.value) < {step} || "
        f"(utcyear(datum.value) == {first.year} && utcmonth(datum.value) == {first.month - 1})"
    )
    # Points stand in the middle of their month, right above the bars of the chart below.
    return alt.X(
        field=key,
        type="temporal",
        timeUnit="utcyearmonth",
        bandPosition=0.5,
        title=None,
        # A choice of other rows (a quarter, a month) keeps the axis where it is.
        scale=alt.Scale(type="utc", domain=[_utc(months[0]), _utc(next_month(months[-1]))]),
        axis=alt.Axis(
            values=values,
            labelExpr=(
                f"[utcFormat(datum.value, '%b'), {year_here} ? utcFormat(datum.value, '%Y') : '']"
            ),
            grid=False,
            labelOverlap=True,
            tickBand="center",
        ),
    )


def _utc(month: date) -> alt.DateTime:
    return alt.DateTime(year=month.year, month=month.month, date=1, utc=True)


def large_numbers(language: str) -> str:
    """Labels of an axis of large numbers: 1.5M in English, 150万 in Japanese."""
    if language == "ja":
        return (
            "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',~r') + '億' : "
            "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',~r') + '万' : "
            "format(datum.value, ',~r')"
        )
    return "replace(format(datum.value, '~s'), 'G', 'B')"


SIGNED = "datum.value > 0 ? '+' + datum.value : replace(toString(datum.value), '-', '−')"


def value_axis(
    field: str,
    form: str,
    domain: tuple[float, float] | None = None,
    ticks: int = 4,
    stack: str | bool | None = None,
) -> alt.Y:
    """Return a vertical axis with few quiet grid lines.

    `form` is a d3 format, or an expression where it speaks of `datum`.
    """
    scale = alt.Scale(domain=list(domain)) if domain else alt.Scale(zero=True, nice=True)
    options: dict[str, Any] = {} if stack is None else {"stack": stack}
    return alt.Y(
        field=field,
        type="quantitative",
        title=None,
        scale=scale,
        axis=alt.Axis(
            tickCount=ticks,
            domain=False,
            ticks=False,
            **({"labelExpr": form} if "datum" in form else {"format": form}),
        ),
        **options,
    )


def colour(field: str, domain: Sequence[str], colours: Sequence[str]) -> alt.Color:
    """Colours by name without a legend of Vega's: the page draws a bilingual one that wraps."""
    return alt.Color(
        field=field,
        type="nominal",
        scale=alt.Scale(domain=list(domain), range=list(colours)),
        legend=None,
    )


def opacity() -> Any:  # noqa: ANN401 - Altair's own type differs between versions
    """Paler marks where a row says that its period is not complete."""
    return alt.condition("datum.is_open", alt.value(OPEN_OPACITY), alt.value(1))


def months_between(first: date, last: date) -> list[date]:
    """Every month from `first` to `last`, so that a month without rows stays visible as a gap."""
    months = [first.replace(day=1)]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months


def with_gaps(rows: list[dict[str, Any]], field: str, series: str) -> list[dict[str, Any]]:
    """Add a row without a figure for every month that a series lacks.

    Its line breaks there instead of inventing figures between its neighbours.
    """
    filled = list(rows)
    for name in {row[series] for row in rows}:
        known = {row["month"]: row for row in rows if row[series] == name}
        like = next(iter(known.values()))
        for month in newest_months(known):
            if month not in known:
                gap = {key: None for key in like} | {"month": month, series: name, field: None}
                put(gap, "month", month_text(month))
                filled.append(gap)
    return sorted(filled, key=lambda row: (str(row[series]), row["month"]))


def newest_months(months: Iterable[date]) -> list[date]:
    """Return the months that a chart shows: without gaps, at most the newest MAX_MONTHS."""
    known = sorted(set(months))
    return months_between(known[0], known[-1])[-MAX_MONTHS:] if known else []
