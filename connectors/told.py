"""What a run of a connector, a connector, or a source is, as lines for people."""

from collections.abc import Iterator

from connectors.description import FOLDER, Connector, Fill, connector_names, read_connector
from connectors.running import Filled, Outcome
from connectors.sources import shown
from orchestration.landing_report import by_reason, lacking_of, marts_needs


def run_lines(outcome: Outcome, is_dry: bool) -> Iterator[str]:
    """Say what was read, written and left out, and why."""
    order = outcome.order
    yield f"{order.name}: {outcome.form.title}, from {shown(order.place)}"
    width = max((len(filled.raw) for filled in outcome.filled), default=0)
    for filled in outcome.filled:
        yield f"  {filled.raw:{width}}  {_counts(filled)}"
        if filled.left_out:
            reasons = ", ".join(f"{n:,} {reason}" for reason, n in sorted(filled.left_out.items()))
            yield f"  {'':{width}}  left out: {reasons}"
    for text in [*outcome.notes, *outcome.warnings]:
        yield f"  note: {text}"
    if is_dry:
        yield "  Nothing was written (--dry-run)."
    elif outcome.files:
        yield f"  Written: {len(outcome.files)} files."
    else:
        yield "  Nothing new."


def short(outcome: Outcome) -> Iterator[str]:
    """Say in one line what a source has brought, and below what deserves a look."""
    filled = outcome.filled
    news = ((sum(f.new for f in filled), "new"), (sum(f.changed for f in filled), "changed"))
    news += ((sum(f.gone for f in filled), "no longer there"),)
    told = ", ".join(f"{n:,} {what}" for n, what in news if n) or "nothing new"
    yield f"{outcome.order.name}: {told}, of {sum(f.rows for f in filled):,} rows"
    for text in outcome.warnings + (outcome.notes if outcome.is_first else []):
        yield f"  note: {text}"


def _counts(filled: Filled) -> str:
    read = ", ".join(f"{n:,} of {name}" for name, n in filled.sources.items())
    changes = [
        f"{n:,} {what}"
        for n, what in (
            (filled.new, "new"),
            (filled.changed, "changed"),
            (filled.gone, "no longer there"),
        )
        if n
    ]
    return f"{filled.rows:,} rows from {read}; {', '.join(changes) or 'nothing new'}"


def list_lines() -> Iterator[str]:
    """Say which connectors there are."""
    connectors = [read_connector(FOLDER / name) for name in connector_names()]
    width = max((len(connector.name) for connector in connectors), default=0)
    for connector in connectors:
        forms = "; ".join(form.title for form in connector.forms)
        yield f"{connector.name:{width}}  {connector.title}: {forms}"


def explain_lines(connector: Connector) -> Iterator[str]:
    """Say what a connector reads and fills, what marts need besides, what cannot be given."""
    yield f"{connector.title} (connector {connector.name})"
    for form in connector.forms:
        yield ""
        yield f"Form {form.name}: {form.title}"
        known = "; ".join(
            f"{table} with {', '.join(columns)}" if columns else table
            for table, columns in form.known_by.items()
        )
        yield f"  known by: {known}"
        for table in connector.tables_of(form.name):
            needed = [column.name for column in table.columns if column.is_required]
            needs = f" (needs {', '.join(needed)})" if needed else ""
            yield f"  reads {' or '.join(table.names)}{needs}"
        for fill in connector.fills:
            if fill.statement(form.name):
                yield f"  fills {fill.raw.full_name}: {question(fill, form.name)}"
    filled = {fill.raw.full_name for fill in connector.fills}
    lacks = {mart: lacking_of(needs, filled) for mart, needs in marts_needs().items()}
    yield ""
    alone = [mart for mart, lacking in lacks.items() if not lacking]
    yield f"Marts that it fills alone: {', '.join(alone) or 'none'}"
    for reason, marts in by_reason({m: lacking for m, lacking in lacks.items() if lacking}):
        yield f"Empty without {reason}: {', '.join(marts)}"
    if connector.options:
        yield ""
        yield "Options (key options of connect.yml, or --option NAME=VALUE):"
        for name, option in connector.options.items():
            default = option.get("default")
            yield f"  {name}: {option.get('description')} [default: {default}]"
    for title, texts in (("Good to know", connector.notes), ("Cannot give", connector.cannot)):
        if texts:
            yield ""
            yield f"{title}:"
            yield from (f"  - {text}" for text in texts)


def question(fill: Fill, form: str) -> str:
    """Return what the SQL of a raw table answers, as its first line says."""
    file = fill.statement(form)
    first = file.read_text(encoding="utf-8").partition("\n")[0] if file else ""
    return first.removeprefix("--").strip()
