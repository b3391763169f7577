"""One refresh at a time, whoever starts it: command line, schedule, sensor or a click.

The operating system holds the lock (flock), so a killed refresh never leaves a stale one behind;
what the file says only tells people who holds it.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from orchestration.errors import BusyError

# Whoever only looks whether a refresh runs (orchestration.outcome) holds the lock for an instant.
INSTANT_SECONDS = 0.3
BUSY = (
    "Another refresh is running ({who}). Wait until it has ended, or let this one wait for it: "
    "engagement run --wait 600"
)
_held: set[Path] = set()


@contextmanager
def refresh_lock(path: Path, wait_seconds: float = 0, busy: str = BUSY) -> Iterator[None]:
    """Hold the lock; a process that holds it already (the command line around its own job) goes on.

    Args:
        path: The lock file; made when missing.
        wait_seconds: How long to wait for another refresh to end.
        busy: What to say when it does not.

    Raises:
        BusyError: If another refresh still holds the lock then; says which process, since when.

    """
    path = path.resolve()
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        _acquire(stream.fileno(), path, wait_seconds, busy)
        _held.add(path)
        try:
            stream.truncate(0)
            stream.write(
                json.dumps({"pid": os.getpid(), "since": f"{datetime.now(UTC):%F %T} UTC"})
            )
            stream.flush()
            yield
        finally:
            _held.discard(path)
            stream.truncate(0)


def _acquire(descriptor: int, path: Path, wait_seconds: float, busy: str) -> None:
    deadline = time.monotonic() + max(wait_seconds, INSTANT_SECONDS)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BusyError(busy.format(who=_who(path))) from None
            time.sleep(min(0.5, max(0.01, (deadline - time.monotonic()) / 4)))
        else:
            return


def _who(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['pid']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "which one is not known yet"
