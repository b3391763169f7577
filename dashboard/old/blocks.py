"""What a section of the page is made of; areas return these and the template draws them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.old.formats import Number
from dashboard.text import Text


@dataclass(frozen=True)
class Column:
    """A column of a table, or a line of a chart's tooltip.

    `kind` is text, count, money, rate, points or days, or own: as the row's `_kind` says.
    `bar` draws the figure as a bar too.
    `localised` says that the rows carry `<key>_en` and `<key>_ja` instead of `<key>`.
    """

    key: str
    label: Text
    kind: str = "text"
    bar: bool = False
    localised: bool = False


@dataclass(frozen=True)
class Card:
    """A headline figure with its period and the change to the period before."""

    metric: str
    label: Text
    area: str
    kind: str
    value: Number | None
    period: Text
    previous: Number | None = None
    previous_period: Text | None = None
    change: Number | None = None
    higher_is_better: bool = True
    interval: tuple[float, float] | None = None
    trend: Sequence[Number | None] = ()
    notes: Sequence[Text] = ()
    is_uncertain: bool = False  # few cases, or a change within chance: no colour for the change


@dataclass(frozen=True)
class Warn:
    """A line of the list of things that deserve eyes. `level` is critical, warning or info."""

    level: str
    text: Text
    area: str | None = None


@dataclass(frozen=True)
class Legend:
    """A coloured key above a chart, with the latest figure where that helps."""

    label: Text
    colour: str
    figure: str | None = None


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite chart: rows once, one specification per language.

    `options` offers a choice; only the rows whose `option_field` equals the choice are drawn.
    """

    key: str
    title: Text
    rows: list[dict[str, Any]]
    build: Callable[[str], Any]
    columns: Sequence[Column]
    note: Text | None = None
    height: int = 240
    legend: Sequence[Legend] = ()
    options: Sequence[tuple[str, Text]] = ()
    option_field: str | None = None
    wide: bool = False
    empty: Text | None = None
    below: "Chart | None" = None  # a smaller chart on the same axis, in the same figure


@dataclass(frozen=True)
class Table:
    """An HTML table. A row may carry `_level` (trouble), `_colour` (swatch), `_trend` and `_kind`.

    Trends share a scale that begins at 0, unless rows say `_own_scale`.
    """

    key: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    note: Text | None = None
    wide: bool = False
    empty: Text | None = None
    trend_label: Text | None = None

    def has_bars(self) -> bool:
        """Whether a column is drawn as bars; without, the columns share the width evenly."""
        return any(column.bar for column in self.columns)

    def top(self, column: Column) -> Number:
        """Return the largest figure of a column: its bar has full length."""
        if not column.bar:
            return 0
        return max((row[column.key] for row in self.rows if row[column.key] is not None), default=0)


@dataclass(frozen=True)
class Area:
    """A tab of the page: one business area."""

    key: str
    label: Text
    lead: Text | None = None
    cards: Sequence[Card] = ()
    warnings: Sequence[Warn] | None = None
    blocks: Sequence[Chart | Table] = field(default_factory=tuple)
