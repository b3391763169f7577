"""Variables are judged alike before a refresh and by dbt: one set of rules, read twice."""

from pathlib import Path

import pytest
from parsed import project

from orchestration import paths, variables
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
        if said and rule["kind"] not in ("list", "text", "secret"):
            assert variables.problem(value, rule) == " ".join(said.split())


def test_the_defaults_are_fine() -> None:
    assert list(variables.wrong(project_vars())) == []


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ('{"clv_horizon_months": 0}', "a whole number from 1 to 120"),
        ('{"new_days": 400}', "an ascending order"),
        ('{"activity_retention_brackets": "1-7,14-8"}', "is wrong at 14-8: allowed is a bracket"),
        ('{"activity_retention_brackets": "1-7,1-30"}', "is wrong at 1-30: allowed is a bracket"),
        ('{"referral_share": 0.9}', "at most 1"),
        ('{"earliest_date": "1990"}', "a date YYYY-MM-DD"),
    ],
)
def test_a_wrong_value_is_told_before_anything_starts(given: str, allowed: str) -> None:
    with pytest.raises(UsageError, match=allowed):
        parse_vars(given)


def test_variables_of_the_company_hold_for_every_refresh_and_those_given_go_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ENGAGEMENT_RAW_DIR", str(tmp_path))
    assert parse_vars("") == {}
    company = '{"business_timezone": "Europe/Berlin", "reporting_currency": "EUR"}'
    monkeypatch.setenv("ENGAGEMENT_VARS", company)
    assert parse_vars('{"reporting_currency": "USD"}') == {
        "business_timezone": "Europe/Berlin",
        "reporting_currency": "USD",
    }
    # The made-up company has a day of its own, however its refresh is started.
    monkeypatch.setenv("ENGAGEMENT_RAW_DIR", str(paths.sample_dir()))
    assert parse_vars(None) == {"business_timezone": "Asia/Tokyo", "publish_texts": True}
    assert parse_vars(None, tmp_path) == parse_vars(company, tmp_path)


def test_a_slip_in_the_company_s_variables_is_told_by_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ENGAGEMENT_VARS", '{"buisness_timezone": "Asia/Tokyo"}')
    with pytest.raises(UsageError, match=r"\(ENGAGEMENT_VARS\).* Did you mean business_timezone"):
        parse_vars(None, tmp_path)
