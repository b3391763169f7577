"""Marts against figures that this project did not compute.

Landing zones with every expected mart, and public data with printed figures, lie beside a
developer's checkout with programs that compare; where they are absent, these tests are skipped.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from homes import Home

from orchestration import dbt

DATA = Path(__file__).parents[3] / "shared" / "data"
CDNOW = {"reporting_currency": "USD"}
CALIBRATION = CDNOW | {"as_of": "1997-09-30"}
REAL = CDNOW | {"business_timezone": "America/New_York", "own_domains": ["semicomplete.com"]}

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


@pytest.fixture(scope="module")
def marts() -> list[str]:
    """The marts that the project has."""
    return dbt.marts(dbt.read_manifest())


@pytest.mark.parametrize("zone", ["s1", "s2"])
def test_every_mart_is_the_expected_one_row_by_row(
    zone: str, marts: list[str], tmp_path: Path
) -> None:
    place = DATA / "synthetic" / zone
    home = Home(tmp_path / "data", place / "landing")
    built = home.build_marts(variables={"business_timezone": "Asia/Tokyo"})
    compared("compare_marts.py", built, place, "--mart", *marts)


@pytest.mark.parametrize(
    ("cases", "landing", "selected", "variables"),
    [
        ("real_", "landing_real", [], REAL),
        ("cdnow_cal_", "landing_cdnow", ["+path:models/marts/value"], CALIBRATION),
        ("cdnow_9m_", "landing_cdnow", ["+customer_ltv"], CALIBRATION | {"clv_horizon_months": 9}),
        ("cdnow_full_", "landing_cdnow", ["+path:models/marts/value"], CDNOW),
        ("paths_", "landing_paths", ["+channel_attribution"], {"reporting_currency": "EUR"}),
        ("game_", "landing_gamelaunch", ["+sessions"], CDNOW),
    ],
)
def test_public_data_give_the_printed_figures(
    cases: str,
    landing: str,
    selected: list[str],
    variables: dict,
    marts: list[str],
    tmp_path: Path,
) -> None:
    built = Home(tmp_path / "data", DATA / landing).build_marts(*selected, variables=variables)
    compared("check.py", cases, "--db", built, "--mart", *marts)
