"""Variables are judged alike before a refresh and by dbt: one set of rules, read twice."""

import pytest
from parsed import project

from orchestration import variables
from orchestration.errors import UsageError
from orchestration.settings import parse_vars, project_vars

VALUES = [
    None, True, False, 0, 1, -1, 0.5, 1.0, 7.5, 10**12, "", "JP", "JPY", "jpy", "Asia/Tokyo",
    "Tokyo",
    "2026-02-28", "2026-02-29", "2024-02-29", "2026-02-28 10:00", "2026-02-28T25:00:00",
    "2026-02-28 10:00:00.1234567", [], ["a"], [""], [1], ["a.b.c"], {"a": 1}, "x",
]  # fmt: skip


def test_both_read_the_same_rules() -> None:
    assert variables.rules() == project().macro("var_rules")


@pytest.mark.parametrize("name", variables.rules())
def test_both_judge_alike(name: str) -> None:
    rule = variables.rules()[name]
    for value in VALUES:
        said = project().macro("var_problem", value, rule)
        assert bool(variables.problem(value, rule)) == bool(said), f"{name} = {value!r}"
        if said and rule["kind"] not in ("list", "text"):
            assert variables.problem(value, rule) == " ".join(said.split())


def test_the_defaults_are_fine() -> None:
    assert list(variables.wrong(project_vars())) == []


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ('{"clv_horizon_months": 0}', "a whole number from 1 to 120"),
        ('{"new_days": 400}', "an ascending order"),
        ('{"referral_share": 0.9}', "at most 1"),
        ('{"earliest_date": "1990"}', "a date YYYY-MM-DD"),
    ],
)
def test_a_wrong_value_is_told_before_anything_starts(given: str, allowed: str) -> None:
    with pytest.raises(UsageError, match=allowed):
        parse_vars(given)
