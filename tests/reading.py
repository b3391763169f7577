"""Reading the page as a machine does: cards, chart data, visible text."""

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from typing import NoReturn


class _Cards(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, dict[str, str]] = {}
        self.images = 0
        self.scripts = 0
        self.panels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-metric" in given:
            self.cards[given["data-metric"]] = given
        if given.get("role") == "tabpanel":
            self.panels.append(given["data-panel"])
        self.images += tag == "img"
        self.scripts += tag == "script"


def parsed(html: str) -> _Cards:
    """Parse the page: its cards, its panels, and how many scripts and images it has."""
    parser = _Cards()
    parser.feed(html)
    return parser


def packed_json(html: str, key: str) -> str:
    """Return the figures that stand packed in the page, as the JSON that its script reads."""
    (found,) = re.findall(rf'<script type="application/gzip" id="{key}">(.*?)</script>', html)
    return gzip.decompress(base64.b64decode(found)).decode("utf-8")


def chart_data(html: str) -> dict:
    """Read the embedded chart data as strict JSON: NaN and Infinity are errors."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    charts = json.loads(packed_json(html, "charts"), parse_constant=refuse)
    return {key: chart | {"rows": _unpacked(chart["rows"])} for key, chart in charts.items()}


def _unpacked(columns: dict) -> list[dict]:
    """Return rows that stand as columns, texts by their place in a list of each once."""
    values = [
        [column["of"][place] for place in column["at"]] if isinstance(column, dict) else column
        for column in columns.values()
    ]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def table_figures(html: str, key: str) -> dict[str, list[str]]:
    """Return the figures of each row of a table, by the English text of its first cell."""
    body = html.split(f'data-table="{key}"')[1].split("</table>")[0].split("<tbody>")[1]
    rows = {}
    for row in body.split("<tr")[1:]:
        first = row.split("</th>")[0].split(">", 1)[1]
        first = re.sub(r'<span lang="ja">.*?</span>', " ", first)
        first = re.sub(r"<[^>]+>", " ", first)
        rows[" ".join(first.split())] = re.findall(r'data-value="([^"]*)"', row)
    return rows
