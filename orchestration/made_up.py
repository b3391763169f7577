"""The made-up company's landing zone: how it is told from a real one, and what is wrong on purpose.

Its generator plants every kind of trouble and writes down what it planted. What is found exactly
as planted needs nobody's eyes; anything else does, in this zone as in any other.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The generator writes this file into the zone; see sample_company.
MARKER, GENERATOR = "truth.json", "sample_company"


@dataclass(frozen=True)
class Planted:
    """What a refresh of the zone has to find.

    Attributes:
        findings: Rows that a check has to find, by table, column (empty for whole rows) and check.
        quarantined: Rows that end in quarantine, by table.
        unknown_columns: Names of columns outside the contract, by table.
        last_date: Last day of the data, ISO.

    """

    findings: dict[tuple[str, str, str], int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    unknown_columns: dict[str, str] = field(default_factory=dict)
    last_date: str = ""


def truth(raw_dir: Path) -> dict[str, Any] | None:
    """Return what the generator wrote down; None where the zone is not the made-up company's."""
    if not (raw_dir / MARKER).is_file():
        return None
    try:
        told = json.loads((raw_dir / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_ours = isinstance(told, dict) and told.get("generator") == GENERATOR
    return told if is_ours else None


def planted(raw_dir: Path) -> Planted:
    """Return what is wrong on purpose; nothing, where the zone is not the made-up company's."""
    told = truth(raw_dir)
    if told is None:
        return Planted()
    try:
        return Planted(
            {(f["table"], f["column"], f["check"]): f["rows"] for f in told["findings"]},
            {n: t["quarantined"] for n, t in told["tables"].items() if t["quarantined"]},
            {name: ", ".join(columns) for name, columns in told["unknown_columns"].items()},
            told["last_date"],
        )
    except (KeyError, TypeError, AttributeError):  # written by an older generator
        return Planted()
