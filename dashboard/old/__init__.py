"""Tabs that are still written in Python; each goes when its folder in dashboard/tabs is there."""

import importlib

from dashboard import blocks as today  # not blocks: that is a module of this package too
from dashboard.store import Context

TABS = ()
_UNITS = {"rate": "share", "money": "currency"}


def area(context: Context, name: str) -> today.Area | None:
    """Return a tab in today's classes."""
    found = importlib.import_module(f"dashboard.old.areas.{name}").area(context)
    if found is None:
        return None
    return today.Area(found.key, found.label, found.lead, blocks=[_new(b) for b in found.blocks])


def _new(block: object) -> object:
    values = dict(vars(block))
    if "columns" in values:
        values["columns"] = [
            today.Column(c.key, c.label, _UNITS.get(c.kind, c.kind), c.bar) for c in block.columns
        ]
    if values.get("below"):
        values["below"] = _new(block.below)
    for row in values["rows"] if type(block).__name__ == "Table" else ():
        if "_kind" in row:
            row["_unit"] = _UNITS.get(row["_kind"], row["_kind"])
    return getattr(today, type(block).__name__)(**values)
