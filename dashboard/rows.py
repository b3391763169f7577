"""Rows of a block on their way from the query to the drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.blocks import Column
from dashboard.store import Context, next_month, previous_month
from dashboard.tabs import Block, as_text
from dashboard.text import LANGUAGES, Text, month_text, quarter_text
from dashboard.texts import filled, in_words

MAX_MONTHS = 36  # more than three years of months cannot be told apart on a page

Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a block's query returned, and how its columns are named and written."""

    context: Context
    block: Block
    columns: list[Column]
    rows: list[Row]
    trends: list[Row] | None = None

    def option(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as the YAML says
        """Return a key of the block."""
        return self.block.options.get(name, default)

    def column(self, name: str) -> Column:
        """Return one of the columns."""
        return next(column for column in self.columns if column.key == name)

    def text(self, row: Row, column: Column) -> Text:
        """Return the value of a text column in words."""
        if column.unit == "word":
            return self.word(row[column.key])
        if column.unit == "period" and row.get("_is_gap"):
            return gap_text(row)
        return in_words(self.context, row.get(column.key), column.unit, row)

    def word(self, value: object) -> Text:
        """Return the name of a value: the block's own if the query makes it up, or the seed's."""
        own = self.block.words.get("values") or {}
        return as_text(own[value]) if value in own else self.context.word(value)

    def chart_rows(self, rows: list[Row], *more: str | None) -> list[Row]:
        """Return rows as the script gets them: texts in both languages, and `more` as it is."""
        made = []
        for row in rows:
            new: Row = {}
            for column in self.columns:
                if column.is_text:
                    put(new, column.key, self.text(row, column))
                else:
                    new[column.key] = row[column.key]
            new |= {name: row[name] for name in more if name in row}
            made.append(new)
        return made

    def choices(self, rows: list[Row]) -> list[tuple[str, Text]]:
        """Return the values of the column by which readers choose, each with its name."""
        by = self.option("choose")
        if by is None:
            return []
        template = self.block.text("choice")
        found: dict[str, Text] = {}
        for row in rows:
            value = row[by]
            if value in found:
                continue
            found[value] = filled(self.context, template or self.word(value), row)
        return list(found.items())


def gap_text(row: Row) -> Text:
    """Return the period of a gap by the month where it stands, a quarter's middle one."""
    month = row["month"]
    return quarter_text(previous_month(month)) if row["month_step"] == 3 else month_text(month)


def put(row: Row, key: str, text: Text) -> None:
    """Add a text to a row in both languages, as `<key>_en` and `<key>_ja`."""
    for language in LANGUAGES:
        row[f"{key}_{language}"] = text.of(language)


def months_between(first: date, last: date) -> list[date]:
    """Every month from `first` to `last`, so that a month without rows stays visible as a gap."""
    months = [first.replace(day=1)]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months


def newest_months(months: Iterable[date]) -> list[date]:
    """Return the months that a chart shows: without gaps, at most the newest MAX_MONTHS."""
    known = sorted(set(months))
    return months_between(known[0], known[-1])[-MAX_MONTHS:] if known else []
