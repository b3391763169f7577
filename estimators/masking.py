"""Texts without what tells who wrote them: addresses, handles, long numbers, own names.

Masking by rules is no guarantee: a text may name its writer in words that no rule knows. It is what
may be shown at all, where somebody has decided that texts are shown.
"""

import re
from collections.abc import Iterable, Iterator

BLANKS = " \u3000\t\r\n"
SHORTEST_NAME = 2
SHORTEST_NUMBER = 5
PATTERNS = (
    (re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE), "[url]"),
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), "[email]"),
    (re.compile(r"[@＠][A-Za-z0-9_.]+"), "[handle]"),
    (re.compile(r"[+＋]?[0-9０-９](?:[ ().（）‐–—−ー－-]{0,2}[0-9０-９]){8,}"), "[number]"),
)
LATIN = re.compile(r"[A-Za-z']+")
# Neither letter, digit nor underscore may stand right beside a word; other scripts may.
BESIDE = "A-Za-z\u00c0-\u024f0-9_"


def mask(text: str, full_names: Iterable[str] = (), member_numbers: Iterable[str] = ()) -> str:
    """Return a text with placeholders for what would tell who wrote it.

    Args:
        text: What somebody wrote.
        full_names: Names of the writer; each is looked for as it is, without its blanks, and in its
            parts, in any case. Latin ones are found as whole words only.
        member_numbers: Membership numbers of the writer; those of 5 characters or more are masked.

    """
    text = text.strip(BLANKS)
    for pattern, placeholder in PATTERNS:
        text = pattern.sub(placeholder, text)
    names = {name for full_name in full_names for name in _forms(full_name)}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        text = re.sub(_found_as(name), "[name]", text, flags=re.IGNORECASE)
    numbers = {number.strip(BLANKS) for number in member_numbers}
    for number in sorted(numbers, key=lambda n: (-len(n), n)):
        if len(number) >= SHORTEST_NUMBER:
            text = text.replace(number, "[number]")
    return text


def _forms(full_name: str) -> Iterator[str]:
    """Yield the forms under which a name is looked for."""
    name = full_name.strip(BLANKS)
    parts = [part for part in re.split(f"[{BLANKS}]+", name) if part]
    for form in (name, "".join(parts), *parts):
        if len(form) >= SHORTEST_NAME:
            yield form


def _found_as(name: str) -> str:
    pattern = re.escape(name)
    if LATIN.fullmatch(name.replace(" ", "")):
        return f"(?<![{BESIDE}]){pattern}(?![{BESIDE}])"
    return pattern
