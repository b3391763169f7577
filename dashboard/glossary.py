"""The glossary: which terms a text uses, and what they mean (glossary.yml beside this file)."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.blocks import Definition
from dashboard.text import LANGUAGES, Text
from orchestration import yamls

_FILE = Path(__file__).parent / "glossary.yml"

Patterns = dict[str, re.Pattern[str]]


@cache
def glossary() -> dict[str, Any]:
    """Return the file: the terms, and abbreviations that need no word."""
    return yamls.read(_FILE.read_text(encoding="utf-8"))


@cache
def terms() -> list[tuple[Patterns, Definition]]:
    """Return every term with how it is found in each language."""
    return [(_patterns(term), _definition(term)) for term in glossary()["terms"]]


def terms_in(texts: Iterable[Text | None]) -> list[Definition]:
    """Return the terms that texts use, in the order of the glossary."""
    said = [(lang, text.of(lang)) for text in texts if text is not None for lang in LANGUAGES]
    return [
        definition
        for patterns, definition in terms()
        if any(patterns[language].search(text) for language, text in said)
    ]


def _patterns(term: dict[str, Any]) -> Patterns:
    found = term.get("find") or {k: re.escape(v) for k, v in term["name"].items()}
    return {language: re.compile(found[language]) for language in LANGUAGES}


def _definition(term: dict[str, Any]) -> Definition:
    name, text = term["name"], term["text"]
    return Definition(Text(name["en"], name["ja"]), Text(text["en"], text["ja"]))
