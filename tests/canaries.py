"""Rows in which every text says where it stood, for every raw table of the contract.

A canary is a word with a number; after a refresh, whatever holds one tells which column it came
from. Columns are those of the source YAMLs, so that a new one is covered as soon as it is declared.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.contract import RawTable, read_contract

FORM = re.compile(rb"kanarie(\d{4})x", re.IGNORECASE)
MOMENT, DAY = "2026-09-15T03:00:00Z", "2026-09-15"
# What people and machines have put into text fields to see what becomes of it.
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>=cmd|'/c calc'!A1 ${7*7} {{7*7}} ../../etc/passwd '; drop table marts.orders; --\u202e\x1b[31m"  # noqa: E501
# Texts that a reader sees where figures are split by them; whoever writes them is trusted least.
SHOWN = ("utm_campaign", "utm_source", "region", "name", "reason", "acquisition_channel")


@dataclass
class Planted:
    """Which column each canary stands in.

    Attributes:
        columns: Number of the canary -> ``source.table.column`` and kind of row.

    """

    columns: dict[int, tuple[str, str]] = field(default_factory=dict)

    def new(self, column: str, kind: str) -> str:
        """Return a new canary of a column."""
        number = len(self.columns)
        self.columns[number] = (column, kind)
        return f"kanarie{number:04d}x"

    def of(self, column: str, kind: str) -> str:
        """Return the first canary of a column and kind of row."""
        number = next(n for n, place in self.columns.items() if place == (column, kind))
        return f"kanarie{number:04d}x"

    def seen(self, data: bytes) -> set[tuple[str, str]]:
        """Return the columns whose canaries stand in some bytes."""
        return {self.columns[int(number)] for number in set(FORM.findall(data))}


def plant(zone: Path) -> Planted:
    """Write a file into each table of a landing zone: a good row, and two that break the contract.

    In one of them a text stands where a number or a moment belongs; the other lacks a line's end.
    """
    planted = Planted()
    tables = read_contract()
    keys = {
        f"{table.full_name}.{name}": planted.new(f"{table.full_name}.{name}", "key")
        for table in tables
        for name in table.key
        if _column(table, name)["data_type"] == "varchar"
        and "references" not in _column(table, name)
    }
    keys["crm.customers.member_no"] = planted.new("crm.customers.member_no", "good")
    for table in tables:
        folder = zone / table.folder
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_good(table, planted, keys), _broken(table, planted)]
        with (folder / "canaries.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([c["name"] for c in table.columns] + ["_loaded_at", "not_in_contract"])
            for row in rows:
                stray = planted.new(f"{table.full_name}.not_in_contract", "good")
                writer.writerow([*row, MOMENT, stray])
    return planted


def _column(table: RawTable, name: str) -> dict:
    return next(column for column in table.columns if column["name"] == name)


def _good(table: RawTable, planted: Planted, keys: dict[str, str]) -> list[str]:
    return [_value(table, column, planted, keys) for column in table.columns]


def _value(table: RawTable, column: dict, planted: Planted, keys: dict[str, str]) -> str:
    name, full = column["name"], f"{table.full_name}.{column['name']}"
    if column["data_type"] != "varchar":
        return _fitting(column)
    # The person in these rows lives on; a request that names nobody waits.
    is_request = table.full_name == "crm.erasure_requests"
    if not is_request and (known := keys.get(column.get("references", full))):
        return known
    if full in keys:
        return keys[full]
    if accepted := column.get("accepted"):
        return str(accepted[0])
    if name == "currency":
        return "JPY"
    canary = planted.new(full, "good")
    if name.endswith("email"):
        return f"{canary}@leak.example"
    if name == "page_path":
        return f"/{canary}?mail={planted.new(full + ' behind ?', 'good')}@leak.example"
    if name in ("attributes", "properties"):
        return f'{{"seat": "{canary}"}}'
    if name in ("text", "note", "body", "comment"):
        return f"{canary} {canary}@leak.example 03-1234-{len(planted.columns):04d} {HOSTILE}"
    return f"{canary} {HOSTILE}" if name in SHOWN else canary


def _fitting(column: dict) -> str:
    kind = column["data_type"]
    if kind == "timestamp":
        return MOMENT
    if kind == "date":
        return "2026-09-01" if column["name"] == "month" else DAY
    if kind == "boolean":
        return "false"
    return str(max(1, column.get("min") or 1))


def _broken(table: RawTable, planted: Planted) -> list[str]:
    """Return a row of texts alone: what is no text does not cast, and is shown to nobody."""
    # Of a customer's row only what does not cast goes.
    kind = "good" if table.meta.get("unfit_optional_values") else "broken"
    values = []
    for column in table.columns:
        is_text = column["data_type"] == "varchar"
        canary = planted.new(f"{table.full_name}.{column['name']}", kind if is_text else "broken")
        is_email = column["name"].endswith("email")
        values.append(f"{canary}@leak.example" if is_email else canary)
    return values
