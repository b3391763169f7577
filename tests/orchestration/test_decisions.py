"""Decisions on the list of whom to care for: written by hand, read by the next refresh."""

import csv
import datetime as dt

import duckdb
import pytest
from homes import Home
from light import Light

from orchestration import decisions
from orchestration.errors import UsageError


@pytest.fixture
def listed(home: Home) -> Home:
    """Return a home that has published a list with two items of one customer."""
    home.data.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.link)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.action_items as select * from (values "
            "('c1', 'detractor_follow_up', 2), ('c1', 'renewal_due', 6)"
            ") as items (customer_id, rule, priority)"
        )
    return home


def test_a_decision_is_a_row_of_the_landing_zone(listed: Home) -> None:
    done = listed.engagement(
        "decide", "c1", "renewal_due", "snoozed", "--until", "2026-04-01", "--by", "佐藤",
        "--note", "=1+1, 改めて",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    [file] = (listed.raw / "crm" / "action_decisions").iterdir()
    assert str(file) in done.output
    [row] = csv.DictReader(file.open(encoding="utf-8"))
    assert (row["customer_id"], row["rule"]) == ("c1", "renewal_due")
    assert (row["state"], row["until"], row["decided_by"]) == ("snoozed", "2026-04-01", "佐藤")
    assert row["outcome"] == "=1+1, 改めて"
    assert row["decided_at"] == row["_loaded_at"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("c1", "birthday_soon", "done"), ["no item birthday_soon", "_follow_up, renewal_due"]),
        (("c2", "renewal_due", "done"), ["no item renewal_due", "has no item"]),
        (("c1", "renewal_due", "snoozed"), ["--until"]),
        (("c1", "renewal_due", "done", "--until", "2026-04-01"), ["--until"]),
        (("c1", "renewal_due", "finished"), ["taken", "done", "dismissed", "snoozed"]),
    ],
)
def test_what_cannot_be_decided_is_told_and_nothing_written(
    listed: Home, arguments: tuple[str, ...], said: list[str]
) -> None:
    done = listed.engagement("decide", *arguments)
    assert done.exit_code == 2
    assert [word for word in said if word not in done.output] == []
    assert not (listed.raw / "crm").exists()


def test_without_a_published_list_nothing_is_decided(home: Home) -> None:
    done = home.engagement("decide", "c1", "renewal_due", "done")
    assert done.exit_code == 2
    assert "engagement run" in done.output


def test_the_list_shrinks_when_somebody_decides(listed: Home) -> None:
    """The row goes through loader, staging and mart; what is done is nobody's main item."""
    loaded = "2026-03-02T01:00:00Z"
    for name, header, row in (
        ("crm/customers", "customer_record_id,source_system,created_at,updated_at",
         "c1,ec,2025-01-01T00:00:00Z,2025-01-01T00:00:00Z"),
        ("survey/surveys", "survey_id,survey_type,touchpoint,name", "s1,relational,,春"),
        ("survey/questions", "survey_id,question_id,question_type,item,wording", "s1,q1,nps,,何点"),
        ("survey/responses",
         "response_id,survey_id,customer_record_id,started_at,responded_at,is_finished",
         "r1,s1,c1,2026-03-01T00:00:00Z,2026-03-01T00:00:00Z,true"),
        ("survey/answers", "response_id,question_id,score,text_value", "r1,q1,3,"),
    ):  # fmt: skip
        folder = listed.raw / name
        folder.mkdir(parents=True)
        text = f"{header},_loaded_at\n{row},{loaded}\n"
        (folder / "a.csv").write_text(text, encoding="utf-8")

    def items() -> list[tuple]:
        with Light() as light:
            outcome = light.refresh(listed.raw, {"accept_default_salt": True})
            return outcome.query("select rule, is_main, state, is_done from marts.action_items")

    assert items() == [("detractor_follow_up", True, None, False)]
    moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    with listed.use():
        decisions.decide("c1", "detractor_follow_up", "taken", now=moment)
    assert items() == [("detractor_follow_up", True, "taken", False)]
    with listed.use():
        decisions.decide(
            "c1", "detractor_follow_up", "done", now=moment + dt.timedelta(hours=1), note="話した"
        )
    assert items() == [("detractor_follow_up", False, "done", True)]


def test_state_and_day_must_fit() -> None:
    with pytest.raises(UsageError, match="--until"):
        decisions.decide("c1", "renewal_due", "taken", until=dt.date(2026, 4, 1))
