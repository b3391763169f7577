"""``engagement ui``: Dagster's web server and daemon on this machine, ended together."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from orchestration import history, paths
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
        UsageError: If the port is taken.

    """
    with socket.socket() as probe:
        # Otherwise a server that ended a moment ago would look as if it were still there.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(
                f"Port {port} is taken. Choose another: engagement ui --port {port + 1}"
            ) from error
    history.prepare_dagster_home()
    return subprocess.Popen(command(port), cwd=paths.ROOT, start_new_session=True, **options)


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
