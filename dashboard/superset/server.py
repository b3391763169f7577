"""``engagement superset``: Superset on this machine, on the published file that it only reads.

Superset lives in an environment of its own (``make superset`` installs it) and keeps what is its
own in ``<data folder>/superset``: its database, the key that signs its sessions and the password of
its one user, made here on the first start and readable for the owner alone.
"""

import contextlib
import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import click

from dashboard.superset import bundle
from orchestration import paths, publishing, webserver
from orchestration.errors import RefreshError, UsageError

PYTHON = paths.ROOT / ".uv" / "superset" / "bin" / "python"
PORT = 8088
USER = "admin"
START_SECONDS = 300  # the first start makes Superset's database; a slow disk takes a minute
PAGE = 100  # Superset gives no more at once
# Kind of thing -> the column of its name, in the order in which things can be deleted.
NAMES = {
    "dashboard": "dashboard_title",
    "chart": "slice_name",
    "dataset": "table_name",
    "database": "database_name",
}


def home() -> Path:
    """Return the folder of what Superset keeps."""
    return paths.data_dir() / "superset"


def start(port: int = PORT, python: Path = PYTHON) -> subprocess.Popen:
    """Start Superset in a process group of its own; it does not answer yet.

    Args:
        port: Port on 127.0.0.1.
        python: The Python of Superset's environment.

    Raises:
        UsageError: If nothing is published, Superset is not installed or runs already, or the port
            is taken.

    """
    if publishing.current() is None:
        raise UsageError(f"Nothing is published in {paths.data_dir()} yet. Run: engagement run")
    if not python.exists():
        raise UsageError(
            "Superset is not installed: it lives in an environment of its own. Run: make superset"
        )
    make_secrets()
    with webserver.sole_use("Superset", home() / ".lock", port) as lock:
        webserver.check_port(port, "superset")
        log = os.open(home() / "superset.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(log, "wb") as output:
            return subprocess.Popen(
                [str(python), str(Path(__file__).with_name("serve.py")), str(port)],
                cwd=home(),
                env=environment(),
                start_new_session=True,
                pass_fds=(lock.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


def make_secrets() -> None:
    """Make the key and the password of this machine, once, for their owner alone."""
    home().mkdir(parents=True, exist_ok=True)
    home().chmod(0o700)
    for name, length in (("secret_key", 48), ("password", 16)):
        # Refused where the file is there already; then it stays.
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(home() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="ascii") as output:
                output.write(secrets.token_urlsafe(length))


def environment() -> dict[str, str]:
    """Return what Superset is told: its home, nothing else of ours and above all not the salt.

    Its home is also HOME, because it and its packages would write into the user's.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ENGAGEMENT_", "PYTHON"))}
    return kept | {
        "HOME": str(home()),
        "SUPERSET_HOME": str(home()),
        "SUPERSET_CONFIG_PATH": str(Path(__file__).with_name("superset_config.py")),
        "FLASK_ENV": "production",
    }


class Client:
    """Superset's API, logged in."""

    def __init__(self, port: int) -> None:
        """Log in with the password of this machine."""
        self.base = f"http://127.0.0.1:{port}"
        # No proxy: this never leaves the machine.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        )
        self._headers = {"Referer": self.base}
        password = (home() / "password").read_text(encoding="ascii").strip()
        login = {"username": USER, "password": password, "provider": "db"}
        token = self.ask("/api/v1/security/login", login)["access_token"]
        self._headers["Authorization"] = f"Bearer {token}"
        self._headers["X-CSRFToken"] = self.ask("/api/v1/security/csrf_token/")["result"]

    def ask(self, path: str, told: object = None, method: str | None = None) -> dict[str, Any]:
        """Return the answer to a request with JSON.

        Raises:
            RefreshError: If Superset refuses it; says why.

        """
        body = None if told is None else json.dumps(told).encode()
        return self._send(path, body, "application/json", method)

    def listed(self, kind: str, *columns: str) -> list[dict[str, Any]]:
        """Return all things of a kind of NAMES with their id, their name and these columns."""
        found: list[dict[str, Any]] = []
        names = ",".join(("id", NAMES[kind], *columns))
        order = f"order_column:{NAMES[kind]},order_direction:asc"
        while True:
            page = f"page:{len(found) // PAGE},page_size:{PAGE}"
            query = f"(columns:!({names}),{order},{page})"
            new = self.ask(f"/api/v1/{kind}/?q={query}")["result"]
            found += new
            if len(new) < PAGE:
                return found

    def upload(self, path: str, name: str, content: bytes) -> dict[str, Any]:
        """Return the answer to a form with one file."""
        boundary = secrets.token_hex(16)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="{name}.zip"\r\nContent-Type: application/zip\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self._send(path, body, f"multipart/form-data; boundary={boundary}", None)

    def _send(
        self, path: str, body: bytes | None, content_type: str, method: str | None
    ) -> dict[str, Any]:
        headers = self._headers | {"Content-Type": content_type}
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=START_SECONDS) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            told = error.read().decode("utf-8", "replace")[:2000]
            raise RefreshError(f"Superset refuses {path} ({error.code}): {told}") from error


def wait(process: subprocess.Popen, port: int, seconds: float = START_SECONDS) -> None:
    """Return when Superset answers.

    Raises:
        RefreshError: If it ends before, or takes too long.

    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with opener.open(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise RefreshError(
        f"Superset does not answer. What it said last stands in {home() / 'superset.log'}."
    )


def bring(client: Client, is_forced: bool = False) -> bool:
    """Import datasets, charts and dashboards, and take away those that are no more.

    Args:
        client: Superset.
        is_forced: Whether to import what was imported already as it is, too.

    Returns:
        Whether anything was imported.

    Raises:
        UsageError: If the published file lacks marts that charts need.

    """
    with publishing.readable(publishing.current()) as file:
        told = bundle.Bundle(bundle.read_warehouse(file), paths.published_link())
    if missing := told.missing():
        raise UsageError(
            f"The published file has no {', '.join(missing)}: it was published by an earlier "
            "version. Run: engagement run"
        )
    files = told.files()
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    mark = home() / "imported"
    if not is_forced and mark.exists() and mark.read_text(encoding="ascii") == digest:
        return False
    client.upload("/api/v1/assets/import/", "bundle", bundle.archive(files))
    _forget(client, {told["uuid"] for told in files.values() if "uuid" in told})
    mark.write_text(digest, encoding="ascii")
    return True


def _forget(client: Client, ours: set[str]) -> None:
    """Delete what an earlier version imported and this one does not have; what people made stays.

    What was imported is known by its id: a version-5 UUID, where Superset's own are random.
    """
    for kind in NAMES:
        for old in client.listed(kind, "uuid"):
            if old["uuid"] not in ours and old["uuid"][14] == "5":
                client.ask(f"/api/v1/{kind}/{old['id']}", method="DELETE")


def serve(port: int, is_forced: bool = False) -> int:
    """Serve until somebody stops it; return the exit code."""
    process = start(port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        click.echo("Superset starts (the first time it takes a minute) ...", err=True)
        wait(process, port)
        bring(Client(port), is_forced)
        for line in greeting(port):
            click.echo(line)
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        webserver.stop(process)


def greeting(port: int) -> list[str]:
    """Return where Superset is and how to log in."""
    base = f"http://127.0.0.1:{port}"
    lines = [
        f"Superset shows {paths.published_link()} on {base} (this machine only; it can only read).",
        f"Log in as {USER}; the password stands in {home() / 'password'}",
    ]
    for name, told in bundle.content("dashboards").items():
        for language in bundle.LANGUAGES:
            address = f"{base}/superset/dashboard/{bundle.slug(name, language)}/"
            lines.append(f"  {address}  {told['title'][language]}")
    return [*lines, "It ends with Ctrl-C."]
