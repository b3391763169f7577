"""Parts that the charts share: axes, tooltips, colours.

Colours are CSS variables of the page, so that a change of theme needs no redrawing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import altair as alt

from dashboard.blocks import Column
from dashboard.formats import d3_format, is_percent
from dashboard.store import next_month

OPEN_OPACITY = 0.45  # of bars of a month that has not ended

SERIES = tuple(f"var(--series-{n})" for n in range(1, 8))
ACCENT = "var(--accent)"
INK = "var(--ink)"
MUTED = "var(--muted)"
RULE = "var(--rule)"
SURFACE = "var(--surface)"

OTHER_COLOUR = "var(--series-other)"


def tooltip(columns: Iterable[Column], language: str, currency: str) -> list[alt.Tooltip]:
    """Return the tooltip of a mark, one line per column, in `language`."""
    lines = []
    for column in columns:
        title = column.label.of(language)
        if column.is_text:
            lines.append(alt.Tooltip(field=f"{column.key}_{language}", type="nominal", title=title))
        else:
            form = d3_format(column.unit, currency)
            lines.append(
                alt.Tooltip(field=column.key, type="quantitative", title=title, format=form)
            )
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


def axis_format(unit: str, language: str) -> str:
    """Return how an axis writes figures of a unit."""
    return "~%" if is_percent(unit) else large_numbers(language)


def colour(field: str, domain: Sequence[str], colours: Sequence[str]) -> alt.Color:
    """Colours by name without a legend of Vega's: the page draws a bilingual one that wraps."""
    return alt.Color(
        field=field,
        type="nominal",
        scale=alt.Scale(domain=list(domain), range=list(colours)),
        legend=None,
    )


def either(channel: type, test: str, value: object, otherwise: object) -> Any:  # noqa: ANN401 - a channel of Altair
    """Return a channel with a value where a test of the row holds, and another one elsewhere.

    Said as ``alt.condition``, Altair looks through all its classes for each: a quarter of a page.
    """
    return channel(otherwise, condition={"test": test, "value": value})


def opacity() -> alt.OpacityValue:
    """Paler marks where a row says that its period is not complete."""
    return either(alt.OpacityValue, "datum.is_open", OPEN_OPACITY, 1)
