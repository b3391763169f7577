"""Tries a connector on the examples that lie in its folder, and on the same ones broken.

An example is a folder ``examples/<name>/`` with the vendor's tables, ``examples/<name>.yml`` with
options where it needs some, and ``examples/<name>.csv`` with what must come out: table, measure,
value. A measure is ``rows``, ``deleted``,
``left out``, or an aggregate in SQL over the live rows, such as ``sum(amount) where currency =
'JPY'``.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from connectors.description import Connector, Fill
from connectors.errors import ConnectorError, SourceError
from connectors.running import Order, Outcome, run
from connectors.sources import Source
from connectors.tables import recognise
from orchestration import yamls
from orchestration.casting import literal, quoted

EXAMPLES = "examples"
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def examples(connector: Connector) -> list[Path]:
    """Return the folders of a connector's examples."""
    folder = connector.folder / EXAMPLES
    return sorted(path for path in folder.glob("*") if path.is_dir())


def try_connector(connector: Connector) -> Iterator[tuple[str, list[str]]]:
    """Try everything: name of a trial -> what is wrong with it."""
    if not examples(connector):
        yield "examples", [f"{connector.folder / EXAMPLES} has no folder with the vendor's tables."]
    for example in examples(connector):
        try:
            yield from list(whole(connector, example))
        except (ConnectorError, SourceError) as error:
            yield f"{example.name}: what comes out", [str(error)]
            continue
        for how in BREAKS:
            yield f"{example.name}: {how}", broken(connector, example, how)
    yield "forms without an example", forms_without(connector)


def whole(connector: Connector, example: Path) -> Iterator[tuple[str, list[str]]]:
    """Try an example as it is: what comes out, the raw contract, and the same tables twice."""
    with _Trial(connector, example) as trial:
        outcome = trial.run()
        yield f"{example.name}: what comes out", _totals(trial, outcome, example)
        yield f"{example.name}: the raw contract", _contract(trial, connector)
        yield f"{example.name}: the same tables twice", _news(trial.run(days=1))


def _totals(trial: "_Trial", outcome: Outcome, example: Path) -> list[str]:
    """Compare what comes out with what is written beside the example."""
    expected = example.with_suffix(".csv")
    if not expected.exists():
        return [f"{expected} is missing: what has to come out (table, measure, value)."]
    wrong = []
    with expected.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            got = trial.measure(outcome, row["table"], row["measure"])
            if not _same(got, row["value"]):
                wrong.append(
                    f"{row['table']}, {row['measure']}: {row['value']} expected, {got} came out"
                )
    return wrong


def _contract(trial: "_Trial", connector: Connector) -> list[str]:
    """Find what the raw contract would refuse of the written rows."""
    wrong = []
    for fill in connector.fills:
        names = trial.columns(fill)
        for column in fill.raw.columns:
            name = column["name"]
            if name in names and column.get("accepted"):
                accepted = ", ".join(literal(str(value)) for value in column["accepted"])
                if trial.ask(fill, "count(*)", f"{quoted(name)} not in ({accepted})"):
                    wrong.append(
                        f"{fill.raw.full_name}.{name}: only {', '.join(column['accepted'])} "
                        "are accepted."
                    )
    return wrong


def _news(again: Outcome) -> list[str]:
    return [
        f"{filled.raw}: a second run writes {filled.new} new, {filled.changed} changed, "
        f"{filled.gone} gone rows."
        for filled in again.filled
        if filled.new or filled.changed or filled.gone
    ]


def forms_without(connector: Connector) -> list[str]:
    """Find forms that no example shows."""
    shown = set()
    for example in examples(connector):
        with _Trial(connector, example) as trial:
            shown.add(trial.form())
    return [
        f"form {form.name} has no example." for form in connector.forms if form.name not in shown
    ]


def broken(
    connector: Connector, example: Path, how: str, columns: Callable[[str], bool] = bool
) -> list[str]:
    """Break each column of each file in turn: it is missed by its name, or the run goes on.

    Args:
        connector: The connector.
        example: The example; it stays as it is.
        how: One of BREAKS.
        columns: Which columns to break, by name.

    Returns:
        What was refused without a word, or broke the connector's own SQL.

    """
    wrong = []
    for file in sorted(path for path in example.rglob("*") if path.is_file()):
        for column in filter(columns, dict.fromkeys(_columns(file))):
            with _Trial(connector, example) as trial:
                copy = trial.source / file.relative_to(example)
                BREAKS[how](copy, column)
                try:
                    trial.run()
                except SourceError as error:
                    if not str(error).strip():
                        wrong.append(f"{file.name}, {column}: refused without a word.")
                except (ConnectorError, duckdb.Error) as error:
                    wrong.append(f"{file.name}, {column}: {error}")
    return wrong


def columns_of(example: Path) -> set[str]:
    """Return the columns of an example's files, as they are written."""
    files = (path for path in example.rglob("*") if path.is_file())
    return {column for file in files for column in _columns(file)}


