"""What the checks of this refresh found in the raw tables."""

from typing import Any

from dashboard.blocks import Column, Table
from dashboard.store import Context
from dashboard.tabs import Block, as_text
from dashboard.text import plain
from dashboard.words import label

MAX_ROWS = 200
LEVELS = ("critical", "warning", None)
PREFIX = "landing "


def draw(context: Context, block: Block) -> Table | None:
    """Return a table of the findings; None where all is well."""
    rows = [
        {
            "name": plain(check["table"].removeprefix(PREFIX)),
            "check": plain(str(check.get("check") or "").replace("_", " ")),
            "observed": plain(str(check.get("observed") or "")),
            "_level": _level(check),
        }
        for check in context.failed_checks
        if str(check.get("table")).startswith(PREFIX) and check.get("check") != "is_fresh"
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: LEVELS.index(row["_level"]))
    return Table(
        key=block.key,
        title=block.text("title"),
        note=block.text("note"),
        columns=[Column(name, as_text(pair)) for name, pair in block.words["columns"].items()],
        rows=rows[:MAX_ROWS],
        wide=True,
        empty=label("page.no_data"),
    )


def _level(check: dict[str, Any]) -> str | None:
    """Return the trouble of a finding; what the made-up company has wrong on purpose is none."""
    if check.get("is_critical"):
        return "critical"
    return None if check.get("is_planted") else "warning"
