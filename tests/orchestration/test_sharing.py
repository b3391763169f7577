"""What leaves the house tells of no small group, neither outright nor by subtraction."""

import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest
from parsed import project

from orchestration import dbt, sharing
from orchestration.sharing import Rule

GRAIN = ["month", "number", "plan", "segment_type", "segment_value"]
RULE = Rule(
    people=("whole_count", "part_count"),
    same_over={"whole_count": ["number"]},
    totals=("plan",),
)
Row = sharing.Row


def company(seed: int, size: int) -> list[Row]:
    """Return a mart of random people, each with a plan and two segments, counted as marts count.

    Of those who joined in a month some are still there after 0, 1 and 2 months.
    """
    chance = random.Random(seed)
    people = [
        {
            "month": chance.randrange(3),
            "plan": chance.choice(["basic", "gold", "gold", "gold"]),
            "country": chance.choices(["JP", "DE", "FR", "IT"], [20, 6, 3, 1])[0],
            "tier": chance.choices(["high", "mid", "low"], [2, 5, 9])[0],
            "stayed": chance.choices([1, 2, 3], [4, 3, 6])[0],
        }
        for _ in range(size)
    ]
    rows = []
    cuts = [("all", "all"), *itertools.product(["country"], ["JP", "DE", "FR", "IT"])]
    cuts += itertools.product(["tier"], ["high", "mid", "low"])
    for month, number, plan, (kind, value) in itertools.product(
        range(3), range(3), ["all", "basic", "gold"], cuts
    ):
        members = [
            person
            for person in people
            if person["month"] == month
            and plan in ("all", person["plan"])
            and (kind == "all" or person[kind] == value)
        ]
        if members:
            part = sum(person["stayed"] > number for person in members)
            keys = (month, number, plan, kind, value)
            counts = {"whole_count": len(members), "part_count": part}
            rows.append({"rowid": len(rows), **dict(zip(GRAIN, keys, strict=True)), **counts})
    return rows


def equations(rows: list[Row], rule: Rule, grain: list[str]) -> Iterator[tuple[list, list]]:
    """Yield (total, parts) that add up, each part named by its count and what it is of."""

    def name(count: str, row: Row) -> tuple:
        over = rule.same_over.get(count, [])
        return (count, *(row[column] for column in grain if column not in over))

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
                    yield [name(count, kinds[""][0])], [name(count, part) for part in parts]


def attacked(
    rows: list[Row], shared: set[int], rule: Rule, grain: list[str], least: int
) -> list[tuple]:
    """Return the small counts that a reader of the shared rows can work out.

    All that adds up is one system of linear equations; a count is found out when it has the same
    value in every solution. What two hidden parts are together must not be small either.
    """
    value, known = {}, set()
    for row in rows:
        for count in rule.people:
            over = rule.same_over.get(count, [])
            name = (count, *(row[column] for column in grain if column not in over))
            value[name] = row[count]
            if row["rowid"] in shared:
                known.add(name)
    found = [name for name in known if value[name] < least]
    together = list(equations(rows, rule, grain))
    unknown = sorted({n for t, p in together for n in (*t, *p)} - known, key=str)
    place = {name: number for number, name in enumerate(unknown)}
    lines = []
    for total, parts in together:
        line = np.zeros(len(unknown))
        for name in total:
            if name in place:
                line[place[name]] -= 1
        hidden = [part for part in parts if part in place]
        for name in hidden:
            line[place[name]] += 1
        if line.any():
            lines.append(line)
        if hidden and total[0] in known and sum(value[part] for part in hidden) < least:
            found.append((*total, "less what is shown"))
    if lines:
        # A count is determined when no solution of the homogeneous system moves it.
        _, sizes, directions = np.linalg.svd(np.array(lines))
        rank = int((sizes > 1e-9).sum())
        free = directions[rank:]
        for name, number in place.items():
            if np.abs(free[:, number]).max(initial=0) < 1e-9 and value[name] < least:
                found.append(name)
    return found


def shared_of(rows: list[Row], rule: Rule, grain: list[str], least: int) -> set[int]:
    kept = [row for row in rows if sharing._is_cut_once(row, grain, rule)]
    small, beside = sharing.hidden(kept, grain, rule, least)
    return {row["rowid"] for row in kept} - small - beside


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_can_be_worked_out(seed: int) -> None:
    rows = company(seed, size=60 + 90 * seed)
    shared = shared_of(rows, RULE, GRAIN, least=10)
    assert attacked(rows, shared, RULE, GRAIN, least=10) == []
    if seed > 5:
        assert len(shared) > 20  # what is large enough is there


