"""Who leaves for planted reasons is found out, by figures that anybody can recompute."""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from light import Light

from estimators import judgement
from sample_company import leaving

# Shorter than a quarter, so that the first delivery's moment judges a fit at the second.
VARIABLES = {"churn_horizon_days": 60, "accept_default_salt": True}
MARTS = [
    "churn_backtest",
    "churn_calibration",
    "churn_features",
    "churn_model_card",
    "churn_model_terms",
    "churn_risk",
]
FIRST_DAY = "date '2026-06-30'"

Told = dict[str, list[tuple]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the marts of two deliveries say, and what was known at the moment of the first."""
    folder = tmp_path_factory.mktemp("leaving")
    found: Told = {}
    with Light() as light:
        leaving.company(folder)
        first = light.refresh(folder, VARIABLES, marts=MARTS)
        found |= {mart: first.query(f"select * from marts.{mart} order by all") for mart in MARTS}
        known = f"""
            select * exclude (churn_role, has_left, baseline_probability, plan_risk)
            from intermediate.int_risk_features_measured
            where snapshot_date = {FIRST_DAY} order by customer_id
        """
        found["then"] = first.query(known)
        leaving.company(folder, later=True)
        second = light.refresh(folder, VARIABLES, marts=MARTS)
        found["since"] = second.query(known)
        found["role"] = second.query(f"""
            select churn_role, count(*) filter (where has_left), count(*)
            from intermediate.int_risk_features_measured
            where snapshot_date = {FIRST_DAY} group by churn_role
        """)
    return found


def test_nothing_that_happened_later_moves_a_feature(told: Told) -> None:
    ((role, left, rows),) = told["role"]
    assert (role, rows) == ("holdout", len(told["then"]))
    assert 20 < left < rows
    assert told["since"] == told["then"]
    # Every feature is known of somebody, so that each could have moved.
    columns = list(zip(*told["then"], strict=True))
    unknown = sum(all(value is None for value in column) for column in columns)
    # Terms without an end, and without a term before them.
    assert unknown == 2


def spread(terms: list[tuple], relation: str) -> dict[str, float]:
    """Return by how many points each feature tells customers apart, as a root mean square."""
    squares: dict[str, float] = defaultdict(float)
    for of, feature, _, _, _, _, effect, share in terms:
        if of == relation and feature != "intercept":
            squares[feature] += share * effect**2
    return {feature: math.sqrt(square) for feature, square in squares.items()}


def test_the_planted_reasons_are_found_and_the_noise_is_not(told: Told) -> None:
    found = spread(told["churn_model_terms"], "subscriber")
    problems = sum(found.get(n, 0) for n in ("open_issue_count", "issue_count_28d", "issue_change"))
    use = sum(found[n] for n in ("active_days_28d", "active_days_change", "feature_share_90d"))
    noise = max(found.get(name, 0) for name in leaving.WITHOUT_EFFECT)
    planted = leaving.REASONS
    assert planted["open_issue_count"] > planted["active_days_28d"]
    assert problems > use > 2 * noise, found
    assert noise < 0.2
    # Who hardly uses it, two of five: half the distance is its spread.
    assert 0.5 < use / (planted["active_days_28d"] / 2) < 2, found
    card = {name: value for of, name, value in told["churn_model_card"] if of == "subscriber"}
    assert card["is_published"] == 1
    assert card["auc_model"] > card["auc_baseline"] + 0.1


def test_a_risk_adds_up_by_hand(told: Told) -> None:
    """Probabilities from churn_model_terms and the values of churn_features, and nothing else."""
    terms: dict[Any, list[tuple]] = defaultdict(list)
    for relation, feature, _, low, high, is_missing, effect, _ in told["churn_model_terms"]:
        terms[relation, feature].append((low, high, is_missing, effect))
    values = defaultdict(dict)
    for customer, feature, value, effect in told["churn_features"]:
        values[customer][feature] = value, effect
    fitted = {r: v for r, name, v in told["churn_model_card"] if name == "is_published"}
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
