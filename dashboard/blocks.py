"""What a section of the page is made of; areas return these and the template draws them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from dashboard.formats import IN_TIME, TEXTS, Number
from dashboard.text import Text


@dataclass(frozen=True)
class Definition:
    """What a figure or a term is: behind the (i) of a card, a chart or a table.

    `age` says how old the rows behind a metric are; terms of the glossary have no source.
    """

    label: Text
    text: Text
    unit: Text | None = None
    source: str | None = None
    owner: Text | None = None
    age: Text | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table, or a line of a chart's tooltip.

    `unit` is one of formats.UNITS, or own: as the row's `_unit` says. `bar` draws the figure as a
    bar too. Texts stand in a table's row as Text, in a chart's row as `<key>_en` and `<key>_ja`.
    """

    key: str
    label: Text
    unit: str = "text"
    bar: bool = False
    definition: Definition | None = None

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts and not figures."""
        return self.unit in TEXTS

    @property
    def sorts_by(self) -> str:
        """How a list puts its rows in the order of the column: number, key (of time) or text."""
        return "key" if self.unit in IN_TIME else "text" if self.is_text else "number"


@dataclass(frozen=True)
class Card:
    """A headline figure with its period and the change to the period before."""

    metric: str
    label: Text
    area: str | None
    unit: str
    value: Number | None
    period: Text
    previous: Number | None = None
    previous_period: Text | None = None
    change: Number | None = None
    higher_is_better: bool = True
    interval: tuple[float, float] | None = None
    trend: Sequence[Number | None] = ()
    ahead: Sequence[tuple[Number, Number, Number]] = ()  # lower limit, forecast, upper limit
    notes: Sequence[Text] = ()
    is_uncertain: bool = False  # a change within chance, or not to be tested: no colour for it
    chance: Text | None = None
    target: Number | None = None
    is_on_target: bool | None = None
    definition: Definition | None = None
    terms: Sequence[Definition] = ()


@dataclass(frozen=True)
class Explorer:
    """What readers may choose of headline figures, and the figures for it.

    `segments` are the ways to split customers, each with key and name of its segments; `months` the
    complete ones, newest first; `metrics` those of the cards; `cuts` say which ways are cut to
    their largest segments; `data` is what the script draws from.
    """

    segments: Sequence[tuple[Text, Sequence[tuple[str, Text]]]]
    months: Sequence[tuple[str, Text]]
    metrics: Sequence[tuple[str, Text]]
    cuts: Sequence[Text]
    data: dict[str, Any]


@dataclass(frozen=True)
class Cards:
    """Headline figures side by side, and what readers may choose of them."""

    cards: Sequence[Card]
    explorer: Explorer | None = None
    empty: Text | None = None


@dataclass(frozen=True)
class Warn:
    """A line of the list of things that deserve eyes. `level` is critical, warning or info."""

    level: str
    text: Text
    area: str | None = None


@dataclass(frozen=True)
class Warnings:
    """The list of things that deserve eyes."""

    key: str
    title: Text
    warnings: Sequence[Warn]
    definitions: Sequence[Definition] = ()


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
    definitions: Sequence[Definition] = ()
    is_folded: bool = False


@dataclass(frozen=True)
class Table:
    """An HTML table.

    A row may carry `_id`, `_level` (trouble), `_colour` (swatch), `_trend`, `_unit`, `_texts`
    (figures in words, by column), `_keys` (what data know a text by, by column) and `_rule` (of an
    item that people decide about). Trends share a scale that begins at 0, unless rows say
    `_own_scale`. `is_linked`: what readers search and filter is in the address. `whole`: the query
    that lists everything where the rows are the first ones only.
    """

    key: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    note: Text | None = None
    wide: bool = False
    empty: Text | None = None
    trend_label: Text | None = None
    definitions: Sequence[Definition] = ()
    is_folded: bool = False
    is_linked: bool = False
    whole: str | None = None

    def has_bars(self) -> bool:
        """Whether a column is drawn as bars; without, the columns share the width evenly."""
        return any(column.bar for column in self.columns)

    def top(self, column: Column) -> Number:
        """Return the largest figure of a column: its bar has full length."""
        if not column.bar:
            return 0
        return max((row[column.key] for row in self.rows if row[column.key] is not None), default=0)


@dataclass(frozen=True)
class Cohorts:
    """A retention heat map: one row per cohort, one column per month since."""

    key: str
    title: Text
    months: Sequence[int]
    rows: Sequence[dict[str, Any]]
    top: float
    cohort_label: Text | None = None
    size_label: Text | None = None
    months_label: Text | None = None
    note: Text | None = None
    wide: bool = True
    empty: Text | None = None
    definitions: Sequence[Definition] = ()
    is_folded: bool = False


@dataclass(frozen=True)
class StageMap:
    """A journey map: stages across, below each what people do, feel, suffer from, and who goes on.

    A row is a stage with the figures of `columns` by key, its `_name`, its `_actions` (name and
    share of the stage's contacts) and its `_pain`, where there is one.
    """

    key: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    note: Text | None = None
    wide: bool = True
    empty: Text | None = None
    definitions: Sequence[Definition] = ()
    is_folded: bool = False

    def column(self, key: str) -> Column:
        """Return one of the columns."""
        return next(column for column in self.columns if column.key == key)


Made = Chart | Table | Cohorts | StageMap | Cards | Warnings


@dataclass(frozen=True)
class Area:
    """A tab of the page: one business area."""

    key: str
    label: Text
    lead: Text | None = None
    blocks: Sequence[Made] = field(default_factory=tuple)
    terms: Sequence[Definition] = ()  # of the lead

    @property
    def is_bare(self) -> bool:
        """Whether nothing of it comes from a mart."""
        return all(isinstance(block, Warnings) for block in self.blocks)

    def groups(self) -> list[tuple[bool, list[Made]]]:
        """Return the blocks in order, those together that are folded away, or are not."""
        grouped = groupby(self.blocks, key=lambda block: getattr(block, "is_folded", False))
        return [(is_folded, list(blocks)) for is_folded, blocks in grouped]
