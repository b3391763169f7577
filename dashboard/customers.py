"""The pages of the customers whom the page's lists name: what the script draws them from.

What stands there is said in the folder customer, as in a tab: blocks, queries and words. Figures
and dates are written here, so that they read as everywhere; words stand once and are referred to.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dashboard.blocks import Area, Table
from dashboard.build import asked
from dashboard.formats import write
from dashboard.kinds import cell_text
from dashboard.rows import Answer, Row
from dashboard.store import Context
from dashboard.tabs import CUSTOMER_KINDS, Block, read_tab
from dashboard.text import Text
from dashboard.texts import filled
from dashboard.words import label

FOLDER = Path(__file__).parent / "customer"
# Of all customers together, so that the page stays small however much was written about them.
MAX_BYTES = 220_000
MAX_CHARACTERS = 400  # of a text that somebody wrote


@dataclass
class Texts:
    """Texts in two languages, each once; a cell refers to one by its place."""

    pairs: list[list[str]] = field(default_factory=list)
    places: dict[Text, int] = field(default_factory=dict)

    def cell(self, text: Text | None) -> str | int | None:
        """Return a text as a cell has it: itself where both languages say the same."""
        if text is None or text.en == text.ja:
            return _short(text.en) if text else None
        if text not in self.places:
            self.places[text] = len(self.pairs)
            self.pairs.append([_short(text.en), _short(text.ja)])
        return self.places[text]


def named_in_lists(areas: Iterable[Area]) -> list[str]:
    """Return the customers that lists name, each once, in the order of the page."""
    tables = [block for area in areas for block in area.blocks if isinstance(block, Table)]
    cells = [row.get("customer_id") for table in tables for row in table.rows]
    return list(dict.fromkeys(cell.en for cell in cells if isinstance(cell, Text)))


def pages(context: Context, customer_ids: list[str]) -> dict[str, Any]:
    """Return what the script draws the pages of these customers from.

    Customers beyond MAX_BYTES are left out, the last ones first.

    Args:
        context: The marts and what is known of them.
        customer_ids: Customers in the order of their pages.

    """
    blocks = [b for b in read_tab(FOLDER, CUSTOMER_KINDS).blocks if context.marts.has(*b.marts)]
    texts, sections = Texts(), []
    found: list[tuple[Answer | None, dict[str, list[Row]]]] = []
    for block in blocks if customer_ids else []:
        answer, section = _section(context, block, customer_ids)
        rows: dict[str, list[Row]] = {}
        for row in answer.rows if answer else []:
            rows.setdefault(row["customer_id"], []).append(row)
        found.append((answer, rows))
        sections.append(section)
    order, people, size = [], [], 0
    for customer in customer_ids:
        known = len(texts.pairs)
        person = [
            [_cells(answer, row, texts) for row in rows.get(customer, [])] for answer, rows in found
        ]
        size += _bytes([customer, person, texts.pairs[known:]])
        if size > MAX_BYTES:
            del texts.pairs[known:]
            break
        if any(person):
            order.append(customer)
            people.append(person)
    return {"sections": sections, "texts": texts.pairs, "order": order, "people": people}


def _section(
    context: Context, block: Block, customer_ids: list[str]
) -> tuple[Answer | None, dict[str, Any]]:
    section = {"key": block.key, "kind": block.kind, "title": _pair(block.text("title"))}
    try:
        answer = asked(context, block, {"customers": customer_ids})
    except duckdb.BinderException as error:
        # An older published file may lack a column: the section says so, the page stays.
        message = label("page.not_in_file", message=str(error).splitlines()[0])
        return None, section | {"columns": [], "empty": _pair(message)}
    note = filled(context, block.text("note"), block.options.get("limits") or {})
    return answer, section | {
        "note": _pair(note),
        "empty": _pair(block.empty),
        "decides": "decide" in block.options,
        "columns": [
            {"key": c.key, "label": _pair(c.label), "is_text": c.is_text} for c in answer.columns
        ],
    }


def _cells(answer: Answer, row: Row, texts: Texts) -> list[str | int | None]:
    """Return a row; that of an item ends with its rule, for the command that decides it."""
    cells = [
        texts.cell(cell_text(answer, column, row))
        if column.is_text and row[column.key] is not None
        else None
        if row[column.key] is None
        else write(row[column.key], column.unit, answer.context.currency)
        for column in answer.columns
    ]
    if rule := answer.option("decide"):
        return [*cells, row[rule]]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _short(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS].rstrip() + " …"


def _pair(text: Text | None) -> list[str] | None:
    return [text.en, text.ja] if text else None


def _bytes(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
