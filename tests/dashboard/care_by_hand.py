"""Items and customers of a small company that has more to do than three items.

What the page shows of them is compared with these rows; ids and texts try to be markup, formulas
and shell commands.
"""

from marts_by_hand import EVIL, EVIL_SCRIPT

FORMULA = "=HYPERLINK(0)"
SHELL = "x'; rm -rf $HOME"

WAITS, WAITS_JA = "Has waited for an answer for three days", "回答待ち"
ENDS, ENDS_JA = "The contract ends within a month", "契約がまもなく終了"

# customer, rule, priority, department, reason, reason_ja, value, since (UTC), due, main, state, by
ITEMS = [
    ("a", "unresolved_issue", 1, "customer_support", WAITS, WAITS_JA, 300.0, "2026-03-10 16:00",
     "2026-03-16", True, "taken", "佐藤"),
    ("b", "unresolved_issue", 1, "customer_support", WAITS, WAITS_JA, 20.125,
     "2026-03-09 01:00", "2026-03-16", True, None, None),
    (SHELL, "unresolved_issue", 1, "customer_support", EVIL, EVIL_SCRIPT, None,
     "2026-03-08 01:00", "2026-03-16", True, None, FORMULA),
    ("c", "renewal_due", 6, "sales", ENDS, ENDS_JA, 1000.5, "2026-03-01 00:00",
     "2026-03-29", True, None, None),
    ("ｷﾞﾌﾄ-1", "renewal_due", 6, "sales", ENDS, ENDS_JA, 40.0,
     "2026-03-02 00:00", "2026-03-29", True, None, None),
    ("d", "renewal_due", 6, "sales", ENDS, ENDS_JA, 40.0, "2026-03-03 00:00",
     "2026-03-29", True, "taken", "Straße"),
    ("e", "silent_subscriber", 8, "customer_success", "Silent", "連絡なし", -5.5,
     "2026-02-01 00:00", "2026-04-01", True, None, None),
    ("f", "birthday_soon", 12, "marketing", "Birthday", "まもなく誕生日", None, "2026-03-12 15:00",
     "2026-03-20", True, None, None),
    ("g", "unanswered_idea", 10, "product", "Idea", "未回答のアイデア", 7.0, "2026-02-20 15:00",
     "2026-03-20", True, None, None),
    ("a", "renewal_due", 6, "sales", ENDS, ENDS_JA, 300.0, "2026-03-01 00:00",
     "2026-03-29", False, "done", "佐藤"),
]  # fmt: skip


def _sql(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "null" if value is None else str(value)


def _values(rows: list[tuple]) -> str:
    return ", ".join(f"({', '.join(_sql(value) for value in row)})" for row in rows)


# What customer pages show; a column without a figure here is null.
COLUMNS = {
    "customer_360": """
        customer_id, lifecycle_stage, country, acquisition_channel, company_id, first_seen_at,
        order_count, net_sales, clv_expected, cev_gross, monthly_amount, next_renewal_date,
        health_score, health_band, last_contact_at, open_issue_count, latest_nps_score,
        best_channel, best_hour, message_count_30d, can_email, can_sms, can_phone
    """,
    "customer_health": """
        customer_id, snapshot_date, score, band, usage_frequency_part, voice_part, score_change,
        main_cause
    """,
    "customer_timeline": """
        touchpoint_id, customer_id, occurred_at, touch_type, channel, amount, sentiment
    """,
    "orders": "order_id, customer_id, ordered_at, order_number, channel, status, net_sales, margin",
    "subscriptions": "subscription_id, customer_id, plan, is_running",
    "survey_responses": """
        response_id, customer_id, responded_at, survey_type, nps_score, csat_score, comment
    """,
    "support_issues": """
        issue_id, customer_id, opened_at, topic, ticket_count, resolved_at, reopened_count,
        first_response_minutes, is_proactive
    """,
    "companies": "company_id, name",
    "customer_ltv": "customer_id, clv_low, clv_high",
}
_TO_DO = ("Call", "電話する")
EVENTS = 23  # more than a page shows
ROWS = {
    "action_items": _values(
        [
            (*item[:6], *_TO_DO, *item[6:], "2026-03-14 03:00" if item[-2] == "done" else None)
            for item in ITEMS
        ]
    ),
    "customer_360": _values(
        [
            (
                "a",
                "active",
                "JP",
                "email",
                "k",
                "2025-12-31 15:00",
                12,
                1234567.5,
                300.0,
                -45.25,
                980,
                "2026-04-01",
                34.96,
                "risk",
                "2026-03-14 15:30",
                2,
                0,
                "line",
                20,
                1234,
                True,
                False,
                None,
            ),
            (
                "b",
                "new",
                None,
                None,
                None,
                "2026-01-10 00:00",
                0,
                0,
                None,
                None,
                0,
                None,
                None,
                None,
                None,
                0,
                None,
                None,
                None,
                0,
                None,
                None,
                None,
            ),
            (
                SHELL,
                EVIL,
                EVIL,
                EVIL_SCRIPT,
                "evil",
                "2026-01-10 00:00",
                1,
                1,
                1.0,
                1,
                1,
                None,
                1.0,
                EVIL,
                None,
                0,
                None,
                EVIL,
                None,
                0,
                None,
                None,
                None,
            ),
        ]
    ),
    "customer_health": _values(
        [
            ("a", "2026-03-15", 34.96, "risk", 12.5, None, -20.04, "usage_frequency"),
            ("a", "2026-02-28", 55.0, "watch", 50.0, 100.0, None, None),
        ]
    ),
    "customer_timeline": _values(
        [
            (
                f"t{n:02}",
                "a",
                f"2026-03-{n % 28 + 1:02} 15:0{n % 10}",
                "order_web",
                "web",
                1000.125 * n,
                -0.25,
            )
            for n in range(EVENTS)
        ]
        + [("x", SHELL, "2026-03-01 00:00", EVIL, EVIL_SCRIPT, None, None)]
    ),
    "orders": _values(
        [
            ("o1", "a", "2026-03-01 00:00", 12, "web", "paid", 2400.5, -100.25),
            (FORMULA, "a", "2026-02-01 00:00", 11, None, "cancelled", None, None),
        ]
    ),
    "subscriptions": _values(
        [
            ("s1", "a", "プレミアム", True),
            ("s2", "a", "Basic", True),
            ("s3", "a", "Old", False),
            ("s4", SHELL, EVIL, True),
        ]
    ),
    "survey_responses": _values(
        [
            ("r1", "a", "2026-03-02 00:00", "relational", 0, 1, "返事が来ません。" + "長い" * 400),
            ("r2", SHELL, "2026-03-02 00:00", "relational", 10, None, EVIL_SCRIPT),
        ]
    ),
    "support_issues": _values(
        [
            ("i1", "a", "2026-03-03 00:00", "delivery", 3, None, 2, 90.04, False),
            ("i2", "a", "2026-03-04 00:00", "delivery", 9, None, 9, None, True),
        ]
    ),
    "companies": _values([("k", "有限会社しらさぎ"), ("evil", EVIL)]),
    "customer_ltv": _values([("a", 250.5, 350.75)]),
}
