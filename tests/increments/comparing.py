"""Two warehouses of one landing zone, table by table: rows, doubles to the last bit, columns."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import duckdb
from light import Light, Step

SHOWN = 4
# They tell which rows are new since what was published last, which a first refresh cannot know.
NEWS = {"landing_files", "data_checks"}


@dataclass
class Difference:
    """A table that is not the same in two warehouses.

    Attributes:
        table: Its name.
        schema: What differs in names or types of columns.
        left: Rows that only the refreshed warehouse has.
        right: Rows that only the one built anew has.
        columns: Column -> in how many rows of a key that both have it differs.
        examples: A few of the differing rows, for people.

    """

    table: str
    schema: str = ""
    left: int = 0
    right: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{self.table}: {self.left} rows only refreshed, {self.right} only built anew"
        if self.schema:
            told = f"{self.table}: {self.schema}"
        if self.columns:
            told += f"; columns {', '.join(f'{c} ({n})' for c, n in self.columns.items())}"
        return "\n      ".join([told, *self.examples])


def tables(steps: tuple[Step, ...], is_all: bool = False) -> list[Step]:
    """Return the tables to compare, each after what it reads: what is published, or all models."""
    models = [s for s in steps if s.kind == "model" and not s.is_view and s.relation]
    return [s for s in models if s.is_mart or (is_all and s.name not in NEWS)]


def differences(refreshed: Light, anew: Light, steps: list[Step]) -> list[Difference]:
    """Return the tables in which two warehouses differ."""
    told, wanted = (_columns(light.connection) for light in (refreshed, anew))
    found = []
    for step in steps:
        place = tuple(part.strip('"') for part in step.relation.split("."))
        if told.get(place) != wanted.get(place):
            text = f"columns {told.get(place)} instead of {wanted.get(place)}"
            found.append(Difference(step.name, schema=text))
        elif _sum(refreshed, step) != _sum(anew, step):
            found.append(_difference(refreshed, anew, step))
    return found


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple, list[tuple]]:
    found: dict[tuple, list[tuple]] = {}
    for database, schema, table, *column in connection.execute(
        "select database_name, schema_name, table_name, column_name, data_type "
        "from duckdb_columns() where not internal order by column_index"
    ).fetchall():
        found.setdefault((database, schema, table), []).append(tuple(column))
    return found


def _sum(light: Light, step: Step) -> tuple:
    # As text besides: 0.0 and -0.0 are equal and yet not the same.
    return light.connection.execute(
        "select count(*), sum(hash(t)), bit_xor(hash(t)), sum(hash(cast(t as varchar))) "
        f"from {_selected(light, step)} as t"
    ).fetchone()


def _selected(light: Light, step: Step) -> str:
    """Return a table; of one that is not published, sums of doubles without their last digits.

    They depend on the order of rows, and what is made of them is rounded where it is published.
    """
    if step.is_mart:
        return step.relation
    columns = light.connection.execute(f"describe {step.relation}").fetchall()
    rough = [
        f'cast(format(\'{{:.10g}}\', "{name}") as double) as "{name}"'
        for name, kind, *_ in columns
        if kind == "DOUBLE"
    ]
    if not rough:
        return step.relation
    return f"(select * replace ({', '.join(rough)}) from {step.relation})"


def _rows(light: Light, step: Step) -> tuple[list[str], Counter]:
    result = light.connection.execute(f"from {_selected(light, step)}")
    names = [column[0] for column in result.description]
    # repr tells -0.0 from 0.0 and says every digit of a double; it holds lists and structs too.
    return names, Counter(tuple(map(repr, row)) for row in result.fetchall())


def _difference(refreshed: Light, anew: Light, step: Step) -> Difference:
    names, here = _rows(refreshed, step)
    _, there = _rows(anew, step)
    left, right = here - there, there - here
    found = Difference(step.name, left=left.total(), right=right.total())
    grain = [names.index(c) for c in grain_of(step) if c in names]
    by_key = [{_key(row, grain): row for row in rows} for rows in (left, right)]
    shared = sorted(by_key[0].keys() & by_key[1].keys()) if grain else []
    columns: Counter[str] = Counter()
    for key in shared:
        pairs = zip(names, by_key[0][key], by_key[1][key], strict=True)
        columns.update(name for name, one, other in pairs if one != other)
    found.columns = dict(columns.most_common())
    for key in shared[:SHOWN]:
        pairs = zip(names, by_key[0][key], by_key[1][key], strict=True)
        told = ", ".join(
            f"{n}: {one} instead of {other}" for n, one, other in pairs if one != other
        )
        found.examples.append(f"{_named(names, grain, key)}: {told}"[:600])
    for rows, word in ((left, "only refreshed"), (right, "only anew")):
        alone = sorted(row for row in rows if _key(row, grain) not in shared or not grain)
        for row in alone[:SHOWN]:
            shown = grain or list(range(len(names)))[:8]
            found.examples.append(f"{word}: {_named(names, shown, _key(row, shown))}"[:400])
    return found


def grain_of(step: Step) -> list[str]:
    """Return the columns by which rows of a table are told apart, as far as it says so."""
    from parsed import project

    node = project().manifest["nodes"].get(step.unique_id, {"config": {}})
    return (node["config"].get("meta") or {}).get("grain") or []


def _key(row: tuple, grain: list[int]) -> tuple:
    return tuple(row[n] for n in grain)


def _named(names: list[str], places: list[int], key: tuple[Any, ...]) -> str:
    return ", ".join(f"{names[n]} {part}" for n, part in zip(places, key, strict=True))
