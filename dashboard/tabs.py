"""Reads the tabs: a folder each with tab.yml (blocks), *.sql (queries) and words.yml (en, ja).

README.md in the folder of the tabs says what may be written. Whatever else is written raises a
TabError that names file, block, key and remedy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from dashboard.formats import UNITS
from dashboard.text import Text
from dashboard.words import label, page_words
from orchestration import yamls

TABS = Path(__file__).parent / "tabs"
PARAMETER = re.compile(r"\$(\w+)")
MART = re.compile(r"\bmarts\.(\w+)")

Yaml = dict[str, Any]

_COLUMN_KEYS = {"unit", "bar", "change_of", "ja"}
_COMMON = {
    "kind",
    "query",
    "columns",
    "limits",
    "wide",
    "height",
    "each",
    "needs_rows",
    "fills_with",
    "fold",
}
# kind -> keys that it needs, keys that it may have besides the common ones
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "cards": ({"cards"}, {"segments", "forecasts"}),
    "table": ({"columns"}, {"decide", "id", "level", "linked", "swatch", "trend", "whole"}),
    "months": (
        {"columns", "value"},
        {
            "base",
            "draw",
            "series",
            "interval",
            "reference",
            "fill",
            "domain",
            "latest",
            "below",
            "choose",
        },
    ),
    "bars": (
        {"columns", "category", "value"},
        {"across", "axis", "beyond", "choose", "colour", "figure", "highlight", "stack"},
    ),
    "dots": ({"columns", "x", "y", "name"}, {"choose", "colour", "cut", "diagonal", "diamond"}),
    "heat": (
        {"columns", "x", "y", "value"},
        {"choose", "figure", "figure_from", "top", "x_range", "y_range"},
    ),
    "cohorts": ({"columns"}, set()),
    "stages": ({"columns"}, set()),
    "special": ({"module", "reason"}, set()),
    "warnings": (set(), set()),
}
# Kinds of a customer's page (dashboard/customer), where each row says of whom it is.
CUSTOMER_KINDS: dict[str, tuple[set[str], set[str]]] = {
    "facts": ({"columns"}, set()),
    "rows": ({"columns"}, {"decide"}),
}
_NEED_NO_QUERY = {"special", "warnings"}
_QUERY_OF = {"trend": {"query", "by", "value", "fill", "own_scale", "quarters"}}
_CARD_KEYS = {"area"}
_WORD_KEYS = {"title", "note", "notes", "empty", "columns", "values", "choice", "legend"}


class TabError(ValueError):
    """A tab is not written as it has to be."""


@dataclass(frozen=True)
class Query:
    """One SQL file of a tab."""

    file: Path
    sql: str

    @property
    def parameters(self) -> set[str]:
        """Names after a dollar sign."""
        return set(PARAMETER.findall(self.sql))

    @property
    def question(self) -> str:
        """What it answers, as its first lines say."""
        lines = takewhile(lambda line: line.startswith("--"), self.sql.splitlines())
        return " ".join(line.removeprefix("--").strip() for line in lines)

    @property
    def marts(self) -> list[str]:
        """Marts that it reads, in the order in which they are named."""
        return list(dict.fromkeys(MART.findall(self.sql)))


@dataclass(frozen=True)
class Block:
    """A block as its tab describes it."""

    tab: str
    key: str
    kind: str
    options: Yaml
    words: Yaml
    queries: dict[str, Query] = field(default_factory=dict)

    @property
    def query(self) -> Query:
        """The query whose rows the block shows."""
        return self.queries[self.options.get("query", self.key)]

    @property
    def whole(self) -> str | None:
        """The query that lists everything of which the block shows the first rows."""
        name = self.options.get("whole")
        return self.queries[name].sql if name else None

    @property
    def marts(self) -> list[str]:
        """Marts that the block needs; an older file without forecasts keeps its cards."""
        needed = (q for name, q in self.queries.items() if name != self.options.get("forecasts"))
        return list(dict.fromkeys(mart for query in needed for mart in query.marts))

    def text(self, name: str) -> Text | None:
        """Return one of the block's texts, None where it has none."""
        return as_text(self.words[name]) if self.words.get(name) else None

    @property
    def empty(self) -> Text:
        """What the block says without rows."""
        if "fills_with" in self.options:
            return label("source.waits", source=label(f"source.{self.options['fills_with']}"))
        return self.text("empty") or label("page.no_data")


