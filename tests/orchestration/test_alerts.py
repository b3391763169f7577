"""People are told when a refresh fails, when none comes, and when sources go silent."""

import json
import os
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from homes import Environment, Home

from orchestration import alerts, evidence, outcome, paths, publishing, steps, watching
from orchestration.state import Check, RefreshState

CANARY = "canary.person@example.com"


class Webhook:
    """A server that keeps what is sent to it.

    Attributes:
        address: Where it listens; its path is the secret.
        texts: Field text of each alert.
        status: What it answers.
        seconds: How long it takes to answer.

    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.status, self.seconds = 200, 0.0
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the name that the base class asks for
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Content-Type"].startswith("application/json")
                time.sleep(webhook.seconds)
                if webhook.status == 200:
                    webhook.texts.append(body["text"])
                self.send_response(webhook.status, "the secret stands in this answer")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/services/the-secret"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def webhook(home: Home) -> Iterator[Webhook]:
    server = Webhook()
    home.data.mkdir(exist_ok=True)
    with Environment({alerts.WEBHOOK: server.address}):
        yield server
    server.server.shutdown()


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that speaks as much SMTP as a message needs."""

    daemon_threads = True

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.logins: list[str] = []
        super().__init__(("127.0.0.1", 0), Session)


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "EHLO":
                self.say("250-here\r\n250 AUTH PLAIN")
            elif word == "AUTH":
                self.server.logins.append(line)
                self.say("235 welcome")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text.decode())
                self.server.messages.append("".join(lines))
                self.say("250 kept")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail(home: Home) -> Iterator[MailServer]:
    home.data.mkdir(exist_ok=True)
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"smtp://robot@127.0.0.1:{server.server_address[1]}"
        given = {alerts.SMTP: place, alerts.MAIL_TO: "one@example.com, Two <two@example.com>"}
        with Environment(given | {alerts.PASSWORD: "the-password"}):
            yield server
        server.shutdown()


def failed_state(**more: object) -> RefreshState:
    """Return a run that a critical check stopped; what it saw is a value of the data."""
    check = Check("orders", "paid_orders_count", False, True, observed=f"customer: {CANARY}")
    state = RefreshState("run1", checks=[check], failed_step="Checking the marts", **more)
    state.problems.append(check.message())
    return state


def test_a_failed_refresh_is_told_by_webhook_without_a_value(webhook: Webhook) -> None:
    assert outcome.settle(failed_state(), None) == []
    (text,) = webhook.texts
    assert text.startswith("Engagement Warehouse: Refresh failed\n")
    assert "Failed: orders: paid_orders_count" in text
    assert "nothing was published" in text
    assert str(paths.data_dir()) in text
    assert CANARY not in text


def test_a_failed_refresh_is_told_by_mail(mail: MailServer) -> None:
    assert outcome.settle(failed_state(), None) == []
    (message,) = mail.messages
    assert "Subject: Engagement Warehouse: Refresh failed" in message
    assert "To: one@example.com, Two <two@example.com>" in message
    assert "paid_orders_count" in message
    assert CANARY not in message
    assert len(mail.logins) == 1


def test_the_end_of_failures_is_told_once(webhook: Webhook) -> None:
    outcome.settle(failed_state(), None)
    for _ in range(2):
        outcome.settle(RefreshState("run2", published="engagement-x.duckdb"), outcome.last())
    assert len(webhook.texts) == 2
    assert "Refresh works again" in webhook.texts[1]


def test_nothing_is_told_of_a_refresh_that_went_well(webhook: Webhook) -> None:
    outcome.settle(RefreshState("run1", published="engagement-x.duckdb"), None)
    assert webhook.texts == []


def test_wrong_use_is_nobodys_failure(webhook: Webhook) -> None:
    state = RefreshState("run1", is_wrong_use=True)
    before = outcome.begun(state)
    assert outcome.settle(state, before) == []
    assert webhook.texts == []
    assert outcome.last() is None


def test_what_somebody_stopped_is_told_by_the_page_alone(webhook: Webhook) -> None:
    assert outcome.settle(RefreshState("run1"), None) == []
    assert outcome.last().came_to == outcome.STOPPED
    assert webhook.texts == []


def test_silent_sources_are_told_once_and_again_when_another_falls_silent(
    webhook: Webhook,
) -> None:
    def refresh(*silent: str) -> None:
        checks = [Check(f"landing {table}", "is_fresh", False, False) for table in silent]
        state = RefreshState("run", checks=checks, published="engagement-x.duckdb")
        outcome.settle(state, outcome.last())

    for silent in (["a.b"], ["a.b"], ["a.b", "c.d"], [], ["a.b"]):
        refresh(*silent)
    told = [text.splitlines()[1] for text in webhook.texts]
    assert told == [
        "Sources older than their freshness rule allows: a.b.",
        "Sources older than their freshness rule allows: c.d.",
        "Sources older than their freshness rule allows: a.b.",
    ]


