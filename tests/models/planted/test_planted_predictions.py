"""What the made-up company planted for predictions is found: why people leave, pairs, a season."""

import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from homes import COMPANY_END
from light import Light, Outcome

from estimators import forecasts, judgement, points_model
from sample_company import generate, leaving, people
from sample_company.world import World, local_day

TOKYO = {"business_timezone": "Asia/Tokyo"}
# By which features each reason can be told; other reasons are told by none of them.
TELL = {
    "active_days_28d": {
        "active_days_28d",
        "active_days_change",
        "days_since_last_contact",
        "feature_share_90d",
    },
    "latest_nps_score": {"latest_nps_score", "latest_csat_score"},
    "issue_count_28d": {"issue_count_28d", "issue_change", "open_issue_count"},
    "days_to_renewal": {"days_to_renewal"},
}

Told = dict[str, Any]


MARTS = [
    "churn_backtest",
    "churn_calibration",
    "churn_features",
    "churn_model_card",
    "churn_model_terms",
    "churn_risk",
    "product_affinities",
]


@pytest.fixture(scope="module")
def told(company: tuple[Path, dict, Outcome]) -> Told:
    """What the marts say of the company, with its truth."""
    _, truth, outcome = company
    rows = {mart: outcome.query(f"select * from marts.{mart} order by all") for mart in MARTS}
    return rows | {"truth": truth}


def spread(terms: list[tuple], relation: str) -> dict[str, float]:
    """Return by how many points each feature tells customers apart, as a root mean square."""
    squares: dict[str, float] = defaultdict(float)
    for of, feature, _, _, _, _, effect, share in terms:
        if of == relation and feature != "intercept":
            squares[feature] += share * effect**2
    return {feature: math.sqrt(square) for feature, square in squares.items()}


def test_the_strongest_planted_reason_is_found_and_the_noise_is_not(told: Told) -> None:
    planted = told["truth"]["leaving"]
    found = spread(told["churn_model_terms"], "subscriber")
    strongest = max(planted["reasons"], key=planted["reasons"].get)
    assert max(found, key=found.get) in TELL[strongest]
    assert found[planted["no_reason"]] < found[strongest] / 2
    # Who looked in less is told a greater risk, in order.
    effects = [row[6] for row in told["churn_model_terms"] if row[:2] == ("subscriber", strongest)]
    assert effects[0] == max(effects) > 0 > effects[-1]
    # Whether so few leavers are enough for the card's interval, and so for publishing, is chance.
    card = {name: value for of, name, value in told["churn_model_card"] if of == "subscriber"}
    assert card["auc_model"] > card["auc_baseline"] + 0.1


def test_reasons_rarer_than_a_fifth_have_no_cut_of_their_own(told: Told) -> None:
    """What the truth says and the model cannot see: a problem in the month before."""
    assert "issue_count_28d" in told["truth"]["leaving"]["reasons"]
    assert "issue_count_28d" not in spread(told["churn_model_terms"], "subscriber")


def test_a_risk_adds_up_by_hand(told: Told) -> None:
    """Probabilities from churn_model_terms and the values of churn_features, and nothing else."""
    terms: dict[Any, list[tuple]] = defaultdict(list)
    for relation, feature, _, low, high, is_missing, effect, _ in told["churn_model_terms"]:
        terms[relation, feature].append((low, high, is_missing, effect))
    values = defaultdict(dict)
    for customer, feature, value, effect in told["churn_features"]:
        values[customer][feature] = value, effect
    fitted = {r: v for r, name, v in told["churn_model_card"] if name == "is_published"}
    assert any(fitted.values())
    for row in told["churn_risk"]:
        customer, relation, _, probability, baseline = row[:5]
        if not fitted[relation]:
            assert probability == baseline
            assert row[6] == "baseline"
            continue
        total = terms[relation, "intercept"][0][3]
        for feature, (value, published) in values[customer].items():
            effect = 0.0
            for low, high, is_missing, points in terms[relation, feature]:
                is_known = value is not None and not is_missing
                if value is None and is_missing:
                    effect = points
                if is_known and (low is None or low <= value) and (high is None or value < high):
                    effect = points
            assert effect == published
            total += effect
        assert probability == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)


def test_card_and_calibration_follow_from_the_backtest(told: Told) -> None:
    for relation in ("buyer", "subscriber"):
        rows = [row for row in told["churn_backtest"] if row[2] == relation]
        rows.sort(key=lambda row: (row[3], row[1], row[0]))
        ids = {customer: n for n, customer in enumerate(sorted({row[1] for row in rows}))}
        _, customers, _, told_then, plain, left = zip(*rows, strict=True)
        arrays = np.array(told_then), np.array(plain), np.array(left)
        numbers = np.array([ids[customer] for customer in customers])
        card = {name: value for of, name, value in told["churn_model_card"] if of == relation}
        expected = judgement.card(*arrays, numbers, 20)
        for name, value in expected.items():
            assert card[name] == pytest.approx(value, abs=1e-12), name
        tenths = [row for row in told["churn_calibration"] if row[0] == relation]
        place = judgement.tenths(len(rows))
        for _, decile, count, mean, left_count, share, low, high in tenths:
            inside = place == decile
            assert (count, left_count) == (inside.sum(), arrays[2][inside].sum())
            assert mean == pytest.approx(arrays[0][inside].mean(), abs=1e-12)
            assert low <= share == left_count / count <= high


