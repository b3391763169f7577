"""Makes the blocks of a tab: runs its queries, puts values into words, and hands over to the kinds.

What a block shows is said in dashboard/tabs; nothing here knows a mart.
"""

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

from dashboard import kinds
from dashboard.attention import warnings
from dashboard.blocks import (
    Area,
    Cards,
    Chart,
    Cohorts,
    Column,
    Definition,
    Made,
    StageMap,
    Table,
    Warnings,
)
from dashboard.definitions import of_column, of_metric
from dashboard.explorer import explorer
from dashboard.formats import TEXTS
from dashboard.glossary import terms_in
from dashboard.headlines import cards
from dashboard.rows import Answer, Row
from dashboard.store import Context
from dashboard.tabs import Block, Query, Tab, TabError, as_text, read_tabs
from dashboard.text import Text
from dashboard.texts import PLACE, filled
from dashboard.words import label, page_words


def areas(context: Context, tabs: list[Tab] | None = None) -> list[Area]:
    """Return the tabs that have something to show; the first one is always there."""
    found = [_area(context, tab) for tab in tabs or read_tabs()]
    return [area for number, area in enumerate(found) if number == 0 or area.blocks]


def _area(context: Context, tab: Tab) -> Area:
    there = [block for block in tab.blocks if context.marts.has(*block.marts)]
    lead = tab.lead
    if tab.lead_query and context.marts.has(*tab.lead_query.marts):
        rows = context.marts.rows(tab.lead_query.sql, **_given(context, tab.lead_query, {}))
        lead = filled(context, lead, rows[0] if rows else {})
    elif tab.lead_query:
        lead = None
    return Area(
        key=tab.key,
        label=tab.label,
        lead=lead,
        blocks=list(_blocks(context, there)),
        terms=terms_in([lead]),
    )


def _blocks(context: Context, blocks: list[Block]) -> Iterator[Made]:
    """Draw blocks in order; those that follow each other under one `each` take turns."""
    for each, group in groupby(blocks, key=lambda block: block.options.get("each")):
        members = list(group)
        if each is None:
            made = (_made(context, block, {}, block.options.get("fold")) for block in members)
        else:
            query = members[0].queries[each]
            turns = context.marts.rows(query.sql, **_given(context, query, members[0].options))
            # Whom the query names first stands open, the others are one click away.
            made = (
                _made(context, block, turn, block.options.get("fold") and number > 0)
                for number, turn in enumerate(turns)
                for block in members
            )
        yield from (block for block in made if block is not None)


def _made(context: Context, block: Block, turn: Row, is_folded: bool | None) -> Made | None:
    if block.kind == "cards":
        return _cards(context, block)
    if block.kind == "warnings":
        found = warnings(context)
        terms = terms_in(warning.text for warning in found)
        return Warnings(block.key, block.text("title"), found, terms)
    if block.kind == "special":
        module = importlib.import_module(f"dashboard.special.{block.options['module']}")
        return module.draw(context, block)
    key = "_".join([block.key, *(re.sub(r"\W", "_", str(value)) for value in turn.values())])
    frame = _frame(context, block, key, turn)
    frame = replace(frame, is_folded=bool(is_folded))
    try:
        answer = asked(context, block, turn)
    except duckdb.BinderException as error:
        # An older published file may lack a column: the block says so, the page stays.
        message = str(error).splitlines()[0]
        return replace(
            frame,
            title=filled(context, frame.title, _values(context, block) | turn),
            empty=label("page.not_in_file", message=message),
        )
    if not answer.rows and block.options.get("needs_rows"):
        return None
    values = _values(context, block) | turn | (answer.rows[0] if answer.rows else {})
    frame = replace(
        frame,
        title=filled(context, frame.title, values),
        note=_note(context, block, answer, values),
    )
    frame = replace(frame, definitions=_definitions(answer, frame))
    if not answer.rows:
        has_columns = isinstance(frame, Table | StageMap)
        return replace(frame, columns=answer.columns) if has_columns else frame
    return _explained(answer, kinds.DRAW[block.kind](answer, frame))


def _explained(answer: Answer, made: Made) -> Made:
    """Add what the terms mean that the block's texts use."""
    texts = [made.title, made.note]
    if isinstance(made, Cohorts):
        texts += [made.cohort_label, made.size_label, made.months_label]
    else:
        texts += [column.label for column in made.columns]
    if isinstance(made, Chart):
        texts += [entry.label for entry in made.legend] + [text for _, text in made.options]
    words = [column for column in answer.columns if column.unit in ("word", "path")]
    texts += [answer.text(row, column) for column in words for row in answer.rows]
    definitions = [*made.definitions, *terms_in(texts)]
    return replace(made, definitions=definitions)


def _cards(context: Context, block: Block) -> Cards | None:
    """Return the cards, and what readers may choose where the block has rows by segment."""
    try:
        told = cards(context, block)
        if "segments" not in block.options:
            return Cards(told) if told else None
        query = block.queries[block.options["segments"]]
        rows = context.marts.rows(query.sql, **_given(context, query, block.options))
    except duckdb.BinderException as error:
        return Cards((), empty=label("page.not_in_file", message=str(error).splitlines()[0]))
    return Cards(told, explorer(context, block, rows)) if told else None