def test_the_attack_finds_what_a_naive_copy_tells() -> None:
    rows = company(5, size=500)
    naive = {
        row["rowid"]
        for row in rows
        if sharing._is_cut_once(row, GRAIN, RULE)
        and row["whole_count"] >= 10
        and row["part_count"] >= 10
    }
    assert attacked(rows, naive, RULE, GRAIN, least=10) != []


def numbered(rows: list[Row]) -> list[Row]:
    return [{"rowid": number, **row} for number, row in enumerate(rows)]


def cut(kind: str, value: str, count: int, month: int = 1) -> Row:
    return {"month": month, "segment_type": kind, "segment_value": value, "customer_count": count}


SMALL_GRAIN = ["month", "segment_type", "segment_value"]
SMALL_RULE = Rule(people=("customer_count",))


def left(rows: list[Row], least: int = 10) -> set[tuple]:
    rows = numbered(rows)
    shared = shared_of(rows, SMALL_RULE, SMALL_GRAIN, least)
    return {(row["segment_value"], row["customer_count"]) for row in rows if row["rowid"] in shared}


def test_ten_are_enough_and_nine_are_not() -> None:
    assert left([cut("all", "all", 10)]) == {("all", 10)}
    assert left([cut("all", "all", 9)]) == set()
    assert left([cut("all", "all", 0)]) == set()


def test_the_next_smallest_goes_with_a_single_small_part() -> None:
    parts = [cut("country", "JP", 80), cut("country", "DE", 15), cut("country", "FR", 5)]
    assert left([cut("all", "all", 100), *parts]) == {("all", 100), ("JP", 80)}


def test_parts_that_are_small_together_take_another_with_them() -> None:
    parts = [("JP", 60), ("DE", 33), ("FR", 4), ("IT", 3)]
    rows = [cut("all", "all", 100), *(cut("country", *part) for part in parts)]
    assert left(rows) == {("all", 100), ("JP", 60)}
    parts = [("JP", 60), ("DE", 28), ("FR", 6), ("IT", 6)]
    rows = [cut("all", "all", 100), *(cut("country", *part) for part in parts)]
    assert left(rows) == {("all", 100), ("JP", 60), ("DE", 28)}


def test_another_month_and_another_kind_of_cut_are_left_alone() -> None:
    rows = [cut("all", "all", 40), cut("country", "JP", 37), cut("country", "DE", 3)]
    rows += [cut("tier", "high", 20), cut("tier", "low", 20), cut("all", "all", 50, month=2)]
    assert left(rows) == {("all", 40), ("high", 20), ("low", 20), ("all", 50)}


def test_a_count_that_is_unknown_is_small() -> None:
    assert left([cut("all", "all", None)]) == set()


def test_every_aggregate_mart_says_whether_it_is_shared() -> None:
    """``meta.share`` of its YAML: how, or why not. A mart of single persons has nothing to say."""
    wrong = {}
    for node in project().manifest["nodes"].values():
        if not dbt.is_mart(node):
            continue
        rule, columns = sharing.rule(node), set(node["columns"])
        if not sharing.is_aggregate(node):
            if rule is not None:
                wrong[node["name"]] = "is about single persons or facts, and is never shared"
        elif rule is None:
            wrong[node["name"]] = "say in meta.share how it is shared, or why it is not"
        elif not rule.reason:
            named = {*rule.people, *rule.totals, *rule.without, *rule.only, *rule.same_over}
            named |= {column for over in rule.same_over.values() for column in over}
            if named - columns:
                wrong[node["name"]] = f"meta.share names {sorted(named - columns)}"
            grain = set(node["config"]["meta"]["grain"])
            silent = {
                name
                for name in columns - grain - set(rule.people) - set(rule.without)
                if name.endswith(
                    ("customer_count", "person_count", "response_count", "viewer_count")
                )
                or name.endswith(("entrant_count", "reached_count", "term_count"))
            }
            if silent:
                wrong[node["name"]] = f"{sorted(silent)} count people: add them to people"
            if rule.same_over.keys() - set(rule.people):
                wrong[node["name"]] = "same_over is about counts of people"
    assert wrong == {}
