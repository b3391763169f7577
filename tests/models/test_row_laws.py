"""Laws of published rows, as dbt's data tests: right rows keep them, a broken one is found."""

import pytest
from light import recipe
from unit_tests import tables

RIGHT, BROKEN = "right", "broken"
VALUE = ("customer_id", "mapping", "clv", "crv", "civ", "ckv", "cev_gross", "cev_allocated")
TOTALS = ("mapping", "allocated_total", "difference", "overlap")
MONTH = ("month", "plan", "segment_type", "segment_value", "opening_customer_count")
MONTH += ("joined_customer_count", "churned_customer_count", "joined_and_left_customer_count")
MONTH += ("closing_customer_count",)
FACT = ("value_event_id", "driver", "credited_customer_id", "source_customer_id", "amount")
FACT += ("evidence_key",)
WINDOW = ("cohort_month", "window_days", "segment_type", "segment_value", "customer_count")
WINDOW += ("matured_customer_count", "repeated_customer_count")
FLOW = ("refund_channel", "order_count", "matured_order_count", "reordered_order_count")
FLOW += ("coupon_redeemed_order_count", "refund_amount")
STOCK = ("tracked_day_count", "stock_out_day_count", "unestimated_day_count")
STOCK += ("lost_units", "lost_sales", "is_complete")
MOVES = ("opening", "new", "expansion", "reactivation", "contraction", "churned", "closing")
BRIDGE = [("2026-01-01", name, n) for name, n in zip(MOVES, (9, 3, 2, 1, 4, 5, 6), strict=True)]

# Test, mart, columns, rows that keep the law, rows that break it.
LAWS = [
    ("every_row_of_customer_cev", "customer_cev", VALUE,
     [("a", "m", 1, 2, 3, 4, 10, 9)], [("a", "m", 1, 2, 3, 4, 10.01, 9)]),
    ("every_row_of_cev_reconciliation", "cev_reconciliation", TOTALS,
     [("m", 10, 0.01, 0)], [("m", 10, 0.02, 0)]),
    ("every_row_of_cev_reconciliation", "cev_reconciliation", TOTALS,
     [("m", 10, -0.01, 5)], [("m", 10, 0, -0.01)]),
    ("every_row_of_churn", "churn", MONTH,
     [("2026-01-01", "p", "all", "all", 10, 3, 4, 1, 8)],
     [("2026-01-01", "p", "all", "all", 10, 3, 4, 1, 9)]),
    ("assert_months_of_churn_join_up", "churn", MONTH,
     [("2026-01-01", "p", "all", "all", 1, 1, 0, 0, 2),
      ("2026-02-01", "p", "all", "all", 2, 0, 0, 0, 2),
      ("2026-02-01", "q", "all", "all", 7, 7, 7, 7, 0)],
     [("2026-01-01", "p", "all", "all", 1, 1, 0, 0, 2),
      ("2026-02-01", "p", "all", "all", 3, 0, 0, 0, 3)]),
    ("every_row_of_cev_ledger", "cev_ledger", FACT,
     [("1", "influence_margin", "a", "b", 1, "k"), ("2", "own_margin", "a", "a", -1, "k")],
     [("1", "influence_margin", "a", "b", -1, "k")]),
    ("every_row_of_cev_ledger", "cev_ledger", FACT,
     [("1", "referral_reward", "a", "b", -1, "k"), ("2", "referral_margin", "a", None, 1, "k")],
     [("1", "referral_reward", "a", "b", 1, "k")]),
    ("every_row_of_cev_ledger", "cev_ledger", FACT,
     [("1", "referral_margin", "a", "b", 1, "k")], [("1", "referral_margin", "a", "a", 1, "k")]),
    ("every_row_of_clv_model_fit", "clv_model_fit", ("model", "name", "value"),
     [("bg_nbd", "r", 0.1), ("bg_nbd", "log_likelihood", -9)], [("bg_nbd", "r", 0.0)]),
    ("every_row_of_clv_model_fit", "clv_model_fit", ("model", "name", "value"),
     [("holdout", "mae_model", 0.0)], [("holdout", "mae_model", None)]),
    ("every_row_of_customer_segments", "customer_segments", ("customer_id", "rfm_segment"),
     [("a", "lost")], [("a", None)]),
    ("assert_longer_windows_hold_more", "first_repeat_rates", WINDOW,
     [("2026-01-01", 30, "all", "all", 9, 9, 3), ("2026-01-01", 60, "all", "all", 9, 9, 3),
      ("2026-01-01", 90, "all", "all", 9, 1, 0)],
     [("2026-01-01", 30, "all", "all", 9, 9, 3), ("2026-01-01", 60, "all", "all", 9, 9, 2)]),
    ("assert_bridges_of_revenue_close", "revenue_movements",
     ("month", "movement", "monthly_recurring_revenue"), BRIDGE,
     [*BRIDGE[:-1], ("2026-01-01", "closing", 6.01)]),
    ("assert_bridges_of_revenue_close", "revenue_movements",
     ("month", "movement", "monthly_recurring_revenue"), BRIDGE,
     [("2026-01-01", "opening", 12), *BRIDGE[2:]]),
    # A source may call a channel none itself; its refunds are no reason to publish nothing.
    ("every_row_of_fulfilment_flows", "fulfilment_flows", FLOW,
     [("none", 2, 2, 1, 1, 51)], [("web", 0, 0, 0, 0, 0)]),
    # What was given back for a line may be more than it brought, so that sales lost may be below 0.
    ("every_row_of_stock_outs", "stock_outs", STOCK,
     [(9, 2, 1, 3.5, -20, False)], [(9, 2, 1, -0.5, -20, False)]),
    ("assert_mappings_of_value_agree", "customer_cev", VALUE,
     [], [("a", "m", 1, 0, 0, 0, 1, 1)]),
]  # fmt: skip


@pytest.mark.parametrize("kind", [RIGHT, BROKEN])
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law[0])
def test_right_rows_keep_a_law_and_broken_ones_are_found(law: tuple, kind: str) -> None:
    name, mart, columns, right, broken = law
    session, steps = tables()
    (test,) = [step for step in recipe() if step.kind == "test" and step.name == name]
    assert test.severity == "ERROR"
    connection = session.cursor()
    try:
        connection.execute("use warehouse; begin")
        connection.execute(f"delete from {steps[mart].relation}")
        for row in right if kind == RIGHT else broken:
            marks = ", ".join("?" * len(row))
            named = ", ".join(columns)
            connection.execute(
                f"insert into {steps[mart].relation} ({named}) values ({marks})", row
            )
        assert bool(connection.execute(test.code).fetchall()) == (kind == BROKEN)
    finally:
        connection.execute("rollback")
        connection.close()
