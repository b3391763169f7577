"""What has been promised is kept, and what the project has is promised."""

import pytest
from promise import beyond, broken, promised, stated

SUBJECTS = ("marts", "raw", "variables")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_promises_are_kept(subject: str) -> None:
    assert broken(subject, promised(subject), stated(subject)) == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_the_project_has_is_promised(subject: str) -> None:
    assert beyond(promised(subject), stated(subject)) == [], "make promise adds it"


def test_zones_are_held_to_promised_marts() -> None:
    for zone, facts in promised("zones").items():
        assert set(facts["marts"]) <= set(promised("marts")), zone
        for mart, columns in facts["but"].items():
            assert mart in facts["marts"], zone
            assert set(columns) <= set(promised("marts")[mart]["columns"]), zone


ORDERS = {
    "key": ["order_id"],
    "columns": {"order_id": "varchar !", "status": "varchar !"},
    "accepted": {"status": ["paid", "cancelled"]},
}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"key": ["order_id", "status"]}, "orders: key"),
        ({"columns": {"order_id": "varchar !"}}, "orders.status: varchar ! promised"),
        ({"columns": ORDERS["columns"] | {"order_id": "bigint !"}}, "orders.order_id: varchar !"),
        ({"columns": ORDERS["columns"] | {"paid_at": "timestamp !"}}, "orders.paid_at is required"),
        ({"accepted": {"status": ["paid"]}}, "orders.status no longer accepts ['cancelled']"),
        (
            {"accepted": ORDERS["accepted"] | {"order_id": ["1"]}},
            "orders.order_id no longer accepts",
        ),
    ],
)
def test_a_broken_promise_is_told(change: dict, told: str) -> None:
    (line,) = broken("raw", {"orders": ORDERS}, {"orders": ORDERS | change})
    assert line.startswith(told)


@pytest.mark.parametrize(
    "change",
    [
        {"columns": ORDERS["columns"] | {"status": "varchar"}},
        {"columns": ORDERS["columns"] | {"paid_at": "timestamp"}},
        {"accepted": {"status": ["paid", "cancelled", "pending"]}},
        {"accepted": {}},
    ],
)
def test_more_than_promised_is_no_broken_promise(change: dict) -> None:
    assert broken("raw", {"orders": ORDERS}, {"orders": ORDERS | change}) == []


def test_a_default_is_a_promise() -> None:
    (line,) = broken("variables", {"new_days": 90}, {"new_days": 30})
    assert "90 promised, 30 found" in line
    assert broken("variables", {"new_days": 90}, {}) != []
