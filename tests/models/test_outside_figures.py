"""Marts against figures that this project did not compute.

Landing zones with every expected mart, and public data with printed figures, lie beside a
developer's checkout with programs that compare; where they are absent, these tests are skipped.
"""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import zones
from light import Light, recipe
from promise import SYNTHETIC, promised

DATA = SYNTHETIC.parent
CDNOW = {"reporting_currency": "USD"}
CALIBRATION = CDNOW | {"as_of": "1997-09-30"}
# The printed driver weights are of all items, however few respondents rate them.
REAL = CDNOW | {
    "driver_min_answer_share": 0,
    "business_timezone": "America/New_York",
    "own_domains": ["semicomplete.com"],
}
VALUE = [
    "clv_model_fit",
    "cohort_retention",
    "customer_ltv",
    "customer_segments",
    "first_repeat_rates",
    "orders",
    "repeat_rates",
]
# Per landing zone: cases, variables, and the marts that they read. One load serves them all.
PUBLIC = {
    "landing_real": [("real_", REAL, [])],
    "landing_cdnow": [
        ("cdnow_cal_", CALIBRATION, VALUE),
        ("cdnow_9m_", CALIBRATION | {"clv_horizon_months": 9}, ["customer_ltv"]),
        ("cdnow_full_", CDNOW, VALUE),
    ],
    "landing_paths": [
        ("paths_", {"reporting_currency": "EUR"}, ["channel_attribution", "journey_transitions"])
    ],
    "landing_gamelaunch": [("game_", CDNOW, ["sessions", "kpis"])],
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data for comparing is not here")


def compared(program: str, *arguments: object) -> None:
    """Run a program that compares, and show what it says where it sees a difference."""
    done = subprocess.run(
        [sys.executable, DATA / program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def keep_what_cases_speak_of(built: Path) -> None:
    """Take out the rows that the cases' words do not know: they were written before bases came."""
    there = "from duckdb_tables() where table_name = 'cohort_retention'"
    with duckdb.connect(str(built)) as connection:
        if connection.execute(there).fetchone():
            connection.execute("delete from marts.cohort_retention where basis != 'order'")


def marts() -> list[str]:
    """Return the marts that the project has."""
    return [step.name for step in recipe() if step.is_mart]


def zones_by_size() -> list[object]:
    """Return the promised zones; of larger ones with marts that a smaller one proves, as slow."""
    proven: set[str] = set()
    cases = []
    for zone, facts in promised("zones").items():
        marks = [pytest.mark.slow] if set(facts["marts"]) <= proven else []
        cases.append(pytest.param(zone, marks=marks))
        proven |= set(facts["marts"])
    return cases


@pytest.mark.parametrize("zone", zones_by_size())
def test_every_promised_mart_is_the_expected_one_row_by_row(zone: str, tmp_path: Path) -> None:
    agreed = promised("zones")[zone]
    outcome, told = zones.compared(zone, agreed, tmp_path, agreed["marts"])
    assert outcome.refusal is None
    assert set(agreed["marts"]) - zones.equal(told) == set(), told
    if agreed["is_published"]:
        assert [test for test in outcome.failed if test.is_critical] == []


@pytest.mark.parametrize("landing", PUBLIC)
def test_public_data_give_the_printed_figures(landing: str, tmp_path: Path) -> None:
    for cases, variables, needed in PUBLIC[landing]:
        with Light(tmp_path) as light:
            outcome = light.refresh(DATA / landing, variables, marts=needed, tests=True)
        assert outcome.refusal is None
        keep_what_cases_speak_of(tmp_path / "built_marts.duckdb")
        compared("check.py", cases, "--db", tmp_path / "built_marts.duckdb", "--mart", *marts())
