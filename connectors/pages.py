"""Writes docs/connectors/: a page per connector, from what the connector says of itself."""

import re
from collections.abc import Iterator
from pathlib import Path

from connectors.description import FOLDER, Connector, Fill, connector_names, read_connector
from connectors.told import question

DOCS = FOLDER.parent / "docs" / "connectors"
HEAD = "<!-- Written by python -m connectors.pages from connectors/{name}; change it there. -->"


def texts() -> Iterator[tuple[Path, str]]:
    """Return the pages with what should stand in them."""
    connectors = [read_connector(FOLDER / name) for name in connector_names()]
    for connector in connectors:
        yield DOCS / f"{connector.name}.md", "\n".join(_page(connector)) + "\n"


def _page(connector: Connector) -> Iterator[str]:
    yield HEAD.format(name=connector.name)
    yield f"# {connector.title}"
    yield ""
    yield f"`engagement connect {connector.name} --from FOLDER|FILE.duckdb|postgresql://...`"
    if connector.vendor_docs:
        yield f"What the vendor says of its data: <{connector.vendor_docs}>."
    yield ""
    yield "| form | what it is | known by |"
    yield "|---|---|---|"
    for form in connector.forms:
        known = "; ".join(
            f"{table} ({', '.join(columns)})" if columns else table
            for table, columns in form.known_by.items()
        )
        whole = " It holds all rows: one that is gone was deleted." if form.is_whole else ""
        yield f"| {form.name} | {form.title}.{whole} | {known} |"
    yield ""
    yield "## What becomes of it"
    yield ""
    yield "| raw table | made of | answers |"
    yield "|---|---|---|"
    for fill in connector.fills:
        answers = _question(connector, fill)
        yield f"| {fill.raw.full_name} | {_sources(connector, fill)} | {answers} |"
    yield ""
    yield "| table | comes as | columns that are read (**bold**: nothing can be said without it) |"
    yield "|---|---|---|"
    for table in connector.tables:
        columns = ", ".join(
            f"**{c.names[0]}**" if c.is_required else c.names[0] for c in table.columns
        )
        yield f"| {table.name} | {', '.join(_shown(name) for name in table.names)} | {columns} |"
    if connector.options:
        yield ""
        yield "## Options"
        yield ""
        for name, option in connector.options.items():
            default = option.get("default")
            said = "" if default in (None, {}) else f" (default {default})"
            yield f"- `{name}`: {option.get('description')}{said}"
    for title, lines in (
        ("Good to know", connector.notes),
        ("What it cannot give", connector.cannot),
    ):
        if lines:
            yield ""
            yield f"## {title}"
            yield ""
            yield from (f"- {line}" for line in lines)


def _shown(name: str) -> str:
    return f"`{name}`"


def _sources(connector: Connector, fill: Fill) -> str:
    found = {form.name: fill.sources(form.name) for form in connector.forms}
    lists = {sources for sources in found.values() if sources}
    if len(lists) == 1:
        return ", ".join(next(iter(lists)))
    return "; ".join(f"{', '.join(s)} ({form})" for form, s in found.items() if s)


def _question(connector: Connector, fill: Fill) -> str:
    form = next(form.name for form in connector.forms if fill.statement(form.name))
    return re.sub(r"\|", "/", question(fill, form))


def main() -> None:
    """Write the pages, and take away those of connectors that are gone."""
    DOCS.mkdir(parents=True, exist_ok=True)
    kept = set()
    for path, text in texts():
        path.write_text(text, encoding="utf-8")
        kept.add(path)
    for path in DOCS.glob("*.md"):
        if path not in kept:
            path.unlink()


if __name__ == "__main__":
    main()
