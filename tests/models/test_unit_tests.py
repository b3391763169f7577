"""dbt's unit tests, each by its name: given rows through the model's SQL."""

import pytest
from light import recipe
from unit_tests import UnitTest, broken, unit_tests


@pytest.mark.parametrize("test", unit_tests(), ids=lambda test: f"{test.model}-{test.name}")
def test_unit(test: UnitTest) -> None:
    differences = broken(test)
    assert not differences, f"{test.facts['description']}\n{differences}"


def test_every_mart_has_a_unit_test_that_ran_and_passed() -> None:
    proven = {test.model for test in unit_tests() if not broken(test)}
    marts = {step.name for step in recipe() if step.is_mart}
    assert marts - proven == set(), "write a unit test with the awkward rows below their columns"


def test_what_differs_is_told() -> None:
    known = next(test for test in unit_tests() if test.name == NAMED)
    rows = known.facts["expect"]["rows"]
    wrong = [rows[0] | {"nps": 51}, *rows[1:]]
    told = broken(UnitTest("wrong", known.model, known.facts | {"expect": {"rows": wrong}}))
    assert [line.split()[0] for line in told.splitlines()] == ["missing", "extra"]
    assert "'\"nps\"': 51.0" in told


NAMED = "a_change_is_tested_where_both_periods_have_two_respondents"


def test_an_input_that_is_left_out_is_told() -> None:
    known = next(test for test in unit_tests() if test.name == NAMED)
    given = known.facts["given"][1:]
    told = broken(UnitTest("wrong", known.model, known.facts | {"given": given}))
    assert "not given" in told
    assert "as_of" in told