@pytest.mark.parametrize("status", [301, 404, 500])
def test_an_alert_that_cannot_be_sent_fails_nothing_says_so_and_is_sent_later(
    webhook: Webhook, status: int
) -> None:
    webhook.status = status
    troubles = " ".join(outcome.settle(failed_state(), None))
    assert (
        f"An alert could not be sent to the webhook at 127.0.0.1 (HTTPError {status})" in troubles
    )
    assert "secret" not in troubles
    assert outcome.last().came_to == outcome.FAILED
    webhook.status = 200
    outcome.settle(RefreshState("run2", published="engagement-x.duckdb"), outcome.last())
    assert [re.search("Refresh [a-z ]+", text)[0] for text in webhook.texts] == [
        "Refresh failed",
        "Refresh works again",
    ]


def test_a_server_that_does_not_answer_holds_a_refresh_up_for_seconds_only(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook.seconds = 30
    monkeypatch.setattr(alerts, "PATIENCE_SECONDS", 0.5)
    began = time.monotonic()
    assert "no answer within 0.5 s" in " ".join(outcome.settle(failed_state(), None))
    assert time.monotonic() - began < 5


def test_nobody_listens_at_the_mail_server(home: Home) -> None:
    home.data.mkdir(exist_ok=True)
    with Environment({alerts.SMTP: "smtp://127.0.0.1:1", alerts.MAIL_TO: "one@example.com"}):
        troubles = " ".join(outcome.settle(failed_state(), None))
    assert "could not be sent through 127.0.0.1 (ConnectionRefusedError)" in troubles


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({alerts.WEBHOOK: "hooks.example.com/the-secret"}, f"{alerts.WEBHOOK} is wrong"),
        ({alerts.WEBHOOK: "http://hooks.example.com/the-secret"}, "must not travel in the open"),
        ({alerts.MAIL_TO: "nobody"}, f"{alerts.MAIL_TO} is wrong"),
        (
            {alerts.MAIL_TO: "a@example.com", alerts.SMTP: "smtp://a:the-secret@mail.example.com"},
            f"{alerts.SMTP} is wrong",
        ),
        ({alerts.MAIL_TO: "a@example.com", alerts.SMTP: "mail.example.com"}, "is wrong: such as"),
    ],
)
def test_a_wrong_setting_is_told_and_no_secret_with_it(
    home: Home, settings: dict[str, str], told: str
) -> None:
    home.data.mkdir(exist_ok=True)
    with Environment(settings):
        for command in (("watch", "--test"), ("ui",)):
            result = home.engagement(*command)
            assert result.exit_code == 2
            assert told in result.stderr
            assert "the-secret" not in result.stderr
        # A refresh goes on all the same.
        assert told in " ".join(outcome.settle(failed_state(), None))


def test_a_password_does_not_travel_in_the_open(monkeypatch: pytest.MonkeyPatch) -> None:
    class Open:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def __enter__(self) -> "Open":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def ehlo(self) -> None:
            pass

        def has_extn(self, name: str) -> bool:
            return False

    monkeypatch.setattr(alerts.smtplib, "SMTP", Open)
    with Environment({alerts.PASSWORD: "the-password"}):
        box = alerts.Mailbox("mail.example.com", 25, False, "robot", "a@b.c", ["a@b.c"])
        with pytest.raises(alerts.smtplib.SMTPNotSupportedError):
            alerts._mail(box, "title", "text")


def test_a_test_alert_says_whether_it_arrived(home: Home, webhook: Webhook) -> None:
    assert home.engagement("watch", "--test").exit_code == 0
    assert "This is a test" in webhook.texts[0]
    webhook.status = 500
    result = home.engagement("watch", "--test")
    assert (result.exit_code, "HTTPError 500" in result.stderr) == (1, True)
    with Environment({alerts.WEBHOOK: ""}):
        assert "Alerts go nowhere yet" in home.engagement("watch", "--test").stderr


# --- the look from outside ----------------------------------------------------------------------

NOW = datetime(2026, 11, 30, 12)


def came_to(how: str, hours_ago: float, **more: str) -> None:
    moment = f"{NOW - timedelta(hours=hours_ago):%F %T}"
    outcome._write(outcome.Outcome("r", moment, moment, how, **more), outcome.last())


