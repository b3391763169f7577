"""Nothing that happened after a moment moves a feature as of it."""

from pathlib import Path

import deliveries
from light import Light

# Shorter than a quarter, so that the first delivery's moment is judged at the second.
VARIABLES = {"churn_horizon_days": 60, "accept_default_salt": True}
FEATURES = "int_risk_features_measured"
FIRST_DAY = "date '2026-06-30'"


def test_nothing_that_happened_later_moves_a_feature(tmp_path: Path) -> None:
    known = f"""
        select * exclude (churn_role, has_left, baseline_probability, plan_risk)
        from intermediate.{FEATURES}
        where snapshot_date = {FIRST_DAY} order by customer_id
    """
    with Light() as light:
        deliveries.company(tmp_path)
        then = light.refresh(tmp_path, VARIABLES, marts=[FEATURES]).query(known)
        deliveries.company(tmp_path, later=True)
        second = light.refresh(tmp_path, VARIABLES, marts=[FEATURES])
        since = second.query(known)
        ((role, left, rows),) = second.query(f"""
            select churn_role, count(*) filter (where has_left), count(*)
            from intermediate.{FEATURES} where snapshot_date = {FIRST_DAY} group by churn_role
        """)
    assert (role, rows) == ("holdout", len(then))
    assert 20 < left < rows
    assert since == then
    # Every feature is known of somebody, so that each could have moved.
    columns = list(zip(*then, strict=True))
    unknown = sum(all(value is None for value in column) for column in columns)
    # Terms without an end, and without a term before them.
    assert unknown == 2
