"""Tells people outside the terminal: a webhook (Slack, Teams, Mattermost ...), an e-mail, or both.

Settings come from the environment, secrets (the webhook's address, the mailbox's password) from
nowhere else. An alert holds names of tables, checks and steps, moments and places: no value of the
data and no text that another program wrote. One that cannot be sent is kept and sent with the
next; it fails no refresh, and holds one up for seconds at most.
"""

import contextlib
import json
import os
import smtplib
import ssl
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from orchestration import paths
from orchestration.errors import UsageError

WEBHOOK = "ENGAGEMENT_ALERT_WEBHOOK"
SMTP, PASSWORD = "ENGAGEMENT_ALERT_SMTP", "ENGAGEMENT_ALERT_SMTP_PASSWORD"
MAIL_TO, MAIL_FROM = "ENGAGEMENT_ALERT_EMAIL_TO", "ENGAGEMENT_ALERT_EMAIL_FROM"
TIMEOUT_SECONDS = 10
# With what a name server takes; after that a refresh goes on without.
PATIENCE_SECONDS = 20
KEEP_UNSENT = 20
SHOWN = 12
NEAR = ("localhost", "127.0.0.1", "::1")


@dataclass
class Told:
    """What people have been told, kept between refreshes so that nothing is told twice.

    Attributes:
        failed: Whether a failure was told that has not ended yet.
        silent: Sources told as silent.
        overdue: Day on which people were last told that no refresh came.
        unsent: Alerts that could not be sent: title and text.

    """

    failed: bool = False
    silent: list[str] = field(default_factory=list)
    overdue: str = ""
    unsent: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Mailbox:
    """Where e-mails go and through which server."""

    host: str
    port: int
    is_tls: bool
    user: str
    sender: str
    receivers: list[str]


def failed(moment: datetime, what: str, evidence: str) -> list[str]:
    """Tell that a refresh failed; return what could not be done, for people."""
    told = _read()
    told.failed = True
    lines = [
        f"The refresh of {moment:%F %H:%M} UTC failed, and nothing was published; what was "
        "published before stays.",
        f"Failed: {what}",
    ]
    lines += [f"Failing rows: {evidence}"] if evidence else []
    lines.append("The reasons and what to do stand in the run in Dagster and in the log.")
    return _tell(told, "Refresh failed", lines)


def published(moment: str, silent: list[str], trouble: str) -> list[str]:
    """Tell what a published refresh gives reason to: sources gone silent, an end of failures.

    Args:
        moment: When, UTC.
        silent: Sources older than their freshness rules allow.
        trouble: Step that failed after publishing; empty where all went well.

    """
    told, alerts = _read(), []
    if trouble:
        lines = [f"The refresh of {moment} UTC was published, but a step failed: {trouble}"]
        alerts.append(("Refresh published with trouble", lines))
    elif told.failed or told.overdue:
        alerts.append(("Refresh works again", [f"A refresh was published at {moment} UTC."]))
        told.failed, told.overdue = False, ""
    alerts += _silent(told, silent)
    return _tell_all(told, alerts)


def works_again(moment: str) -> list[str]:
    """Tell that the landing zone is as published again, if a failure was told."""
    told = _read()
    if not (told.failed or told.overdue):
        return []
    told.failed, told.overdue = False, ""
    line = f"At {moment} UTC nothing was new: what is published is what the landing zone gives."
    return _tell(told, "Refresh works again", [line])


def watched(silent: list[str], overdue: str, killed: str, today: str) -> list[str]:
    """Tell what only a look from outside finds; return what could not be done, for people.

    Args:
        silent: Sources older than their freshness rules allow.
        overdue: Why a refresh is overdue; empty where it is not.
        killed: What became of a refresh that never ended; empty where none did.
        today: The day, so that what lasts is told once a day.

    """
    told, alerts = _read(), []
    if killed and not told.failed:
        told.failed = True
        alerts.append(("Refresh failed", [killed]))
    if overdue and told.overdue != today:
        told.overdue = today
        alerts.append(("No refresh came", [overdue]))
    alerts += _silent(told, silent)
    return _tell_all(told, alerts)


def _silent(told: Told, silent: list[str]) -> list[tuple[str, list[str]]]:
    new = [table for table in silent if table not in told.silent]
    told.silent = silent
    if not new:
        return []
    shown = ", ".join(new[:SHOWN]) + (f" and {len(new) - SHOWN} more" if len(new) > SHOWN else "")
    lines = [
        f"Sources older than their freshness rule allows: {shown}.",
        "Ask whoever sends these files. Figures that need them are as old as they are.",
    ]
    return [("Sources went silent", lines)]


def test() -> list[str]:
    """Send an alert that says it is a test; return what could not be done, for people."""
    return _tell(_read(), "Test", ["This is a test: alerts arrive here."])


def is_on() -> bool:
    """Return whether alerts go anywhere."""
    return bool(os.environ.get(WEBHOOK) or os.environ.get(MAIL_TO))


def check() -> None:
    """See that the settings can be understood.

    Raises:
        UsageError: If not; no secret is shown.

    """
    _webhook()
    _mailbox()


def _webhook() -> str | None:
    address = os.environ.get(WEBHOOK)
    if not address:
        return None
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise UsageError(f"{WEBHOOK} is wrong: an address that begins with https:// is needed.")
    if parts.scheme == "http" and parts.hostname not in NEAR:
        raise UsageError(
            f"{WEBHOOK} is wrong: the address is a secret and must not travel in the open. Take "
            "its https:// form."
        )
    return address