def _definitions(answer: Answer, frame: Made) -> list[Definition]:
    """Return what the figures of a block are, each once.

    What its query computes is told by the question that the query answers; of a list of metrics
    each is told.
    """
    figures = [column for column in answer.columns if column.unit not in TEXTS]
    found = [column.definition for column in figures if column.definition]
    units = [(c or {}).get("unit") for c in (answer.option("columns") or {}).values()]
    of_metrics = next((u["by"] for u in units if isinstance(u, dict) and len(u) == 1), None)
    if of_metrics:
        named = dict.fromkeys(row[of_metrics] for row in answer.rows)
        metrics = [answer.context.metrics[m] for m in named if m in answer.context.metrics]
        found += [of_metric(answer.context, metric) for metric in metrics]
    elif len(found) < len(figures):
        query = answer.block.query
        note = frame.note.ja if frame.note else query.question
        source = ", ".join(f"marts.{mart}" for mart in query.marts)
        found.insert(0, Definition(frame.title, Text(query.question, note), None, source))
    return list(dict.fromkeys(found))


def _frame(context: Context, block: Block, key: str, turn: Row) -> Made:
    """Return the block without rows: title and empty text stand in any case."""
    options = block.options
    shape = {"table": Table, "cohorts": Cohorts, "stages": StageMap}.get(block.kind, Chart)
    common = {
        "key": key,
        "title": block.text("title"),
        "empty": block.empty,
        "rows": [],
        "wide": options.get("wide", False) or block.kind in ("cohorts", "stages"),
    }
    if shape is Chart:
        more = {"build": None, "columns": (), "height": options.get("height", 240)}
    else:
        more = {"columns": ()} if shape in (Table, StageMap) else {"months": (), "top": 1}
    return shape(**common, **more)


def _note(context: Context, block: Block, answer: Answer, values: Mapping[str, Any]) -> Text | None:
    """Return the note; where there are several, column note of the first row says which.

    A note that has nothing to fill its places with is left out.
    """
    text = block.text("note")
    if notes := block.words.get("notes"):
        chosen = notes.get(answer.rows[0]["note"] if answer.rows else "none")
        text = as_text(chosen) if chosen else None
    if text and any(values.get(place) is None for place in PLACE.findall(text.en)):
        return None
    return filled(context, text, values)


def asked(context: Context, block: Block, turn: Row) -> Answer:
    """Return what a block's query says; `turn` has values for its parameters."""
    names, rows = context.marts.answer(
        block.query.sql, **_given(context, block.query, block.options, turn)
    )
    columns = [
        _column(context, block, name, given or {}, names, rows)
        for name, given in (block.options.get("columns") or {}).items()
    ]
    trend = block.options.get("trend")
    trends = None
    if trend:
        query = block.queries[trend["query"]]
        trends = context.marts.rows(query.sql, **_given(context, query, block.options, turn))
    return Answer(context, block, columns, rows, trends)


def _column(
    context: Context,
    block: Block,
    name: str,
    given: dict[str, Any],
    names: list[str],
    rows: list[Row],
) -> Column:
    where = f"tabs/{block.tab}/tab.yml, block {block.key}, column {name}"
    if name not in names:
        raise TabError(
            f"{where}: {block.query.file.name} returns no such column. It returns "
            f"{', '.join(names)}."
        )
    mart = next((m for m in block.query.marts if (m, name) in context.columns), None)
    found = context.columns.get((mart, name))
    # Mart kpis has a row, not a column, per metric: what a query names so is the metric.
    metric = context.metrics.get(name) if found is None and "kpis" in block.query.marts else None
    shared = page_words()["columns"].get(name, {}) if found is None else {}
    pair = block.words["columns"].get(name) or shared
    known = found or metric
    text = as_text(pair) if pair else known.label if known else None
    unit = given.get("unit") or (known.unit if known else shared.get("unit"))
    # A file without the registry cannot name the figures of mart kpis.
    is_told = context.columns and (context.metrics or "kpis" not in block.query.marts)
    if is_told and (text is None or unit is None):
        lacking = "label" if text is None else "unit"
        raise TabError(
            f"{where}: it has no {lacking}. Columns that are named as in a mart take both from "
            f"the mart's YAML; others need a label in words.yml (columns) and key unit here."
        )
    own = isinstance(unit, dict)
    return Column(
        key=name,
        label=text or Text(name.replace("_", " "), name.replace("_", " ")),
        unit="own" if own else unit or _guess(name, rows),
        bar=given.get("bar", False),
        # Names of segments and months need no explaining, figures do.
        definition=of_metric(context, metric)
        if metric
        else of_column(context, mart, name, found)
        if found and not own and unit not in TEXTS
        else None,
    )


def _guess(name: str, rows: list[Row]) -> str:
    """Return a unit for a file that was published without the table columns."""
    if name.endswith(("_count", "_number")):
        return "count"
    if name.endswith(("_rate", "_share")) or name == "share":
        return "share"
    if name in ("month", "quarter"):
        return name
    value = next((row[name] for row in rows if row[name] is not None), None)
    is_figure = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return "number" if is_figure else "text"


def _values(context: Context, block: Block | None, options: Mapping[str, Any] | None = None) -> Row:
    """Return what queries and texts may name: the refresh, its variables, the block's limits."""
    last, now = context.last_complete_month, context.open_month
    given = (options if options is not None else block.options).get("limits") or {}
    return {
        **{k: v for k, v in context.settings.items() if not isinstance(v, list | dict)},
        "as_of": context.as_of,
        "currency": Text(context.currency, context.currency),
        "last_month": last,
        "open_month": now,
        "zone": Text(context.timezone.key, context.timezone.key),
        **given,
    }


def _given(
    context: Context, query: Query, options: Mapping[str, Any], turn: Row | None = None
) -> Row:
    """Return the parameters that a query names.

    A variable of the run that its published file does not tell is null.
    """
    values = _values(context, None, options) | (turn or {})
    found = {name: values.get(name) for name in query.parameters}
    return {k: v.en if isinstance(v, Text) else v for k, v in found.items()}