@pytest.mark.parametrize("hours", [25.9, 26.1])
def test_no_refresh_for_longer_than_allowed_is_told_once_a_day(
    webhook: Webhook, hours: float
) -> None:
    came_to(outcome.PUBLISHED, hours)
    watching.look(NOW)
    found = watching.look(NOW)
    assert bool(found.overdue) == (hours > 26)
    assert len(webhook.texts) == (hours > 26)
    watching.look(NOW + timedelta(days=1))
    assert "No refresh came" in webhook.texts[-1]
    assert "is the schedule on, and does the daemon run" in webhook.texts[-1]


def test_a_refresh_that_found_nothing_new_has_come(webhook: Webhook) -> None:
    came_to(outcome.PUBLISHED, 100)
    came_to(outcome.UNCHANGED, 1)
    assert watching.look(NOW).lines == []


def test_failures_that_last_are_overdue_as_well(webhook: Webhook) -> None:
    came_to(outcome.PUBLISHED, 100)
    came_to(outcome.FAILED, 1, step="Publishing")
    found = watching.look(NOW)
    assert "failed: Publishing" in found.failed
    assert "The last one was begun at 2026-11-30 11:00:00 UTC and failed." in found.overdue


def test_a_killed_refresh_is_told_and_a_running_one_is_not(webhook: Webhook, home: Home) -> None:
    from orchestration import locks

    outcome.begun(RefreshState("run1"))
    with locks.refresh_lock(home.data / ".refresh.lock"):
        assert watching.look(NOW).failed == ""
    for _ in range(2):
        assert "was ended from outside" in watching.look(NOW).failed
    assert len(webhook.texts) == 1
    assert home.engagement("watch").exit_code == 1


def test_the_sensor_looks_as_the_command_does(webhook: Webhook) -> None:
    from orchestration import jobs

    came_to(outcome.FAILED, 1, step="Publishing")
    with dg.DagsterInstance.ephemeral() as instance:
        told = jobs.watch(dg.build_sensor_context(instance=instance))
    assert "failed: Publishing" in told.skip_message


