"""Seeds that people edit: what models cannot use is refused with row and remedy."""

from collections.abc import Iterator

import pytest
from light import Light, recipe

TEST = "assert_seeds_can_be_used"


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


def said(seeds: Light, *changes: str) -> list[tuple]:
    """Return what the test of the seeds finds after changes, which are then taken back."""
    (test,) = (step for step in recipe() if step.name == TEST)
    seeds.connection.execute("begin")
    try:
        for change in changes:
            seeds.connection.execute(change)
        return seeds.connection.execute(test.code).fetchall()
    finally:
        seeds.connection.execute("rollback")


def test_the_seeds_as_delivered_can_be_used(seeds: Light) -> None:
    assert said(seeds) == []


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
