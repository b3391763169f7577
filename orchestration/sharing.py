"""``engagement share``: a copy of the aggregate marts that may leave the house.

No row of it is about fewer people than ``minimum_cell_size``, nor can such a row be had by
subtracting: what a mart's ``meta.share`` says of its counts, its totals and what must not go with
them decides, mart by mart, and a mart that says nothing stays (a test of the project asks for it).

A row goes as soon as one of its counts of people is too small. Parts add up to totals: where one
part goes, the smallest others go with it, until those that went are at least two and together as
many people as a row must be about. This is enough because parts of one kind at a time are shared:
the total, and cuts of it by one property each, never by two at once.

What is left of a count of a row less another one, or of the step before less this one, is a count
of people too, and treated as such. It may be 0: everybody is there when a cohort begins.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import dbt, naming, publishing, settings
from orchestration.casting import literal, quoted
from orchestration.errors import UsageError

KINDS = ("snapshot", "cohort")
# Columns that name one person; a mart that has one is no aggregate, whatever it counts.
PERSONS = ("customer_id", "visitor_key", "respondent_key", "anonymous_id_hash", "identifier_hash")
TOTAL = "all"
SEGMENT = ("segment_type", "segment_value")
# Between the names of two counts: what is left of one less the other.
LESS = " less "
Row = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """What a mart says of being shared (``meta.share``).

    Attributes:
        people: Columns that count people, or what one person does once; each decides on its row.
        same_over: Counts that stand in several rows -> the columns of the grain these differ in.
        parts: Count -> counts that are some of it, so that what is left is a count as well.
        steps: Count -> column of the grain by whose order it never rises: who is at a step was at
            the one before.
        totals: Columns besides the segments whose value ``all`` is the sum of the others.
        only: Column -> values; other rows stay, for they cut the same people once more.
        without: Columns that stay, for they tell of other rows.
        reason: Why nothing is shared; empty where something is.

    """

    people: tuple[str, ...] = ()
    same_over: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    totals: tuple[str, ...] = ()
    only: dict[str, list[str]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Shared:
    """What became of a mart.

    Attributes:
        mart: Its name.
        shared: Rows in the copy.
        small: Rows about too few people.
        beside: Rows that would have told of those.
        finer: Rows that cut by two properties at once, or the same people once more.
        reason: Why it is left out as a whole; empty where it is not.

    """

    mart: str
    shared: int = 0
    small: int = 0
    beside: int = 0
    finer: int = 0
    reason: str = ""


def is_aggregate(node: dict[str, Any]) -> bool:
    """Return whether a mart's rows are about more than one person, by what its YAML says."""
    names = any(name.endswith(PERSONS) for name in node["columns"])
    return node["config"]["meta"].get("kind") in KINDS and not names


def rule(node: dict[str, Any]) -> Rule | None:
    """Return what a mart says; None where it says nothing.

    Args:
        node: The mart, as dbt's manifest has it.

    """
    said = node["config"]["meta"].get("share")
    if said is None:
        return None
    if isinstance(said, str):
        return Rule(reason=said)
    lists = {name: tuple(said.get(name, ())) for name in ("people", "totals", "without")}
    maps = {name: said.get(name, {}) for name in ("same_over", "parts", "steps", "only")}
    return Rule(**lists, **maps)


def share(target: Path) -> list[Shared]:
    """Write the copy and return what became of each aggregate mart.

    Args:
        target: File to write; must not exist.

    Raises:
        UsageError: If nothing is published, or the file exists.

    """
    published = publishing.current()
    if published is None:
        raise UsageError("Nothing is published yet. Run: engagement run")
    if target.exists() or not target.parent.is_dir():
        raise UsageError(f"{target} exists already, or its folder does not. Name a new file.")
    nodes = [node for node in dbt.read_manifest()["nodes"].values() if dbt.is_mart(node)]
    new = target.with_name(f".{target.name}.new")
    new.unlink(missing_ok=True)
    try:
        with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
            connection.execute(f"attach {literal(str(published))} as published (read_only)")
            connection.execute(f"attach {literal(str(new))} as copy (storage_version 'v1.4.0')")
            connection.execute("create schema copy.marts")
            least = minimum_cell_size(connection)
            told = [_shared(connection, node, least) for node in sorted(nodes, key=_name)]
            told = [one for one in told if one is not None]
            _explain(connection, nodes, told, least)
            connection.execute("checkpoint copy")
            connection.execute("detach copy")
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return told


def _name(node: dict[str, Any]) -> str:
    return node["name"]


