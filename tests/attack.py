"""Somebody who has what was shared, and every sum and difference that holds between its counts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np

from orchestration import sharing
from orchestration.sharing import Row, Rule


def named(count: str, row: Row, rule: Rule, grain: list[str]) -> tuple:
    over = rule.same_over.get(count, [])
    return (count, *(row[column] for column in grain if column not in over))


def equations(rows: list[Row], rule: Rule, grain: list[str]) -> Iterator[tuple[list, list]]:
    """Yield (total, parts) that add up, each part named by its count and what it is of."""
    wholes: dict[tuple, dict[str, list[Row]]] = {}
    cut_columns = {*rule.totals, "segment_type", "segment_value"}
    for row in rows:
        cuts = [c for c in ("segment_type", *rule.totals) if c in grain and row[c] != "all"]
        if len(cuts) > 1:
            continue
        kind = row["segment_type"] if cuts == ["segment_type"] else (cuts[0] if cuts else "")
        whole = tuple(row[column] for column in grain if column not in cut_columns)
        wholes.setdefault(whole, {}).setdefault(kind, []).append(row)
    for kinds in wholes.values():
        for count in rule.people:
            for kind, parts in kinds.items():
                if kind and "" in kinds and kinds[""][0][count] == sum(p[count] for p in parts):
                    yield (
                        [named(count, kinds[""][0], rule, grain)],
                        [named(count, part, rule, grain) for part in parts],
                    )


def differences(rows: list[Row], rule: Rule, grain: list[str]) -> Iterator[tuple[list, list]]:
    """Yield (count, its part and what is left) of each row, and of each step the one before it."""
    for row in rows:
        for whole, parts in rule.parts.items():
            for part in parts:
                rest = named(f"{whole}{sharing.LESS}{part}", row, rule, grain)
                yield [named(whole, row, rule, grain)], [named(part, row, rule, grain), rest]
    for count, step in rule.steps.items():
        before: dict[tuple, Row] = {}
        for row in sorted(rows, key=lambda row, step=step: row[step]):
            who = tuple(row[column] for column in grain if column != step)
            if who in before:
                rest = named(f"{step}{sharing.LESS}{count}", row, rule, grain)
                parts = [named(count, row, rule, grain), rest]
                yield [named(count, before[who], rule, grain)], parts
            before[who] = row


def attacked(
    rows: list[Row], shared: set[int], rule: Rule, grain: list[str], least: int
) -> list[tuple]:
    """Return the small counts that a reader of the shared rows can work out.

    All that adds up is one system of linear equations; a count is found out when it has the same
    value in every solution. What two hidden parts are together must not be small either.
    """
    rows, left = sharing.with_what_is_left(rows, grain, rule)
    value, known = {}, set()
    for row in rows:
        for count in (*rule.people, *left):
            name = named(count, row, rule, grain)
            value[name] = row[count]
            if row["rowid"] in shared:
                known.add(name)

    def small(name: tuple) -> bool:
        least_told = 1 if name[0] in left else -1
        return least_told <= abs(value[name]) < least

    found = [name for name in known if small(name)]
    together = [
        *equations(rows, replace(rule, people=(*rule.people, *left)), grain),
        *differences(rows, rule, grain),
    ]
    unknown = sorted({n for t, p in together for n in (*t, *p)} - known, key=str)
    place = {name: number for number, name in enumerate(unknown)}
    lines = []
    for total, parts in together if known else []:
        line = np.zeros(len(unknown))
        for name in total:
            if name in place:
                line[place[name]] -= 1
        hidden = [part for part in parts if part in place]
        for name in hidden:
            line[place[name]] += 1
        if line.any():
            lines.append(line)
        if hidden and total[0] in known:
            rest = sum(value[part] for part in hidden)
            if rest < least and (rest or not {part[0] for part in hidden} <= set(left)):
                found.append((*total, "less what is shown"))
    if lines:
        # A count is determined when no solution of the homogeneous system moves it.
        _, sizes, directions = np.linalg.svd(np.array(lines))
        rank = int((sizes > 1e-9).sum())
        free = directions[rank:]
        for name, number in place.items():
            if np.abs(free[:, number]).max(initial=0) < 1e-9 and small(name):
                found.append(name)
    return found


def attacked_mart(
    rows: list[Row], shared: set[int], rule: Rule, grain: list[str], least: int
) -> list[tuple]:
    """Return what can be worked out of a mart, by what of it adds up with nothing else."""
    over = {column for columns in rule.same_over.values() for column in columns}
    within = {*over, *rule.totals, *rule.steps.values(), *sharing.SEGMENT}
    groups: dict[tuple, list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[c] for c in grain if c not in within), []).append(row)
    return [
        found
        for group in groups.values()
        if any(row["rowid"] in shared for row in group)
        for found in attacked(group, shared, rule, grain, least)
    ]


def what_follows(published: Path, copy: Path, marts: list[dict], least: int) -> dict[str, object]:
    """Return by mart which columns are totals and not said to be, or what can be worked out."""
    wrong: dict[str, object] = {}
    with duckdb.connect() as connection:
        for name, file in (("published", published), ("copy", copy)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        for node in marts:
            rule, grain, name = sharing.rule(node), node["config"]["meta"]["grain"], node["name"]
            there = connection.execute(
                "select 1 from duckdb_tables() where database_name = 'copy' and table_name = ?",
                [name],
            ).fetchone()
            if not there or not rule.people:
                continue
            keys = ", ".join(f'"{column}"' for column in grain)
            cursor = connection.execute(
                f"select source.*, source.rowid as rowid, copied.{grain[0]} is not "
                f"null as is_shared from published.marts.{name} as source "
                f"left join copy.marts.{name} as copied using ({keys})"
            )
            names = [column for column, *_ in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            silent = {c for row in rows for c in grain if row[c] == sharing.TOTAL}
            if silent := silent - {*rule.totals, *sharing.SEGMENT}:
                wrong[name] = f"{sorted(silent)} are not among its totals"
                continue
            rows = [r for r in rows if all(r[c] in v for c, v in rule.only.items())]
            shared = {row["rowid"] for row in rows if row["is_shared"]}
            if found := attacked_mart(rows, shared, rule, grain, least):
                wrong[name] = found[:5]
    return wrong
