"""Values of the marts in words, and texts with places to fill."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard import formats
from dashboard.store import Context
from dashboard.text import DASH, Text, day_text, join, month_text, plain, quarter_text
from dashboard.words import label

PLACE = re.compile(r"\{(\w+)\}")


def period_text(row: Mapping[str, Any]) -> Text:
    """Return a period in words, marked where it is not complete.

    A row says which by period_type, period_start, period_end and is_complete.
    """
    if row["period_type"] in ("month", "quarter"):
        write = month_text if row["period_type"] == "month" else quarter_text
        text = write(row["period_start"])
    else:
        start, end = day_text(row["period_start"]), day_text(row["period_end"])
        text = label("period.range", start=start, end=end)
    return text if row["is_complete"] else label("period.to_date", period=text)


def in_words(context: Context, value: Any, unit: str, row: Mapping[str, Any] | None = None) -> Text:  # noqa: ANN401
    """Return a value as readers see it, texts and figures alike."""
    if unit == "word":
        return context.word(value)
    if unit == "path":
        return join([context.word(part) for part in value.split(" > ")], Text(" › ", " › "))
    if unit == "period":
        return period_text(row or {})
    if value is None:
        return plain(DASH)
    if unit == "month":
        # A month ahead is no month in progress.
        is_ahead = context.local_as_of is not None and value > context.local_as_of.date()
        is_open = not is_ahead and not context.is_complete(value)
        return label("period.to_date", period=month_text(value)) if is_open else month_text(value)
    if unit == "quarter":
        return quarter_text(value)
    if unit == "day":
        return day_text(value)
    if unit == "moment":
        return join([day_text(value), plain(f"{value:%H:%M}")], plain(" "))
    if unit == "weekday":
        return label(f"weekday.{value}")
    if unit == "text":
        return value if isinstance(value, Text) else plain(value)
    return plain(formats.write(value, unit, context.currency))


def filled(context: Context, text: Text | None, values: Mapping[str, Any]) -> Text | None:
    """Fill the `{places}` of a text; a share is told by its name, as in the marts."""
    if text is None or not (places := PLACE.findall(text.en)):
        return text
    return text.fill(**{place: _guessed(context, place, values.get(place)) for place in places})


def _guessed(context: Context, name: str, value: object) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, date):
        unit = next((kind for kind in ("month", "quarter") if name.endswith(kind)), "day")
        return in_words(context, value, unit)
    if isinstance(value, str):
        return context.word(value)
    unit = "share" if name.endswith(("share", "rate")) else "count"
    return plain(formats.write(value, unit))