def minimum_cell_size(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the variable as the published refresh had it, else its default."""
    default = settings.project_vars()["minimum_cell_size"]
    row = connection.execute("select vars from published.marts.refresh").fetchone()
    return int(json.loads(row[0]).get("minimum_cell_size", default))


def _shared(
    connection: duckdb.DuckDBPyConnection, node: dict[str, Any], least: int
) -> Shared | None:
    """Copy what may go of a mart; None where it is no aggregate or not in the published file."""
    name, said = node["name"], rule(node)
    columns = [
        column
        for (column,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = 'published' "
            "and schema_name = 'marts' and table_name = ? order by column_index",
            [name],
        ).fetchall()
    ]
    if not is_aggregate(node) or not columns:
        return None
    if connection.execute(
        f"select 1 from ({publishing.TABLES}) where is_view and database_name = 'published' "
        "and name = ?",
        [name],
    ).fetchone():
        return Shared(name, reason="has too many rows to be looked through here (docs/scale.md)")
    if said is None or said.reason:
        return Shared(name, reason=said.reason if said else "says nothing of being shared")
    grain = node["config"]["meta"]["grain"]
    parts = [name for whole, of_it in said.parts.items() for name in (whole, *of_it)]
    needed = dict.fromkeys([*grain, *said.people, *parts, *said.steps, *said.only])
    if missing := sorted(set(needed) - set(columns)):
        return Shared(name, reason=f"published without {', '.join(missing)}")
    cursor = connection.execute(
        f"select rowid, {', '.join(map(quoted, needed))} from published.marts.{quoted(name)}"
    )
    rows = [dict(zip(["rowid", *needed], row, strict=True)) for row in cursor.fetchall()]
    kept = [row for row in rows if _is_cut_once(row, grain, said)]
    small, beside = hidden(kept, grain, said, least)
    going = {row["rowid"] for row in kept} - small - beside
    connection.execute("create or replace temp table going (id bigint)")
    if going:
        connection.execute("insert into going select unnest(?)", [sorted(going)])
    listed = ", ".join(quoted(column) for column in columns if column not in said.without)
    connection.execute(
        f"create table copy.marts.{quoted(name)} as select {listed} "
        f"from published.marts.{quoted(name)} where rowid in (from going) "
        f"order by {', '.join(map(quoted, grain))}"
    )
    return Shared(name, len(going), len(small), len(beside), len(rows) - len(kept))


def _is_cut_once(row: Row, grain: list[str], said: Rule) -> bool:
    """Return whether a row is the total or one cut of it, and among those that are shared."""
    if any(row[column] not in values for column, values in said.only.items()):
        return False
    return len(list(_cuts(row, grain, said))) <= 1


def _cuts(row: Row, grain: list[str], said: Rule) -> Iterator[tuple[str, Any]]:
    """Yield by what a row is cut, and its value; nothing for a total."""
    if SEGMENT[0] in grain and row[SEGMENT[0]] != TOTAL:
        yield row[SEGMENT[0]], row[SEGMENT[1]]
    yield from ((column, row[column]) for column in said.totals if row[column] != TOTAL)


def hidden(rows: list[Row], grain: list[str], said: Rule, least: int) -> tuple[set, set]:
    """Return the ids of rows about too few people, and of those that would tell of them.

    Args:
        rows: Rows with ``rowid``, the grain and the counts of people.
        grain: The mart's grain.
        said: What it says of being shared.
        least: How many people a row must be about.

    """
    cut_by = {*said.totals, *(SEGMENT if SEGMENT[0] in grain else ())}
    rows, left = with_what_is_left(rows, grain, said)
    gone: set[int] = set()
    small = {
        row["rowid"]
        for row in rows
        if any(is_small(count, row[count], least) for count in (*said.people, *left))
    }
    # A count that stands in several rows is hidden in all of them or in none.
    for count, over in said.same_over.items():
        apart = [c for c in grain if c not in cut_by and c not in over]
        gone |= _protected(rows, apart, [count], grain, said, least)
    apart = [c for c in grain if c not in cut_by]
    counts = [count for count in said.people if count not in said.same_over] + left
    # Nobody who is hidden at a step is shown at a later one: two steps apart tell of those between.
    steps = list(said.steps.values())
    lost: set[tuple] = set()

    def who(row: Row) -> tuple:
        return tuple(row[column] for column in grain if column not in steps)

    for step in sorted({tuple(row[column] for column in steps) for row in rows}):
        of_step = [row for row in rows if tuple(row[column] for column in steps) == step]
        going = {row["rowid"] for row in of_step if row["rowid"] in small or who(row) in lost}
        going |= gone & {row["rowid"] for row in of_step}
        gone |= _protected(of_step, apart, counts, grain, said, least, going)
        if steps:
            lost |= {who(row) for row in of_step if row["rowid"] in gone}
    return small, gone - small


def with_what_is_left(rows: list[Row], grain: list[str], said: Rule) -> tuple[list[Row], list[str]]:
    """Return the rows with what is left of a count less its part or the next step, and the names.

    Args:
        rows: Rows with the grain and the counts.
        grain: The mart's grain.
        said: What it says of being shared.

    """
    rows = [dict(row) for row in rows]
    pairs = [(whole, part) for whole, parts in said.parts.items() for part in parts]
    for whole, part in pairs:
        for row in rows:
            row[f"{whole}{LESS}{part}"] = _less(row[whole], row[part])
    for count, step in said.steps.items():
        before: dict[tuple, Any] = {}
        for row in sorted(rows, key=lambda row, step=step: row[step]):
            who = tuple(row[column] for column in grain if column != step)
            row[f"{step}{LESS}{count}"] = _less(before.get(who, row[count]), row[count])
            before[who] = row[count]
    names = [f"{whole}{LESS}{part}" for whole, part in pairs]
    return rows, names + [f"{step}{LESS}{count}" for count, step in said.steps.items()]


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part


def is_small(count: str, number: int | None, least: int) -> bool:
    """Return whether a count tells of too few people; what is left of another one may be none."""
    if number is None:
        return True
    return 0 < abs(number) < least if LESS in count else number < least


def _protected(
    rows: list[Row],
    apart: list[str],
    counts: list[str],
    grain: list[str],
    said: Rule,
    least: int,
    gone: Iterable[int] = (),
) -> set[int]:
    """Return the ids of rows that go so that no total less the other parts tells of few people.

    Args:
        rows: All rows.
        apart: Columns by which rows are parts or the total of the same.
        counts: Counts of people that add up.
        grain: The mart's grain.
        said: What it says of being shared.
        least: How many people must be behind what a subtraction gives.
        gone: Rows that go in any case.

    """
    gone, taken = set(gone), set()
    wholes: dict[tuple, dict[str, dict[Any, list[Row]]]] = {}
    for row in rows:
        cut, value = next(_cuts(row, grain, said), ("", ""))
        whole = tuple(row[column] for column in apart)
        wholes.setdefault(whole, {}).setdefault(cut, {}).setdefault(value, []).append(row)
    for cuts in wholes.values():
        for cut, parts in cuts.items():
            lost = {
                value
                for value, of_part in parts.items()
                if any(row["rowid"] in gone for row in of_part)
                or any(is_small(count, of_part[0][count], least) for count in counts)
            }
            if cut and "" in cuts:
                rest = _in_no_part(cuts[""][""][0], parts, counts)
                if any(0 < abs(number) < least for number in rest.values()):
                    parts, lost = {**parts, LESS: [rest]}, {*lost, LESS}
            if cut and lost:
                _hide_more(parts, lost, counts, least)
            taken |= {row["rowid"] for value in lost - {LESS} for row in parts[value]}
    return taken | gone


def _in_no_part(total: Row, parts: dict[Any, list[Row]], counts: list[str]) -> dict[str, int]:
    """Return by count how many of the total are in no part; negative where some are in two."""
    return {
        count: (total[count] or 0) - sum(rows[0][count] or 0 for rows in parts.values())
        for count in counts
    }


def _hide_more(parts: dict[Any, list[Row]], lost: set[Any], counts: list[str], least: int) -> None:
    """Add parts to the lost ones, smallest first, until what they are together tells nothing."""

    def size(value: object) -> tuple:
        return (*((parts[value][0][count] or 0) for count in counts), str(value))

    for value in sorted(parts.keys() - lost, key=size):
        together = {count: sum(parts[v][0][count] or 0 for v in lost) for count in counts}
        if len(lost) > 1 and not any(is_small(c, n, least) for c, n in together.items()):
            return
        lost.add(value)


def _explain(
    connection: duckdb.DuckDBPyConnection,
    nodes: list[dict[str, Any]],
    told: list[Shared],
    least: int,
) -> None:
    """Add what the columns and values are called, and what was left out."""
    names = {one.mart for one in told if not one.reason}
    kept = [
        entry
        for entry in naming.entries(node for node in nodes if node["name"] in names)
        if connection.execute(
            "select 1 from duckdb_columns() where database_name = 'copy' and table_name = ? "
            "and column_name = ?",
            [entry.table_name, entry.column_name],
        ).fetchone()
    ]
    naming.write(connection, "copy.marts", kept)
    connection.execute(
        "create table copy.marts.shared (mart varchar, minimum_cell_size integer, "
        "shared_row_count bigint, small_row_count bigint, complementary_row_count bigint, "
        "finer_row_count bigint, left_out_because varchar, as_of timestamp)"
    )
    (as_of,) = connection.execute("select as_of from published.marts.refresh").fetchone()
    for one in told:
        connection.execute(
            "insert into copy.marts.shared values (?, ?, ?, ?, ?, ?, ?, ?)",
            [one.mart, least, one.shared, one.small, one.beside, one.finer]
            + [one.reason or None, as_of],
        )


def lines(told: list[Shared]) -> Iterator[str]:
    """Yield what was shared and what was left out, for people."""
    for one in told:
        if one.reason:
            yield f"{one.mart}: left out; {' '.join(one.reason.split())}."
        else:
            yield (
                f"{one.mart}: {one.shared:,} rows; left out {one.small:,} about too few people, "
                f"{one.beside:,} that would tell of those, {one.finer:,} that cut the same once "
                "more."
            )