def test_silent_sources_are_seen_by_what_is_published(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = {"warn_after": {"count": 2, "period": "day"}}
    source = {"unique_id": "s", "source_name": "web", "name": "events", "freshness": rule}
    monkeypatch.setattr(steps, "manifest", lambda: {"nodes": {}, "sources": {"s": source}})
    tables = {"web.events": {"newest_loaded_at": "2026-11-28 11:00:00"}}
    monkeypatch.setattr(publishing, "read_refresh", lambda: {"landing": {"tables": tables}})
    assert watching.look(NOW).silent == ["web.events"]
    assert "web.events" in webhook.texts[0]
    assert watching.look(NOW - timedelta(hours=2)).silent == []


# --- the failing rows ---------------------------------------------------------------------------


@pytest.fixture
def built(home: Home, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build databases with a broken row, a mart that a suite refuses, and a failed test of dbt."""
    from orchestration import landing
    from orchestration.contract import read_contract

    folder = home.raw / "crm" / "customers"
    folder.mkdir(parents=True)
    head = "customer_record_id,source_system,email,created_at,updated_at,_loaded_at\n"
    row = f"c1,ec,{CANARY},yesterday,2026-01-01T00:00:00Z,not a time\n"
    (folder / "one.csv").write_text(head + row)
    paths.build_dir().mkdir(parents=True)
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        landing.load(connection, home.raw, read_contract())
    with duckdb.connect(str(paths.marts_file())) as connection:
        connection.execute(
            "create schema marts; create table marts.orders as select '=1+1' as order_id, "
            "'XXX' as currency_original, date '2026-01-01' as business_date, "
            "null::decimal(18,4) as net_sales, 1.0 as net_sales_original, 'paid' as status "
            "from range(20)"
        )
    steps.dbt_target().mkdir(parents=True)
    result = {
        "unique_id": "test.engagement.assert_x",
        "status": "fail",
        "compiled_code": 'select * from "marts_build"."marts"."orders" where order_id like \'=%\'',
    }
    (steps.dbt_target() / "run_results.json").write_text(json.dumps({"results": [result]}))
    nodes = {"nodes": {"test.engagement.assert_x": {"name": "assert_x"}}, "sources": {}}
    monkeypatch.setattr(steps, "manifest", lambda: nodes)
    return home.data


def test_failing_rows_are_kept_as_tables_and_as_csv_for_the_owner_alone(built: Path) -> None:
    state = failed_state()
    state.checks = [
        Check("orders", "paid_orders_have_an_exchange_rate", False, True, observed="seen"),
        Check("orders", "assert_x", False, True),
        Check("orders", "has_not_shrunk", False, True, observed="1"),
        Check("orders", "passed", True, True),
    ]
    outcome.settle(state, None)
    place = Path(outcome.last().evidence)
    assert place.parent == built / "build" / "evidence"
    assert place.stat().st_mode & 0o077 == 0
    with duckdb.connect(str(place / "evidence.duckdb"), read_only=True) as connection:
        checks = connection.execute("select check_name, kept from checks order by all").fetchall()
        assert checks == [
            ("assert_x", "20 rows"),
            ("has_not_shrunk", "not about rows: see observed"),
            ("paid_orders_have_an_exchange_rate", "1 rows"),
        ]
        rows = connection.execute(
            "select currency, orders_without_rate from orders__paid_orders_have_an_exchange_rate"
        ).fetchall()
        assert rows == [("XXX", 20)]
        quarantine = connection.execute("from quarantine").fetchall()
    assert quarantine[0][:4] == ("crm", "customers", "one.csv", 1)
    assert CANARY in quarantine[0][5]
    # A spreadsheet that opens the rows must run nothing of them.
    lines = (place / "orders__assert_x.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("order_id,currency_original")
    assert lines[1].startswith("'=1+1,")
    assert CANARY in (place / "quarantine.csv").read_text()
    assert (place / "checks.csv").exists()


@pytest.mark.parametrize(
    ("check", "rows"),
    [
        (
            Check(
                "landing commerce.refunds",
                "signs_are_right",
                False,
                True,
                observed="commerce.refunds.amount: 1 of 1 values are below 0: the sign is turned.",
            ),
            [("one.csv", 1, "r1", -5)],
        ),
        (
            Check(
                "landing commerce.refunds",
                "references_find_partners",
                False,
                True,
                observed="commerce.refunds.order_id: 1 of 1 name an order_id that is not there",
            ),
            [("one.csv", 1, "r1", "o1")],
        ),
        (
            # A table that has a suite of expectations besides.
            Check(
                "landing survey.answers",
                "scores_fit_their_scale",
                False,
                True,
                observed="survey.answers.score: 1 of 1 scores lie outside",
            ),
            [("one.csv", 1, "a1", "q1", 11.0)],
        ),
        (
            Check(
                "landing commerce.refunds",
                "keys_are_not_too_coarse",
                False,
                True,
                observed="commerce.refunds: 2 rows repeat a key",
            ),
            None,
        ),
    ],
    ids=lambda value: value.check if isinstance(value, Check) else "",
)
def test_rows_of_a_finding_in_a_landing_table_are_kept_with_place_and_key(
    built: Path, home: Home, check: Check, rows: list[tuple] | None
) -> None:
    from orchestration import landing

    folder = home.raw / "commerce" / "refunds"
    folder.mkdir(parents=True)
    time = "2026-01-01T00:00:00Z"
    (folder / "one.csv").write_text(
        f"refund_id,order_id,amount,currency,refunded_at,_loaded_at\nr1,o1,-5,JPY,{time},{time}\n"
    )
    (home.raw / "survey" / "answers").mkdir(parents=True)
    (home.raw / "survey" / "answers" / "one.csv").write_text(
        f"response_id,question_id,score,_loaded_at\na1,q1,11,{time}\n"
    )
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        landing.load(connection, home.raw)
    place = evidence.keep(RefreshState("run", checks=[check]))
    with duckdb.connect(str(place / "evidence.duckdb"), read_only=True) as connection:
        if rows is None:
            assert connection.execute("select kept from checks").fetchone() == ("no rows",)
        else:
            found = connection.execute(f"from {evidence.table_name(check)}").fetchall()
            assert found == rows


def test_evidence_goes_with_the_next_published_refresh_and_old_evidence_before(
    built: Path,
) -> None:
    for day in range(1, evidence.KEEP + 3):
        outcome.settle(failed_state(started_at=datetime(2026, 1, day)), None)
    assert len(list(evidence.folder().iterdir())) == evidence.KEEP
    outcome.settle(RefreshState("run2", published="engagement-x.duckdb"), outcome.last())
    assert not evidence.folder().exists()


def test_evidence_that_cannot_be_kept_is_told_and_hides_no_failure(
    built: Path, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(state: RefreshState) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(evidence, "keep", full)
    troubles = outcome.settle(failed_state(), None)
    assert "The failing rows could not be kept (OSError" in troubles[0]
    assert len(webhook.texts) == 1


def test_no_outcome_holds_a_value(built: Path) -> None:
    outcome.settle(failed_state(), None)
    assert CANARY not in outcome.file().read_text()
    assert CANARY not in (built / ".alerts.json").read_text()
    assert os.stat(outcome.file()).st_size > 0