def decisions(folder: Path) -> dict[str, np.ndarray]:
    """Return what held when subscribers decided, how many messages they had got, and who left."""
    rows = duckdb.sql(f"""
        select
            any_value(columns(decided.* exclude (subscription_id, record_id, decided_at))),
            count(message_id) as {leaving.NO_REASON}
        from read_parquet('{folder}/truth_leaving.parquet') as decided
        left join (
            select distinct on (message_id)
                message_id, customer_record_id, cast(sent_at as timestamp) as sent_at
            from read_parquet('{folder}/messaging/messages/*.parquet', union_by_name = true)
        ) as messages
            on decided.record_id = messages.customer_record_id
            and sent_at between decided_at - interval 28 day and decided_at
        group by subscription_id, decided_at
        order by subscription_id, decided_at
    """).fetchnumpy()
    return {name: np.asarray(column, float) for name, column in rows.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_looks_at_the_truth_finds_the_strengths(seed: int, tmp_path: Path) -> None:
    """By the points of the project's own fit, on what was true when somebody decided."""
    truth = generate(tmp_path / "zone", people=1500, months=24, seed=seed, end=COMPANY_END)
    frame = decisions(tmp_path / "zone")
    left = frame.pop("has_left") == 1
    fit = points_model.fit(frame, left, 200, 20)
    planted = truth["leaving"]["reasons"]
    strongest = max(planted, key=planted.get)
    low, high = fit.features[strongest].effects
    error = math.sqrt(sum(1 / max(np.sum(left & (frame[strongest] == v)), 1) for v in (0, 1)))
    assert high - low == pytest.approx(planted[strongest], abs=3 * error + 0.2)
    noise = fit.features[leaving.NO_REASON]
    assert np.abs(noise.effects).max() < (high - low) / 3


def test_the_chance_of_leaving_adds_up() -> None:
    none = dict.fromkeys(leaving.REASONS, np.array([False]))
    assert leaving.chance(none)[0] == pytest.approx(1 / (1 + math.exp(-leaving.USUAL)))
    for name, points in leaving.REASONS.items():
        odds = leaving.USUAL + points
        one = none | {name: np.array([True])}
        assert leaving.chance(one)[0] == pytest.approx(1 / (1 + math.exp(-odds)))


def test_a_moment_is_found_by_who_and_when() -> None:
    """At the very moment it is known already; of the day 28 days before it no longer."""
    day = 86_400_000_000
    moments = leaving.Moments(np.array([7, 3, 7]), np.array([9, 5, 2]) * day, np.array([1, 2, 3]))
    asked = np.array([7, 7, 7, 3, 3, 4, 2])
    at = np.array([9, 8, 1, 33, 32, 9, 9]) * day
    assert moments.latest(asked, at).tolist() == [2, 1, -1, 0, 0, -1, -1]
    assert moments.within(asked, at, 28).tolist() == [2, 1, -1, -1, 0, -1, -1]
    nobody = leaving.Moments(np.empty(0, int), np.empty(0, int))
    assert nobody.within(asked, at, 28).tolist() == [-1] * 7


def test_the_planted_pairs_stand_at_the_top(told: Told) -> None:
    planted = {frozenset(pair) for pair in told["truth"]["baskets"]["pairs"]}
    rows = [row for row in told["product_affinities"] if row[0] == "product"]
    surest = sorted(rows, key=lambda row: (row[10], -row[5]))[: 2 * len(planted)]
    assert {frozenset(row[1:3]) for row in surest} == planted
    assert all(row[11] for row in surest)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_planted_season_is_found_where_history_is_long_enough(seed: int) -> None:
    """In new customers of four years, by the forecast that the mart publishes."""
    world = World(48, seed, COMPANY_END)
    block, _, _ = people.build(world, 0, 10_000)
    days = local_day(block.first_order[block.buyer])
    month = np.searchsorted(world.month_starts, days, side="right") - 1
    found = forecasts.forecast(np.bincount(month, minlength=48), 12)
    assert found.method in ("seasonal_naive", "seasonal_theta")
    told = np.array([step.value for step in found.steps])
    planted = np.roll(people.season(), -(COMPANY_END.month % 12))
    assert np.corrcoef(told, planted)[0, 1] > 0.8
    assert told.argmax() == planted.argmax()


@pytest.mark.slow
def test_the_season_stands_in_the_mart(tmp_path: Path) -> None:
    generate(tmp_path, people=4000, months=42, seed=7, end=COMPANY_END)
    with Light() as light:
        rows = light.refresh(tmp_path, TOKYO, marts=["kpi_forecasts"]).query("""
            select month, value, method, history_month_count from marts.kpi_forecasts
            where metric = 'new_customers' order by month
        """)
    months, values, methods, lengths = zip(*rows, strict=True)
    assert set(methods) <= {"seasonal_naive", "seasonal_theta"}
    assert lengths[0] >= 36
    assert months[np.argmax(values)].month == 12
