"""A small company in two deliveries, the second of which tells what happened after the first.

Only the tables that the risk of leaving is told from. Changes of older rows are among what comes
later: who left since, what was resolved, clicked or merged. Nobody leaves for a reason.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SUBSCRIBERS, BUYERS = 250, 150
DAYS = 730
END = np.datetime64("2026-07-01T00:00:00", "us")
LATER_DAYS = 62
PROBLEMS, LEAVING = 0.3, 0.05  # a month, of a subscriber
_DAY = np.timedelta64(86_400_000_000, "us")
_MICROSECOND = np.timedelta64(1, "us")


def company(folder: Path, seed: int = 1, later: bool = False) -> None:
    """Write the landing zone as it was delivered at the end of June 2026, and the rest with later.

    Args:
        folder: An empty folder, or for ``later`` the one that holds the first delivery.
        seed: Another seed makes other people.
        later: Whether to add the delivery of two months later, and nothing else.

    """
    rng = np.random.default_rng(seed)
    frames = _subscribers(rng) | _buyers(rng)
    everybody = frames.pop("people")
    frames["messaging.messages"] = _messages(rng, everybody)
    frames |= _surveys(rng, everybody)
    for table, (columns, happened) in frames.items():
        _write(folder, table, columns, happened, later)


def _moment(day: np.ndarray) -> np.ndarray:
    """Return days before or after the first delivery as moments; NaN is none."""
    moments = END - DAYS * _DAY + (np.nan_to_num(day) * 86_400e6).astype("timedelta64[us]")
    return np.where(np.isnan(day), np.datetime64("NaT", "us"), moments)


def _names(letter: str, numbers: np.ndarray) -> np.ndarray:
    return np.array([f"{letter}{number:06}" for number in numbers])


def _subscribers(rng: np.random.Generator) -> dict[str, tuple]:
    who = np.arange(SUBSCRIBERS)
    start = rng.uniform(0, 500, SUBSCRIBERS)
    end = start + rng.exponential(30 / LEAVING, SUBSCRIBERS)
    end[end > DAYS + LATER_DAYS] = np.nan
    tickets, visits = [], []
    for month in range((DAYS + LATER_DAYS) // 30 + 1):
        begin = start + 30 * month
        here = ~(begin > end) & (begin < DAYS + LATER_DAYS)
        visitor = np.repeat(who, np.where(here, rng.poisson(4, SUBSCRIBERS), 0))
        visits.append((visitor, begin[visitor] + rng.uniform(0, 30, len(visitor))))
        has_problem = here & (rng.random(SUBSCRIBERS) < PROBLEMS)
        tickets.append((who[has_problem], (begin + rng.uniform(0, 30, SUBSCRIBERS))[has_problem]))
    asking, opened = (np.concatenate(part) for part in zip(*tickets, strict=True))
    visitor, visited = (np.concatenate(part) for part in zip(*visits, strict=True))
    stayed = ~(visited > end[visitor])
    visitor, visited = visitor[stayed], visited[stayed]
    people = _names("S", who)
    plan = np.array(["basic", "plus"])[rng.integers(0, 2, SUBSCRIBERS)]
    return {
        "people": np.concatenate([people, _names("B", np.arange(BUYERS))]),
        "commerce.subscriptions": (
            {
                "subscription_id": _names("U", who),
                "term_no": np.ones(SUBSCRIBERS, dtype=np.int32),
                "customer_record_id": people,
                "plan": plan,
                "currency": np.full(SUBSCRIBERS, "JPY"),
                "monthly_amount": np.where(plan == "basic", "980", "1980"),
                "started_at": start,
                "cancelled_at": end,
            },
            start,
        ),
        "support.tickets": (
            {
                "ticket_id": _names("T", np.arange(len(asking))),
                "requester_record_id": people[asking],
                "channel": np.full(len(asking), "email"),
                "direction": np.full(len(asking), "inbound"),
                "topic": _names("topic", np.arange(len(asking))),
                "status": np.full(len(asking), "resolved"),
                "is_spam": np.zeros(len(asking), dtype=bool),
                "created_at": opened,
                "updated_at": opened,
                "resolved_at": opened + rng.uniform(35, 55, len(asking)),
            },
            opened,
        ),
        "web.events": (
            {
                "event_id": _names("E", np.arange(len(visitor))),
                "occurred_at": visited,
                "anonymous_id": _names("D", visitor),
                "user_id": people[visitor],
                "platform": np.full(len(visitor), "web"),
                "event_name": np.full(len(visitor), "feature_use"),
                "feature": np.array(["a", "b", "c"])[rng.integers(0, 3, len(visitor))],
            },
            visited,
        ),
    }


def _buyers(rng: np.random.Generator) -> dict[str, tuple]:
    gaps = rng.exponential(rng.uniform(10, 60, (BUYERS, 1)), (BUYERS, 40)) + 1
    days = rng.uniform(0, 500, (BUYERS, 1)) + np.cumsum(gaps, axis=1)
    alive = np.cumprod(rng.random((BUYERS, 40)) > 0.08, axis=1).astype(bool)
    who, day = np.nonzero(alive)[0], days[alive]
    order = _names("O", np.arange(len(who)))
    return {
        "commerce.orders": (
            {
                "order_id": order,
                "customer_record_id": _names("B", who),
                "ordered_at": day,
                "channel": np.full(len(who), "web"),
                "status": np.full(len(who), "paid"),
                "currency": np.full(len(who), "JPY"),
                "discount_amount": np.where(rng.random(len(who)) < 0.3, "100", "0"),
            },
            day,
        ),
        "commerce.order_lines": (
            {
                "order_id": order,
                "line_no": np.ones(len(who), dtype=np.int32),
                "product_id": np.full(len(who), "P1"),
                "quantity": np.ones(len(who), dtype=np.int32),
                "unit_price": rng.integers(500, 5000, len(who)).astype(str),
            },
            day,
        ),
    }


def _messages(rng: np.random.Generator, people: np.ndarray) -> tuple:
    count = 25 * len(people)
    sent = rng.uniform(0, DAYS + LATER_DAYS, count)
    clicked = np.where(rng.random(count) < 0.1, sent + rng.uniform(0, 20, count), np.nan)
    return {
        "message_id": _names("M", np.arange(count)),
        "customer_record_id": people[rng.integers(0, len(people), count)],
        "channel": np.full(count, "email"),
        "sent_at": sent,
        "delivered_at": sent,
        "first_clicked_at": clicked,
        "is_commercial": np.ones(count, dtype=bool),
    }, sent


def _surveys(rng: np.random.Generator, people: np.ndarray) -> dict[str, tuple]:
    count = 2 * len(people)
    answered = rng.uniform(0, DAYS + LATER_DAYS, count)
    response = _names("R", np.arange(count))
    ever = np.zeros(1)
    questions = {"survey_id": np.full(2, "V"), "question_id": np.array(["q1", "q2"])}
    return {
        "survey.surveys": (
            {
                "survey_id": np.array(["V"]),
                "name": np.array(["V"]),
                "survey_type": np.array(["relational"]),
            },
            ever,
        ),
        "survey.questions": (questions | {"question_type": np.array(["nps", "csat"])}, np.zeros(2)),
        "survey.responses": (
            {
                "response_id": response,
                "survey_id": np.full(count, "V"),
                "customer_record_id": people[rng.integers(0, len(people), count)],
                "responded_at": answered,
                "is_finished": np.ones(count, dtype=bool),
            },
            answered,
        ),
        "survey.answers": (
            {
                "response_id": np.repeat(response, 2),
                "question_id": np.tile(["q1", "q2"], count),
                "score": np.where(
                    np.tile([True, False], count),
                    rng.integers(0, 11, 2 * count),
                    rng.integers(1, 6, 2 * count),
                ).astype(float),
            },
            np.repeat(answered, 2),
        ),
        "crm.customers": (
            {
                "customer_record_id": people,
                "source_system": np.full(len(people), "ec"),
                "created_at": np.zeros(len(people)),
            },
            np.zeros(len(people)),
        ),
    }


def _write(folder: Path, table: str, columns: dict, happened: np.ndarray, later: bool) -> None:
    """Write what had happened by a delivery; what ends or is clicked after it, is not told yet."""
    until = DAYS + LATER_DAYS if later else DAYS
    moments = {name for name in columns if name.endswith("_at")}
    is_new = happened < until
    if later:
        # New rows, and rows of before of which something has happened since.
        changed = [(columns[n] >= DAYS) & (columns[n] < until) for n in sorted(moments)]
        is_new &= np.any([happened >= DAYS, *changed], axis=0)
    kept = {}
    for name, column in columns.items():
        part = column[is_new]
        if name in moments:
            part = _moment(np.where(part < until, part, np.nan))
        kept[name] = pa.array(part, from_pandas=True)
    loaded = END - _MICROSECOND + (LATER_DAYS * _DAY if later else 0 * _DAY)
    kept["_loaded_at"] = pa.array(np.full(int(is_new.sum()), loaded))
    place = folder.joinpath(*table.split("."))
    place.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(kept), place / f"{'later' if later else 'first'}.parquet")
