"""Marts against figures that this project did not compute.

Landing zones with every expected mart, and public data with printed figures, lie beside a
developer's checkout with programs that compare; where they are absent, these tests are skipped.
"""

import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
import zones
from light import Light, recipe
from promise import SYNTHETIC, promised

from estimators import judgement, points_model

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


@pytest.mark.parametrize(
    "landing",
    [
        # Every mart of a large zone: a minute and a half.
        pytest.param(landing, marks=[pytest.mark.slow] if landing == "landing_real" else [])
        for landing in PUBLIC
    ],
)
def test_public_data_give_the_printed_figures(landing: str, tmp_path: Path) -> None:
    for cases, variables, needed in PUBLIC[landing]:
        with Light(tmp_path) as light:
            outcome = light.refresh(DATA / landing, variables, marts=needed, tests=True)
        assert outcome.refusal is None
        keep_what_cases_speak_of(tmp_path / "built_marts.duckdb")
        compared("check.py", cases, "--db", tmp_path / "built_marts.duckdb", "--mart", *marts())


@pytest.mark.slow
def test_what_sells_best_is_recommended_to_buyers_of_groceries() -> None:
    """Complete Journey groceries, October 2017: added value does not beat what sells best."""
    variables = REAL | {"as_of": "2017-10-01"}
    with Light() as light:
        outcome = light.refresh(DATA / "landing_real", variables, marts=["recommendation_fit"])
        assert outcome.query(
            "select method, customer_count, hit_count, is_published from marts.recommendation_fit"
        ) == [("affinity", 1329, 143, False), ("popularity", 1329, 154, True)]


def test_the_game_launch_is_retained_as_published() -> None:
    """R package cohorts, gamelaunch: every cell that it fills, and cohort 1 in all ways."""
    with Light() as light:
        outcome = light.refresh(DATA / "landing_gamelaunch", CDNOW, marts=["activity_retention"])
        cells, differing = outcome.query(
            """
            select count(*), count(*) filter (
                where found.cohort_start is null
                or found.retained_visitor_count != printed.active_customer_count
                or abs(found.retention_rate - printed.retention_rate) > 1e-8
            )
            from read_csv(?) as printed
            left join marts.activity_retention as found
                on found.cohort_grain = 'day' and found.method = 'n_day'
                and found.cohort_start = printed.cohort_date
                and found.period_from = printed.day_number and found.is_complete
            where printed.retention_rate is not null
            """,
            str(DATA / "expected" / "game_cohorts.csv"),
        )[0]
        assert (cells, differing) == (496, 0)
        first = {
            (method, start, end): back
            for method, start, end, size, back in outcome.query(
                """
                select method, period_from, period_to, cohort_visitor_count, retained_visitor_count
                from marts.activity_retention
                where cohort_grain = 'day' and cohort_start = '2016-04-27' and method != 'n_day'
                """
            )
            if size == 96
        }
    unbounded = {1: 81, 2: 78, 7: 65, 14: 49, 25: 33, 30: 16}
    assert {day: first["unbounded", day, None] for day in unbounded} == unbounded
    brackets = {key[1:]: back for key, back in first.items() if key[0] == "bracket"}
    assert brackets == {(1, 7): 79, (8, 14): 56, (15, 30): 48}


def test_the_points_order_the_leavers_of_the_telco_sample() -> None:
    """On customers the fit has not seen, by the five of the sample's columns that the zone holds.

    Contract, charges and tenure stand in the subscriptions, gender and age in the customers. With
    all nineteen columns of the sample it is 0.847; more than 0.86 would be a leak.
    """
    folder = DATA / "landing_real" / "commerce" / "subscriptions"
    people = DATA / "landing_real" / "crm" / "customers" / "telco_*.csv"
    # A yes is known and a no is not: one in six is old, and what is rarer than a fifth has no cut.
    rows = duckdb.sql(f"""
        select
            hash(customer_record_id) % 5 as fold,
            case max(plan) when 'Month-to-month' then 0.0 when 'One year' then 1.0 else 2.0 end
                as plan,
            max(cast(monthly_amount as double)) as monthly_amount,
            date_diff('day', min(started_at), timestamp '2017-12-16 17:00') + 0.0 as tenure,
            coalesce(max(case when is_senior then 1e0 end), 'nan') as is_senior,
            coalesce(max(case when gender = 'Female' then 1e0 end), 'nan') as is_female,
            count(cancelled_at) > 0 as has_left
        from (
            select customer_record_id, plan, monthly_amount, started_at, null as cancelled_at
            from read_parquet('{folder}/*.parquet')
            union all
            select customer_record_id, plan, monthly_amount, cast(started_at as timestamp),
                cancelled_at
            from read_csv('{folder}/*.csv')
        )
        inner join (
            select distinct customer_record_id, gender, is_senior from read_csv('{people}')
        ) using (customer_record_id)
        group by customer_record_id
        order by customer_record_id
    """).fetchnumpy()
    fold, left = rows.pop("fold"), rows.pop("has_left").astype(bool)
    assert (len(left), left.sum()) == (7043, 1869)
    told = np.zeros(len(left))
    for number in range(5):
        seen = fold != number
        model = points_model.fit({k: v[seen] for k, v in rows.items()}, left[seen], 200, 20)
        told[~seen] = model.probabilities({k: v[~seen] for k, v in rows.items()})
    assert 0.83 < judgement.auc(told, left) < 0.86
    intercept, slope = judgement.calibration(told, left)
    assert abs(intercept) < 0.2
    assert 0.9 < slope < 1.2
