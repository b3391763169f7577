"""Bilingual text: every sentence of the page exists in English and in Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

LANGUAGES = ("en", "ja")
DASH = "–"

_EN_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Text:
    """One text in both languages of the page."""

    en: str
    ja: str

    def of(self, language: str) -> str:
        """Return the text in `language` ("en" or "ja")."""
        return self.ja if language == "ja" else self.en

    def fill(self, **values: object) -> "Text":
        """Fill the `{name}` places; a value that is a Text contributes its own language."""
        return Text(
            self.en.format(**_in_language(values, "en")),
            self.ja.format(**_in_language(values, "ja")),
        )


def plain(value: object) -> Text:
    """Text of a value that reads the same in both languages (names, numbers)."""
    return Text(str(value), str(value))


def join(parts: list[Text], separator: Text | None = None) -> Text:
    """Join texts; lists read with a comma in English and an ideographic comma in Japanese."""
    glue = separator or Text(", ", "、")
    return Text(glue.en.join(p.en for p in parts), glue.ja.join(p.ja for p in parts))


def month_text(month: date | None) -> Text:
    """Return a calendar month: "May 2025" / "2025年5月"; an en dash when there is none."""
    if month is None:
        return plain(DASH)
    return Text(f"{_EN_MONTHS[month.month - 1]} {month.year}", f"{month.year}年{month.month}月")


def quarter_text(start: date) -> Text:
    """Return a calendar quarter by its first day: "Q2 2025" / "2025年4〜6月"."""
    return Text(
        f"Q{(start.month + 2) // 3} {start.year}",
        f"{start.year}年{start.month}〜{start.month + 2}月",
    )


def day_text(day: date | datetime | None) -> Text:
    """Return a day: "19 Jun 2025" / "2025年6月19日"; an en dash when there is none."""
    if day is None:
        return plain(DASH)
    return Text(
        f"{day.day} {_EN_MONTHS[day.month - 1]} {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    )


def _in_language(values: Mapping[str, object], language: str) -> dict[str, object]:
    return {k: v.of(language) if isinstance(v, Text) else v for k, v in values.items()}
