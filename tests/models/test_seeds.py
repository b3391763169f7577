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


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("topics: 'all', 'All', 'すべて'", "row all: take another word as topic"),
        ("topics: 'none', 'None', 'なし'", "row none: take another word as topic"),
        ("topics: null, 'x', 'x'", "row (no topic): write a topic"),
        ("topics: 'taste', 'Taste', ' '", "row taste: write name_en and name_ja"),
        ("topic_terms: 'taste', 'salty', 'word'", "row taste, salty: add the topic to seed topics"),
        ("topic_terms: 'app', 'apps', 'Word'", "row app, apps: write word or part as match"),
        ("topic_terms: 'app', 'apps', null", "row app, apps: write word or part as match"),
        (
            "topic_terms: 'app', ' \u3000\u00a0', 'part'",
            "row app,  \u3000\u00a0: write a term that",
        ),
        ("topic_terms: 'app', null, 'part'", "row app, (no term): write a term"),
        ("topic_terms: null, 'apps', 'part'", "row (no topic), apps: write a topic"),
        ("brand_terms: 'us', null, 'us', 'word'", "row us, us: write true or false as is_own"),
        ("brand_terms: null, true, 'us', 'word'", "row (no brand), us: write a brand"),
        ("brand_terms: 'us', true, 'us', 'whole'", "row us, us: write word or part as match"),
        ("brand_terms: 'us', true, '\u2003', 'part'", "row us, \u2003: write a term that is more"),
        (
            "contribution_rules: 'like', 1",
            "row like: write as contribution one of idea_submitted, ",
        ),
        ("contribution_rules: 'post', -1", "row post: write points as a whole number"),
        ("contribution_rules: 'post', null", "row post: write points as a whole number"),
        ("survey_targets: 's', 'sex', 'f', -.1", "row s, sex, f: write share as a number from 0"),
        ("survey_targets: 's', 'sex', null, .5", "row s, sex, (no value): write survey_id"),
        ("survey_targets: 's', 'sex', 'f', null", "row s, sex, f: write share as a number from 0"),
    ],
)
def test_a_row_about_what_people_say_is_told_with_its_remedy(
    seeds: Light, row: str, told: str
) -> None:
    name, values = row.split(": ")
    changes = (f"insert into seeds.{name} values ({values})",)
    ((seed, rule, row_count),) = said(seeds, *changes)
    assert (seed, row_count) == (name, 1)
    assert rule.startswith(told)


def test_rows_of_a_brand_agree_whose_it_is_and_shares_stay_within_the_population(
    seeds: Light,
) -> None:
    rows = "('us', true, 'us', 'word'), ('us', {}, 'u', 'word')"
    brand = f"insert into seeds.brand_terms values {rows}"
    assert said(seeds, brand.format("true")) == []
    assert {rule for _, rule, _ in said(seeds, brand.format("false"))} == {
        "row us, us: write true or false as is_own, the same in all rows of the brand",
        "row us, u: write true or false as is_own, the same in all rows of the brand",
    }
    rows = "('s', 'sex', 'f', .5), ('s', 'sex', 'm', {})"
    target = f"insert into seeds.survey_targets values {rows}"
    assert said(seeds, target.format("0.5")) == []
    assert said(seeds, target.format("0.6")) == [
        ("survey_targets", "survey s, attribute sex: write shares that add up to 1 at most", 2)
    ]