def _mailbox() -> Mailbox | None:
    receivers = [text.strip() for text in os.environ.get(MAIL_TO, "").split(",") if text.strip()]
    if not receivers:
        return None
    wrong = [text for text in receivers if "@" not in parseaddr(text)[1]]
    if wrong:
        raise UsageError(f"{MAIL_TO} is wrong: e-mail addresses, separated by commas.")
    server = os.environ.get(SMTP) or "smtp://localhost"
    parts = urllib.parse.urlsplit(server)
    try:
        port = parts.port or {"smtp": 25, "smtps": 465}[parts.scheme]
    except (KeyError, ValueError):
        port = None
    if port is None or not parts.hostname or parts.password:
        raise UsageError(
            f"{SMTP} is wrong: such as smtps://user@mail.example.com (encrypted from the start) "
            "or smtp://mail.example.com:587 (encrypted where the server offers it); the password "
            f"belongs into {PASSWORD}."
        )
    sender = os.environ.get(MAIL_FROM) or parseaddr(receivers[0])[1]
    user = urllib.parse.unquote(parts.username or "")
    return Mailbox(parts.hostname, port, parts.scheme == "smtps", user, sender, receivers)


# --- sending ------------------------------------------------------------------------------------


def _tell(told: Told, title: str, lines: list[str]) -> list[str]:
    return _tell_all(told, [(title, lines)])


def _tell_all(told: Told, alerts: list[tuple[str, list[str]]]) -> list[str]:
    """Send alerts, those first that could not be sent before."""
    if not is_on():
        _write(told)
        return []
    where = f"Data folder: {paths.data_dir()} on {os.uname().nodename}"
    waiting = told.unsent + [
        [f"Engagement Warehouse: {title}", "\n".join([*lines, where])] for title, lines in alerts
    ]
    troubles, told.unsent = [], []
    for number, (title, text) in enumerate(waiting):
        is_sent, found = _send(title, text)
        troubles += found
        if not is_sent:
            told.unsent = waiting[number:][-KEEP_UNSENT:]
            break
    _write(told)
    return list(dict.fromkeys(troubles))


def _send(title: str, text: str) -> tuple[bool, list[str]]:
    """Send one alert every way that is set; return whether one worked, and what failed."""
    troubles: list[str] = []
    try:
        address, mailbox = _webhook(), _mailbox()
    except UsageError as error:
        return False, [f"An alert could not be sent. {error}"]
    ways: list[tuple[str, Callable[[], None]]] = []
    if address:
        host = urllib.parse.urlsplit(address).hostname
        ways.append((f"to the webhook at {host}", lambda: _post(address, f"{title}\n{text}")))
    if mailbox:
        ways.append((f"through {mailbox.host}", lambda: _mail(mailbox, title, text)))
    threads = []
    for way, work in ways:
        failure = [f"no answer within {PATIENCE_SECONDS} s"]
        thread = threading.Thread(target=_try, args=(work, failure), daemon=True)
        thread.start()
        threads.append((thread, way, failure))
    for thread, way, failure in threads:
        thread.join(PATIENCE_SECONDS)
        if failure:
            troubles.append(f"An alert could not be sent {way} ({failure[0]}).")
    is_sent = len(troubles) < len(ways)
    if not is_sent:
        troubles.append("It is tried again with the next refresh or look (engagement watch).")
    return is_sent, troubles


def _try(work: Callable[[], None], failure: list[str]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever a server or library does, it is told
        # Only the kind: an answer may repeat the address, which is a secret.
        code = getattr(error, "code", None) or getattr(error, "smtp_code", None)
        failure[0] = type(error).__name__ + (f" {code}" if code else "")
    else:
        failure.clear()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that moved is wrong; following would hand the alert to whoever answers."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401
        """Follow nothing."""


def _post(address: str, text: str) -> None:
    """Send the JSON that Slack, Teams, Mattermost and Google Chat understand."""
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(
        address, body, {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS):
        pass


def _mail(mailbox: Mailbox, title: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = title, mailbox.sender
    message["To"] = ", ".join(mailbox.receivers)
    message.set_content(text)
    safe = ssl.create_default_context()
    kind = smtplib.SMTP_SSL if mailbox.is_tls else smtplib.SMTP
    more = {"context": safe} if mailbox.is_tls else {}
    with kind(mailbox.host, mailbox.port, timeout=TIMEOUT_SECONDS, **more) as server:
        server.ehlo()
        is_safe = mailbox.is_tls
        if not is_safe and server.has_extn("starttls"):
            server.starttls(context=safe)
            server.ehlo()
            is_safe = True
        if mailbox.user and (password := os.environ.get(PASSWORD)):
            if not is_safe and mailbox.host not in NEAR:
                raise smtplib.SMTPNotSupportedError
            server.login(mailbox.user, password)
        server.send_message(message)


def _read() -> Told:
    try:
        return Told(**json.loads(_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Told()


def _write(told: Told) -> None:
    new = _file().with_name(f"{_file().name}.new")
    with contextlib.suppress(OSError):
        new.write_text(json.dumps(asdict(told), ensure_ascii=False), encoding="utf-8")
        os.replace(new, _file())


def _file() -> Any:  # noqa: ANN401 - a path
    return paths.data_dir() / ".alerts.json"
