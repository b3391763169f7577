"""Who may be contacted is handed over, for one pair of eyes, logged, and never the holdout."""

import csv
import hashlib
import stat
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import duckdb
import pytest
import test_publishing
from homes import Home

from orchestration import audiences, dbt, paths, publishing
from orchestration.errors import PublishError, UsageError

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHANNELS = ("email", "sms", "push", "line", "phone", "post", "ads")
COLUMNS = (
    "audience varchar, customer_id varchar, is_holdout boolean, full_name varchar, email varchar, "
    "phone varchar, postal_code varchar, " + ", ".join(f"can_{name} boolean" for name in CHANNELS)
)


@pytest.fixture(autouse=True)
def small(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small databases of these tests do without who is who."""
    monkeypatch.setattr(audiences, "erasure", mock.Mock())


def person(number: int, **told: object) -> dict[str, object]:
    """Return a member of audience win who agreed to everything."""
    row = {
        "audience": "win",
        "customer_id": f"c{number:02}",
        "is_holdout": False,
        "full_name": f"山田{number}",
        "email": f"p{number}@example.com",
        "phone": f"+8190{number:08}",
        "postal_code": f"100-{number:04}",
    }
    return row | dict.fromkeys((f"can_{name}" for name in CHANNELS), True) | told


def build(people: list[dict[str, object]], known: bool = True) -> None:
    """Write what a refresh leaves: published marts, and the build database of the same run."""
    test_publishing.build(1)
    facts = publishing.Facts(
        run_id="run1", as_of=datetime(2026, 2, 28), vars='{"minimum_cell_size": 5}'
    )
    publishing.publish(facts, test_publishing.MARTS)
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute(
            "create schema intermediate; create schema pii; "
            f"create table intermediate.int_consents_recorded as select {known} as is_known; "
            f"create table pii.audience_contacts ({COLUMNS})"
        )
        for row in people:
            named = ", ".join(f"? as {name}" for name in row)
            connection.execute(
                f"insert into pii.audience_contacts by name (select {named})", [*row.values()]
            )


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def exports() -> list[tuple]:
    with duckdb.connect(str(paths.warehouse_file()), read_only=True) as connection:
        return connection.execute(
            "select export_id, audience, channel, person_count, holdout_count, as_of_at, "
            "exported_at, exported_by is not null from audit.exports order by export_id"
        ).fetchall()


def win() -> list[dict[str, object]]:
    """Eight people: two held out, one who did not agree to anything, one without an address."""
    nothing = {f"can_{name}": False for name in CHANNELS}
    return [
        *(person(n) for n in range(1, 5)),
        person(5, is_holdout=True),
        person(6, is_holdout=True, **nothing),
        person(7, **nothing),
        person(8, email=None, phone=None, postal_code=None),
    ]


@pytest.mark.parametrize(
    ("channel", "column", "value"),
    [
        ("email", "email", "p1@example.com"),
        ("sms", "phone", "+819000000001"),
        ("phone", "phone", "+819000000001"),
        ("post", "postal_code", "100-0001"),
        ("push", "customer_id", "c01"),
        ("line", "customer_id", "c01"),
    ],
)
def test_who_agreed_and_is_not_held_out_is_handed_over(
    home: Home, tmp_path: Path, channel: str, column: str, value: str
) -> None:
    build(win())
    audiences.export("win", channel, tmp_path / "list.csv", now=NOW)
    found = rows(tmp_path / "list.csv")
    assert found[0][column] == value
    expected = {"c01", "c02", "c03", "c04"} | ({"c08"} if column == "customer_id" else set())
    assert {row["customer_id"] for row in found} == expected
    assert set(found[0]) == {"customer_id", "full_name", column}
    assert stat.S_IMODE((tmp_path / "list.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("platform", "header", "number"),
    [("google", ("Email", "Phone"), "+819000000001"), ("meta", ("email", "phone"), "819000000001")],
)
def test_advertising_platforms_get_hashes_as_they_ask_for_them(
    home: Home, tmp_path: Path, platform: str, header: tuple[str, str], number: str
) -> None:
    build([*win(), person(9, phone=None)])
    told = audiences.export("win", "ads", tmp_path / "ads.csv", platform=platform, now=NOW)
    found = rows(tmp_path / "ads.csv")
    assert tuple(found[0]) == (*header, "Hash")
    assert {row["Hash"] for row in found} == {"SHA-256 without salt"}
    by_mail = {row[header[0]]: row[header[1]] for row in found}
    mail = hashlib.sha256(b"p1@example.com").hexdigest()
    assert by_mail[mail] == hashlib.sha256(number.encode()).hexdigest()
    assert by_mail[hashlib.sha256(b"p9@example.com").hexdigest()] == ""
    assert len(found) == 5
    text = (tmp_path / "ads.csv").read_text(encoding="utf-8")
    assert "example.com" not in text
    assert "山田" not in text
    assert stat.S_IMODE((tmp_path / "ads.csv").stat().st_mode) == 0o600
    assert any("without salt" in line for line in told)


def test_google_publishes_the_hash_of_an_address(home: Home, tmp_path: Path) -> None:
    """The example of Google's and Meta's manuals: SHA-256 of test@example.com, without salt."""
    build([person(n) for n in range(1, 6)] + [person(9, email="test@example.com")])
    audiences.export("win", "ads", tmp_path / "ads.csv", now=NOW)
    known = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b"
    assert known in {row["Email"] for row in rows(tmp_path / "ads.csv")}


def test_every_export_is_logged_without_a_name_and_outlives_the_databases(
    home: Home, tmp_path: Path
) -> None:
    build(win())
    audiences.export("win", "email", tmp_path / "a.csv", now=NOW)
    audiences.export("win", "sms", tmp_path / "b.csv", now=NOW)
    when = (datetime(2026, 2, 28), NOW.replace(tzinfo=None), True)
    logged = [(1, "win", "email", 4, 1, *when), (2, "win", "sms", 4, 1, *when)]
    assert exports() == logged
    log = paths.exports_file()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert not any(secret in log.read_text() for secret in ("example.com", "山田", "+8190", "c01"))
    # A refresh builds the table from the log again, a full one as well.
    test_publishing.build(2)
    namespace: dict[str, object] = {}
    node = dbt.read_manifest()["nodes"]["model.engagement.exports"]
    exec(node["raw_code"], namespace)  # noqa: S102 - the project's own
    made = namespace["model"](None, None)
    assert made.column("channel").to_pylist() == ["email", "sms"]
    assert made.column_names == list(node["columns"])


def test_both_groups_become_assignments(home: Home, tmp_path: Path) -> None:
    build(win())
    audiences.export(
        "win", "email", tmp_path / "a.csv", assignments=tmp_path / "groups.csv", now=NOW
    )
    found = rows(tmp_path / "groups.csv")
    assert {(row["customer_record_id"], row["variant"]) for row in found} == {
        *((f"c0{n}", "treated") for n in range(1, 5)),
        ("c05", "control"),
    }
    assert {row["experiment_id"] for row in found} == {"win-email-2026-03-01"}
    assert {(row["variant"], row["planned_share"]) for row in found} == {
        ("treated", "0.9"),
        ("control", "0.1"),
    }
    assert {row["assigned_at"] for row in found} == {"2026-03-01T09:00:00.000000Z"}


def refused(tmp_path: Path, match: str, audience: str = "win", channel: str = "email") -> None:
    with pytest.raises(UsageError, match=match):
        audiences.export(audience, channel, tmp_path / "list.csv", now=NOW)
    assert not list(tmp_path.glob("*list.csv*"))
    assert not paths.exports_file().exists()


def test_an_audience_of_too_few_is_refused(home: Home, tmp_path: Path) -> None:
    build([person(n) for n in range(1, 5)])
    refused(tmp_path, r"fewer people than minimum_cell_size \(5\)")
    build([person(n) for n in range(1, 6)])
    audiences.export("win", "email", tmp_path / "five.csv", now=NOW)


def test_advertising_platforms_get_no_few_people_of_a_large_audience(
    home: Home, tmp_path: Path
) -> None:
    build([person(n, can_ads=n < 5) for n in range(1, 9)])
    refused(tmp_path, "fewer people .* who may be reached by ads", channel="ads")


def test_without_known_consents_nobody_may_be_contacted(home: Home, tmp_path: Path) -> None:
    build(win(), known=False)
    refused(tmp_path, "No marketing consents are known")


def test_what_cannot_be_handed_over_is_refused_with_the_reason(home: Home, tmp_path: Path) -> None:
    refused(tmp_path, "Nothing is published yet")
    build([*win(), person(1, audience="other")])
    refused(tmp_path, "has nobody in it. Audiences with somebody: other, win", audience="wni")
    nobody = [person(n, can_post=False) for n in range(1, 9)]
    build(nobody)
    refused(tmp_path, "Nobody of audience win may be contacted by post", channel="post")
    with duckdb.connect(str(paths.marts_file())) as connection:
        connection.execute("update audit.build_stamp set run_id = 'run2'")
    refused(tmp_path, "What was built last is not what is published")
    there = tmp_path / "there.csv"
    there.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        audiences.export("win", "email", there, now=NOW)
    assert there.read_text() == "mine"


def test_an_erased_person_in_the_list_stops_everything(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(win())
    guard = mock.Mock(side_effect=PublishError("holds an erased person"))
    monkeypatch.setattr(audiences, "erasure", mock.Mock(guard_contacts=guard))
    with pytest.raises(PublishError, match="erased"):
        audiences.export("win", "email", tmp_path / "list.csv", now=NOW)
    assert guard.call_args.args == ("audience_contacts",)
    assert not (tmp_path / "list.csv").exists()


def test_a_name_is_no_formula(home: Home, tmp_path: Path) -> None:
    build([*win(), person(9, full_name="=cmd|' /C calc'!A0")])
    audiences.export("win", "email", tmp_path / "list.csv", now=NOW)
    assert rows(tmp_path / "list.csv")[-1]["full_name"].startswith("'=")
