"""``engagement ui``: Dagster's web server and daemon on this machine, ended together."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from orchestration import alerts, history, jobs, machine, paths, settings
from orchestration.errors import UsageError


def command(port: int) -> list[str]:
    """Return the command that serves the UI and runs schedules, sensors and queued runs."""
    dagster = Path(sys.executable).with_name("dagster")
    return [
        str(dagster),
        "dev",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-m",
        "orchestration.definitions",
    ]


def start(port: int, **options: object) -> subprocess.Popen:
    """Start the UI in a process group of its own, so that all of it can be ended.

    Raises:
        UsageError: If Dagster runs for this data folder already, if the port is taken, or if a
            setting of what Dagster shows is wrong.

    """
    # Wrong settings would otherwise be an error somewhere in the UI.
    settings.owner()
    settings.max_age_hours()
    alerts.check()
    jobs.daily_refresh()
    machine.check_disk()
    history.prepare_dagster_home()
    with sole_use("Dagster", paths.data_dir() / ".dagster" / ".ui.lock", port) as lock:
        check_port(port, "ui")
        # The server keeps the lock, not we: it may outlive a parent that was killed.
        return subprocess.Popen(
            command(port),
            cwd=paths.ROOT,
            start_new_session=True,
            pass_fds=(lock.fileno(),),
            **options,
        )


def check_port(port: int, command: str) -> None:
    """Refuse a port that another program has.

    Args:
        port: The port.
        command: What was asked for, such as ``ui``.

    Raises:
        UsageError: If the port is taken.

    """
    with socket.socket() as probe:
        # Otherwise a server that ended a moment ago would look as if it were still there.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(
                f"Port {port} is taken by another program. Choose another: "
                f"engagement {command} --port {port + 1} (make {command} PORT={port + 1})"
            ) from error


def sole_use(what: str, file: Path, port: int) -> TextIO:
    """Return the lock of a data folder's server: two daemons would start everything twice.

    Args:
        what: The server, such as ``Dagster``.
        file: The lock.
        port: Where the server will be; who comes second is told.

    Raises:
        UsageError: If another one holds it; says where it is.

    """
    lock = file.open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise UsageError(
            f"{what} runs already for {paths.data_dir()}: {_where(file)}. Open that one, or end "
            "it with Ctrl-C. A second one beside it needs a data folder of its own "
            "(ENGAGEMENT_DATA_DIR) and another port."
        ) from None
    lock.truncate(0)
    json.dump({"port": port, "since": f"{datetime.now(UTC):%F %T} UTC"}, lock)
    lock.flush()
    return lock


def _where(file: Path) -> str:
    try:
        holder = json.loads(file.read_text(encoding="utf-8"))
        return f"http://127.0.0.1:{holder['port']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "where is not known yet"


def stop(process: subprocess.Popen, patience_seconds: float = 15) -> None:
    """End the UI and everything it started."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=patience_seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def serve(port: int) -> int:
    """Serve until somebody stops it; return the exit code."""
    process = start(port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)