def _columns(file: Path) -> list[str]:
    if file.suffix == ".csv":
        return next(csv.reader(_text(file).splitlines()), [])
    if file.suffix in (".jsonl", ".json"):
        rows = [json.loads(line) for line in _text(file).splitlines() if line.strip()]
        return sorted({key for row in rows for key in row})
    return []


def _text(file: Path) -> str:
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp932")


def _rewrite(file: Path, column: str, value: str | None) -> None:
    """Take a column out of a file, or fill it with a value."""
    if file.suffix in (".jsonl", ".json"):
        rows = [json.loads(line) for line in _text(file).splitlines() if line.strip()]
        for row in rows:
            row.pop(column, None)
            if value is not None:
                row[column] = value
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return
    records = list(csv.reader(_text(file).splitlines(keepends=True)))
    place = records[0].index(column)
    for number, record in enumerate(records):
        if value is None:
            del record[place : place + 1]
        elif number and place < len(record):
            record[place] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(records)


def _rename(file: Path, column: str) -> None:
    """Give a column another name."""
    text = _text(file)
    new = f"{column}_of_another_name"
    if file.suffix in (".jsonl", ".json"):
        text = text.replace(json.dumps(column), json.dumps(new))
    else:
        head, _, rows = text.partition("\n")
        names = [new if name == column else name for name in next(csv.reader([head]))]
        text = ",".join(f'"{name}"' for name in names) + "\n" + rows
    file.write_text(text, encoding="utf-8")


BREAKS: dict[str, Callable[[Path, str], None]] = {
    "a column removed": lambda file, column: _rewrite(file, column, None),
    "a column renamed": _rename,
    "words in a column": lambda file, column: _rewrite(file, column, "no such thing"),
}


def _same(got: object, expected: str) -> bool:
    if isinstance(got, int | float | Decimal):
        return abs(float(got) - float(expected)) < 0.005
    return ("" if got is None else str(got)) == expected


class _Trial:
    """A copy of an example and a landing zone of its own."""

    def __init__(self, connector: Connector, example: Path) -> None:
        self._connector = connector
        self._place = Path(tempfile.mkdtemp(prefix="engagement-try-"))
        self.source = self._place / "source"
        self._zone = self._place / "zone"
        self._zone.mkdir()
        shutil.copytree(example, self.source)
        settings = example.with_suffix(".yml")
        given = yamls.read(settings.read_text(encoding="utf-8")) if settings.exists() else {}
        self._options = given.get("options") or {}

    def __enter__(self) -> "_Trial":
        self._database = duckdb.connect()
        self._database.execute("set timezone = 'UTC'")
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def run(self, days: int = 0) -> Outcome:
        order = Order(
            name="tried",
            connector=self._connector,
            place=str(self.source),
            prefix="tried-",
            options=self._options,
        )
        memory = self._place / "memory" / "tried.duckdb"
        moment = MOMENT.replace(day=MOMENT.day + days)
        return run(order, self._zone, memory, now=moment, salt="a salt of trials")

    def form(self) -> str:
        """Return the form in which the example is."""
        with Source(str(self.source), None, self._database, self._place) as source:
            return recognise(self._connector, source).name

    def columns(self, fill: Fill) -> set[str]:
        """Return the columns that a raw table has in the zone; none where it has no file."""
        if not (self._zone / fill.raw.folder).exists():
            return set()
        rows = self._database.execute(f"describe {self._newest(fill)}").fetchall()
        return {name for name, *_ in rows}

    def ask(self, fill: Fill, expression: str, where: str = "true", is_live: bool = True) -> object:
        """Return an aggregate over the newest rows of a raw table; None where it has no file."""
        if not self.columns(fill):
            return None
        alive = "not _deleted" if is_live else "_deleted"
        return self._database.execute(
            f"select {expression} from ({self._newest(fill)}) where {alive} and ({where})"
        ).fetchone()[0]

    def _newest(self, fill: Fill) -> str:
        files = literal(str(self._zone / fill.raw.folder / "*.parquet"))
        key = ", ".join(quoted(column) for column in fill.raw.key)
        return (
            f"select * from read_parquet({files}, union_by_name = true, filename = true) "
            f"qualify row_number() over (partition by {key} "
            "order by _loaded_at desc, filename desc) = 1"
        )

    def measure(self, outcome: Outcome, table: str, measure: str) -> object:
        """Return a figure of a raw table."""
        fill = next(fill for fill in self._connector.fills if fill.raw.full_name == table)
        if measure == "left out":
            found = [filled for filled in outcome.filled if filled.raw == table]
            return sum(n for filled in found for n in filled.left_out.values())
        if measure in ("rows", "deleted"):
            return self.ask(fill, "count(*)", is_live=measure == "rows") or 0
        expression, _, where = measure.partition(" where ")
        return self.ask(fill, expression, where or "true")