@dataclass(frozen=True)
class Tab:
    """A tab as its folder describes it."""

    key: str
    label: Text
    lead: Text | None
    lead_query: Query | None
    blocks: tuple[Block, ...]


def read_tabs(folder: Path = TABS) -> list[Tab]:
    """Return all tabs in their order.

    Raises:
        TabError: Something is not written as it has to be.

    """
    order = _read(folder / "tabs.yml", list)
    present = {path.parent.name for path in folder.glob("*/tab.yml")}
    if missing := present ^ set(order):
        raise TabError(
            f"{folder.name}/tabs.yml: {', '.join(sorted(missing))} is listed or has a folder, but "
            "not both. List every folder once, in the order of the page."
        )
    return [read_tab(folder / name) for name in order]


def read_tab(folder: Path, kinds: Mapping[str, tuple[set[str], set[str]]] = KINDS) -> Tab:
    """Return one tab, of these kinds of block.

    Raises:
        TabError: Something is not written as it has to be.

    """
    file = f"{folder.parent.name}/{folder.name}/tab.yml"
    tab = _read(folder / "tab.yml", dict)
    words = _read(folder / "words.yml", dict)
    queries = {
        path.stem: Query(path, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.sql"))
    }
    _only(file, "the tab", tab, {"lead", "blocks"})
    _only(
        file.replace("tab.yml", "words.yml"), "the tab", words, {"tab", "lead", "columns", "blocks"}
    )
    if not isinstance(tab.get("blocks"), dict):
        raise TabError(f"{file}: key blocks has to list the blocks by name, in their order.")
    block_words = words.get("blocks") or {}
    if lost := set(block_words) - set(tab["blocks"]):
        raise TabError(
            f"{file.replace('tab.yml', 'words.yml')}, block {sorted(lost)[0]}: {file} has no such "
            "block. Take its words away, or add the block."
        )
    blocks = [
        _block(
            folder.name, file, key, given or {}, block_words.get(key) or {}, words, queries, kinds
        )
        for key, given in tab["blocks"].items()
    ]
    used = {query.file.stem for block in blocks for query in block.queries.values()}
    lead_query = None
    if "lead" in tab:
        lead_query = _query(file, "the tab", "lead", tab["lead"], queries)
        used.add(tab["lead"])
    if unused := sorted(set(queries) - used):
        raise TabError(
            f"{file.replace('tab.yml', unused[0] + '.sql')}: no block uses this query. Name it in "
            f"tab.yml, or take the file away."
        )
    if "tab" not in words:
        raise TabError(
            f"{file.replace('tab.yml', 'words.yml')}: key tab, the tab's name, is missing."
        )
    return Tab(
        key=folder.name,
        label=as_text(words["tab"]),
        lead=as_text(words["lead"]) if "lead" in words else None,
        lead_query=lead_query,
        blocks=tuple(blocks),
    )


def as_text(words: Yaml) -> Text:
    """Return the text of a pair {en, ja}."""
    return Text(str(words["en"]), str(words["ja"]))


def _block(  # noqa: PLR0913 - what a block is made of
    tab: str,
    file: str,
    key: str,
    given: Yaml,
    block_words: Yaml,
    words: Yaml,
    queries: dict[str, Query],
    kinds: Mapping[str, tuple[set[str], set[str]]],
) -> Block:
    where = f"block {key}"
    kind = given.get("kind")
    if kind not in kinds:
        raise TabError(
            f"{file}, {where}, key kind: {kind!r} is no kind of block. Use one of "
            f"{', '.join(kinds)}."
        )
    needed, allowed = kinds[kind]
    _only(file, where, given, _COMMON | needed | allowed)
    for name in sorted(needed - set(given)):
        raise TabError(f"{file}, {where}: a block of kind {kind} needs key {name}.")
    words_file = file.replace("tab.yml", "words.yml")
    _only(words_file, where, block_words, _WORD_KEYS)
    if kind != "cards" and "title" not in block_words:
        raise TabError(f"{words_file}, {where}: key title (en, ja) is missing.")
    _pairs(words_file, where, block_words)
    if (waits := given.get("fills_with", "waits")) not in page_words()["source"]:
        raise TabError(
            f"{file}, {where}, key fills_with: {waits!r} is not in section source of words.yml of "
            "the page. Add it there, or use one of those."
        )
    for name, column in (given.get("columns") or {}).items():
        _only(file, f"{where}, column {name}", column or {}, _COLUMN_KEYS)
        unit = (column or {}).get("unit")
        if isinstance(unit, str) and unit not in UNITS:
            raise TabError(
                f"{file}, {where}, column {name}, key unit: {unit!r} is no unit. Use one of "
                f"{', '.join(sorted(UNITS))}."
            )
    for name in ("value", "category", "series", "x", "y", "name"):
        if name in given and given[name] not in given["columns"]:
            raise TabError(
                f"{file}, {where}, key {name}: {given[name]} is none of the block's columns. Add "
                "it to columns, so that readers see what is drawn."
            )
    found: dict[str, Query] = {}
    for card, facts in (given.get("cards") or {}).items():
        _only(file, f"{where}, card {card}", facts, _CARD_KEYS)
        if "area" not in facts:
            raise TabError(f"{file}, {where}, card {card}: a card needs key area.")
    if kind not in _NEED_NO_QUERY or "query" in given:
        name = given.get("query", key)
        found[name] = _query(file, where, "query", name, queries)
    for name in ("segments", "forecasts"):
        if name in given:
            found[given[name]] = _query(file, where, name, given[name], queries)
    if "trend" in given:
        _only(file, f"{where}, trend", given["trend"], _QUERY_OF["trend"])
        name = given["trend"]["query"]
        found[name] = _query(file, where, "trend", name, queries)
    if "whole" in given:
        found[given["whole"]] = _query(file, where, "whole", given["whole"], queries)
    if "each" in given:
        found[given["each"]] = _query(file, where, "each", given["each"], queries)
    shared = {"columns": (words.get("columns") or {}) | (block_words.get("columns") or {})}
    return Block(tab, key, kind, given, block_words | shared, found)


def _query(file: str, where: str, key: str, name: str, queries: dict[str, Query]) -> Query:
    if name not in queries:
        raise TabError(
            f"{file}, {where}, key {key}: there is no query {name}.sql beside it. Write it, or "
            "name one of those that are there."
        )
    return queries[name]


def _pairs(file: str, where: str, words: Yaml) -> None:
    """See that every text is a pair of languages with the same places to fill."""
    for name, value in words.items():
        if isinstance(value, list):
            _pairs(file, where, {f"{name} {n}": text for n, text in enumerate(value, 1)})
            continue
        if isinstance(value, dict) and not {"en", "ja"} & set(value):
            _pairs(file, where, value)
            continue
        if not isinstance(value, dict) or set(value) != {"en", "ja"}:
            raise TabError(f"{file}, {where}, key {name}: write it as {{en: ..., ja: ...}}.")
        places = [sorted(set(re.findall(r"\{(\w+)\}", str(text)))) for text in value.values()]
        if places[0] != places[1]:
            raise TabError(f"{file}, {where}, key {name}: both languages need the same {{places}}.")


def _only(file: str, where: str, given: Yaml, known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise TabError(
            f"{file}, {where}, key {unknown[0]}: there is no such key. Known are "
            f"{', '.join(sorted(known))}."
        )


def _read(file: Path, shape: type) -> Any:  # noqa: ANN401 - YAML is what it is
    name = f"{file.parent.name}/{file.name}"
    try:
        content = yamls.read(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TabError(f"{name}: the file is missing.") from None
    except yaml.YAMLError as error:
        raise TabError(f"{name}: this is no YAML. {error}") from error
    if not isinstance(content, shape):
        raise TabError(f"{name}: this has to be a {'list' if shape is list else 'mapping'}.")
    return content
