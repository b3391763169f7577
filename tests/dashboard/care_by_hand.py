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


_TO_DO = ("Call", "電話する")
ROWS = {
    "action_items": _values(
        [
            (*item[:6], *_TO_DO, *item[6:], "2026-03-14 03:00" if item[-2] == "done" else None)
            for item in ITEMS
        ]
    ),
}
