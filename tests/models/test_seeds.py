"""Seeds that people edit: what models cannot use is refused with row and remedy."""

from collections.abc import Iterator

import pytest
from light import Light, recipe

TEST = "assert_seeds_can_be_used"
AUDIENCES = "assert_audiences_can_be_built"


@pytest.fixture(scope="module")
def seeds() -> Iterator[Light]:
    """All seeds as they are delivered."""
    steps = recipe()
    with Light() as light:
        light._schemas(steps)  # noqa: SLF001 - seeds alone, without a landing zone
        for step in steps:
            if step.kind == "seed":
                light._build(step, steps)  # noqa: SLF001
        yield light


def said(seeds: Light, *changes: str, name: str = TEST) -> list[tuple]:
    """Return what a test of the seeds finds after changes, which are then taken back."""
    (test,) = (step for step in recipe() if step.name == name)
    seeds.connection.execute("begin")
    try:
        for change in changes:
            seeds.connection.execute(change)
        return seeds.connection.execute(test.code).fetchall()
    finally:
        seeds.connection.execute("rollback")


def test_the_seeds_as_delivered_can_be_used(seeds: Light) -> None:
    assert said(seeds) == []
    assert said(seeds, name=AUDIENCES) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "(1, 'visit', 'touch', 'web_session', 14)",
            "row visit, touch, web_session: write event_name or touch_type as match_type",
        ),
        (
            "(1, 'visit', 'touch_type', 'web_visit', 14)",
            "row visit, touch_type, web_visit: write as match_value of a touch_type one of ",
        ),
        (
            "(1, 'visit', 'event_name', 'open', 0)",
            "row visit, event_name, open: write within_days as whole days from 1 to 3650",
        ),
        (
            "(null, 'visit', 'event_name', 'open', 9)",
            "row visit, event_name, open: write step_order",
        ),
        ("(1, null, 'event_name', 'open', 9)", "row (no step), event_name, open: write step and"),
        (
            "(9, 'first_use', 'event_name', 'open', 30)",
            "step first_use: write one step_order and one within_days in all its rows",
        ),
        (
            "(2, 'first_use', 'event_name', 'open', 31)",
            "step first_use: write one step_order and one within_days in all its rows",
        ),
    ],
)
def test_a_broken_step_of_onboarding_is_told_with_its_row_and_remedy(
    seeds: Light, row: str, told: str
) -> None:
    ((seed, rule, _),) = said(seeds, f"insert into seeds.onboarding_steps values {row}")
    assert seed == "onboarding_steps"
    assert rule.startswith(told)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("null, 'country', '=', 'JP'", "the audience has no name"),
        ("'a', 'Country', '=', 'JP'", "this attribute is unknown: take one of acquisition_channel"),
        ("'a', 'all', '=', 'all'", "this attribute is unknown"),
        ("'a', null, '=', 'JP'", "this attribute is unknown"),
        ("'a', 'mentioned_topic', '=', 'price'", "attribute mentioned_topic is not known yet"),
        ("'a', 'country', 'IN', 'JP'", "this operator is unknown: take one of = <>"),
        ("'a', 'country', null, 'JP'", "this operator is unknown"),
        ("'a', 'country', 'is_null', 'JP'", "this operator takes no value"),
        ("'a', 'country', '=', null", "this operator needs a value"),
        ("'a', 'country', 'in', null", "this operator needs a value"),
        ("'a', 'net_sales', '>=', '1,000'", "the attribute is a number, and so must be the value"),
        ("'a', 'net_sales', '>=', 'nan'", "the attribute is a number, and so must be the value"),
        ("'a', 'order_count', '=', '１'", "the attribute is a number, and so must be the value"),
        ("'a', 'order_count', '=', '1|2'", "the attribute is a number, and so must be the value"),
        ("'a', 'order_count', 'in', '1||2'", "the attribute is a number, and so must be all"),
        ("'a', 'has_running_term', '=', 'yes'", "the attribute is yes or no"),
    ],
)
def test_a_condition_that_nobody_can_be_asked_by_is_told_with_its_row_and_remedy(
    seeds: Light, row: str, told: str
) -> None:
    changes = (f"insert into seeds.audiences values ({row})",)
    ((seed, named, remedy),) = said(seeds, *changes, name=AUDIENCES)
    assert seed == "seeds/audiences.csv"
    assert named.startswith("row ")
    assert remedy.startswith(told)


@pytest.mark.parametrize(
    "row",
    [
        "'a', 'country', 'is_null', null",
        "'a', 'days_since_last_order', 'in', '-1|0|90.5'",
        "'a', 'has_running_term', 'is_not_null', null",
        "'オーディ|エンス', 'region', '<>', '東京都'",
    ],
)
def test_a_condition_that_can_be_asked_is_no_fault(seeds: Light, row: str) -> None:
    assert said(seeds, f"insert into seeds.audiences values ({row})", name=AUDIENCES) == []
