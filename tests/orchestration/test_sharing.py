"""What leaves the house tells of no small group, neither outright nor by subtraction."""

import itertools
import random
import re
from dataclasses import replace

import pytest
from attack import attacked
from parsed import project

from orchestration import dbt, sharing
from orchestration.sharing import Rule

GRAIN = ["month", "number", "plan", "segment_type", "segment_value"]
RULE = Rule(
    people=("whole_count", "part_count"),
    same_over={"whole_count": ["number"]},
    parts={"whole_count": ["part_count"]},
    steps={"part_count": "number"},
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


PARTS_RULE = Rule(people=("joined", "stayed"), parts={"joined": ["stayed"]})
STEPS_RULE = Rule(people=("reached",), steps={"reached": "step"})


@pytest.mark.parametrize(("stayed", "rows"), [(100, 1), (99, 0), (91, 0), (90, 1), (10, 1), (9, 0)])
def test_what_is_left_of_a_count_is_none_or_enough(stayed: int, rows: int) -> None:
    row = {"rowid": 0, "month": 1, "joined": 100, "stayed": stayed}
    assert len(shared_of([row], PARTS_RULE, ["month"], least=10)) == rows


@pytest.mark.parametrize(
    ("reached", "steps"),
    [([100, 80, 60], 3), ([100, 91, 60], 1), ([100, 90, 85], 2), ([100, 97, 97], 1)],
)
def test_no_two_steps_differ_by_few(reached: list[int], steps: int) -> None:
    rows = numbered([{"step": step, "reached": n} for step, n in enumerate(reached)])
    assert shared_of(rows, STEPS_RULE, ["step"], least=10) == set(range(steps))


def test_few_who_are_in_no_part_are_hidden_among_another() -> None:
    rows = [cut("all", "all", 100), cut("country", "JP", 60), cut("country", "DE", 36)]
    assert left(rows) == {("all", 100), ("JP", 60)}


def test_the_attack_finds_a_total_that_is_not_said() -> None:
    """As health_backtest once was shared: what subscribers are follows from all and the buyers."""
    grain, said = ["relation"], Rule(people=("customer_count",), totals=("relation",))
    people = {"all": 100, "buyer": 95, "subscriber": 5}
    rows = numbered([{"relation": r, "customer_count": n} for r, n in people.items()])
    shared = shared_of(rows, replace(said, totals=()), grain, least=10)
    assert attacked(rows, shared, said, grain, least=10) != []
    assert attacked(rows, shared_of(rows, said, grain, 10), said, grain, least=10) == []


def test_a_count_that_is_unknown_is_small() -> None:
    assert left([cut("all", "all", None)]) == set()


def says_all(node: dict) -> set[str]:
    """Return the columns of the grain of which the mart's tests know a value all."""
    accepted = {
        test["column_name"]
        for test in project().manifest["nodes"].values()
        if test.get("attached_node") == node["unique_id"]
        and sharing.TOTAL in (test["test_metadata"]["kwargs"].get("values") or [])
    }
    rules = [
        line
        for test in project().manifest["nodes"].values()
        if test.get("attached_node") == node["unique_id"]
        for line in (test["test_metadata"]["kwargs"].get("rules") or {}).values()
    ]
    in_rules = {
        column
        for column in node["config"]["meta"]["grain"]
        for line in rules
        if re.search(rf"\b{column} (=|!=|in \([^)]*)\s*'all'", line)
    }
    return accepted | in_rules


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
            says = {*rule.people, *rule.totals, *rule.without, *rule.only, *rule.same_over}
            says |= {column for over in rule.same_over.values() for column in over}
            says |= {*rule.parts, *rule.steps, *rule.steps.values()}
            says |= {part for parts in rule.parts.values() for part in parts}
            if says - columns:
                wrong[node["name"]] = f"meta.share names {sorted(says - columns)}"
            grain = set(node["config"]["meta"]["grain"])
            if rule.people and (silent := says_all(node) - {*rule.totals, *sharing.SEGMENT}):
                wrong[node["name"]] = f"{sorted(silent)} may be all: add them to totals"
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
