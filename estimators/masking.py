"""Texts without what tells who wrote them: addresses, handles, long numbers, own names.

Masking by rules is no guarantee: a text may name its writer in words that no rule knows. It is what
may be shown at all, where somebody has decided that texts are shown.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

BLANKS = " \u3000\t\r\n"
SHORTEST_NAME = 2
SHORTEST_NUMBER = 5


def _address_masked(run: re.Match[str]) -> str:
    return "[email]" if run["host"] else run[0]


# Each with a quick question that most texts answer with no: they need no search.
PATTERNS: tuple[
    tuple[Callable[[str], object], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...
] = (
    (
        re.compile(r"://|[wW]\.").search,
        re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE),
        "[url]",
    ),
    (
        lambda text: "@" in text,
        # Whole runs, for a search from every letter of a long one would take minutes.
        re.compile(r"[A-Za-z0-9._%+-]+(?P<host>@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)?"),
        _address_masked,
    ),
    (
        lambda text: "@" in text or "＠" in text,
        re.compile(r"[@＠][A-Za-z0-9_.]+"),
        "[handle]",
    ),
    (
        re.compile(r"[0-9０-９][ ().（）‐–—−ー－-]{0,2}[0-9０-９]").search,
        re.compile(r"[+＋]?[0-9０-９](?:[ ().（）‐–—−ー－-]{0,2}[0-9０-９]){8,}"),
        "[number]",
    ),
)
PLACEHOLDER = re.compile(r"\[(?:url|email|handle|number|name)\]")
LATIN = re.compile(r"[A-Za-z']+")
LONE_I = re.compile("[\u0130\u0131\u0307]")
# Neither letter, digit nor underscore may stand right beside a word; other scripts may.
BESIDE = "A-Za-z\u00c0-\u024f0-9_"


def mask(text: str, full_names: Iterable[str] = (), member_numbers: Iterable[str] = ()) -> str:
    """Return a text with placeholders for what would tell who wrote it.

    Args:
        text: What somebody wrote.
        full_names: Names of the writer; each is looked for as it is, without its blanks, and in its
            parts, in any case. What is a-z and ' throughout is found as a whole word only; a name
            with a blank in it is told apart from other words by that blank.
        member_numbers: Membership numbers of the writer; those of 5 characters or more are masked.

    """
    text = text.strip(BLANKS)
    for is_likely, pattern, placeholder in PATTERNS:
        if is_likely(text):
            text = pattern.sub(placeholder, text)
    folded = text.casefold()
    for name in _sought(tuple(full_names)):
        # Most texts name nobody. The letters i that are no equals of i are left to the search.
        if name.casefold() in folded or LONE_I.search(name + folded):
            text = re.sub(_found_as(name), "[name]", text, flags=re.IGNORECASE)
    numbers = {number.strip(BLANKS) for number in member_numbers}
    for number in sorted(numbers, key=lambda n: (-len(n), n)):
        if len(number) >= SHORTEST_NUMBER:
            text = text.replace(number, "[number]")
    return text


@lru_cache(maxsize=4096)
def _sought(full_names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is looked for of some names, the longest first."""
    names = {name for full_name in full_names for name in _forms(full_name)}
    return tuple(sorted(names, key=lambda n: (-len(n), n)))


def _forms(full_name: str) -> Iterator[str]:
    """Yield the forms under which a name is looked for."""
    name = full_name.strip(BLANKS)
    parts = [part for part in re.split(f"[{BLANKS}]+", name) if part]
    for form in (name, "".join(parts), *parts):
        if len(form) >= SHORTEST_NAME:
            yield form


def _found_as(name: str) -> str:
    pattern = re.escape(name)
    if LATIN.fullmatch(name):
        return f"(?<![{BESIDE}]){pattern}(?![{BESIDE}])"
    return pattern
