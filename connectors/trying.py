"""Tries a connector on the examples that lie in its folder, and on the same ones broken.

An example is a folder ``examples/<name>/`` with the vendor's tables and ``examples/<name>.csv``
beside it with what must come out: table, measure, value. A measure is ``rows``, ``deleted``,
``left out``, or an aggregate in SQL over the live rows, such as ``sum(amount) where currency =
'JPY'``.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from connectors.description import Connector, Fill
from connectors.errors import ConnectorError, SourceError
from connectors.running import Order, Outcome, run
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
        yield f"{example.name}: what comes out", totals(connector, example)
        yield f"{example.name}: the raw contract", contract(connector, example)
        yield f"{example.name}: the same tables twice", twice(connector, example)
        yield f"{example.name}: a column removed", without_columns(connector, example)
        yield f"{example.name}: another type", other_types(connector, example)
    yield "forms without an example", _forms_without(connector)


def totals(connector: Connector, example: Path) -> list[str]:
    """Compare what comes out with what is written beside the example."""
    expected = example.with_suffix(".csv")
    if not expected.exists():
        return [f"{expected} is missing: what has to come out (table, measure, value)."]
    wrong = []
    with _Trial(connector, example) as trial, expected.open(encoding="utf-8", newline="") as rows:
        outcome = trial.run()
        for row in csv.DictReader(rows):
            got = trial.measure(outcome, row["table"], row["measure"])
            if not _same(got, row["value"]):
                wrong.append(
                    f"{row['table']}, {row['measure']}: {row['value']} expected, {got} came out"
                )
    return wrong


def contract(connector: Connector, example: Path) -> list[str]:
    """Find what the raw contract would refuse of the written rows."""
    wrong = []
    with _Trial(connector, example) as trial:
        trial.run()
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


def twice(connector: Connector, example: Path) -> list[str]:
    """See that a second run adds nothing, and a copied row no second one."""
    with _Trial(connector, example) as trial:
        trial.run()
        again = trial.run(days=1)
    return [
        f"{filled.raw}: a second run writes {filled.new} new, {filled.changed} changed, "
        f"{filled.gone} gone rows."
        for filled in again.filled
        if filled.new or filled.changed or filled.gone
    ]


def without_columns(connector: Connector, example: Path) -> list[str]:
    """Take each column of each file away: it is missed with its name, or the run goes on."""
    return _broken(connector, example, _drop_column, "without")


def other_types(connector: Connector, example: Path) -> list[str]:
    """Put words into each column of each file: what cannot be read is told, nothing breaks."""
    return _broken(connector, example, _write_words, "with words in")


def _forms_without(connector: Connector) -> list[str]:
    shown = set()
    for example in examples(connector):
        with _Trial(connector, example) as trial:
            shown.add(trial.run().form.name)
    return [
        f"form {form.name} has no example." for form in connector.forms if form.name not in shown
    ]


def _broken(connector: Connector, example: Path, change: object, how: str) -> list[str]:
    wrong = []
    for file in sorted(path for path in example.rglob("*") if path.is_file()):
        for column in _columns(file):
            with _Trial(connector, example) as trial:
                copy = trial.source / file.relative_to(example)
                if not change(copy, column):
                    continue
                try:
                    trial.run()
                except SourceError as error:
                    if not str(error).strip():
                        wrong.append(f"{file.name} {how} {column}: refused without a word.")
                except (ConnectorError, duckdb.Error) as error:
                    wrong.append(f"{file.name} {how} {column}: {error}")
    return wrong


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


def _drop_column(file: Path, column: str) -> bool:
    return _rewrite(file, column, None)


def _write_words(file: Path, column: str) -> bool:
    return _rewrite(file, column, "no such thing")


def _rewrite(file: Path, column: str, value: str | None) -> bool:
    """Take a column out of a file, or fill it with a value."""
    if file.suffix in (".jsonl", ".json"):
        rows = [json.loads(line) for line in _text(file).splitlines() if line.strip()]
        for row in rows:
            row.pop(column, None)
            if value is not None:
                row[column] = value
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return True
    records = list(csv.reader(_text(file).splitlines(keepends=True)))
    place = records[0].index(column)
    for number, record in enumerate(records):
        if value is None:
            del record[place : place + 1]
        elif number and place < len(record):
            record[place] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(records)
    return bool(records[0])


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

    def __enter__(self) -> "_Trial":
        self._database = duckdb.connect()
        self._database.execute("set timezone = 'UTC'")
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def run(self, days: int = 0) -> Outcome:
        order = Order(
            name="tried", connector=self._connector, place=str(self.source), prefix="tried-"
        )
        memory = self._place / "memory" / "tried.duckdb"
        moment = MOMENT.replace(day=MOMENT.day + days)
        return run(order, self._zone, memory, now=moment, salt="a salt of trials")

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
