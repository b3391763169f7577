"""One at a time on a server of Spark, from whatever data folder: Spark itself knows no locks.

A lock is a schema that holds nothing. Its comment says who has it, and a property when it was last
renewed (a catalogue of Hive changes no comment of a schema).
Whoever wants it makes a schema of their own and looks for others afterwards: of two who come at the
same moment at least one sees the other, and gives way. It ends with its holder: the process renews
it as long as it lives, and what nobody renews any more, or was left by a process of this machine
that is gone, counts for nothing and is taken away by who comes next.
"""

import contextlib
import json
import os
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from orchestration.casting import literal
from orchestration.errors import BusyError, RefreshError

PREFIX = "engagement_lock_"
RENEW_SECONDS = 20.0
# Beyond this nobody renews it any more, by the clock of the server.
STALE_SECONDS = 180
RENEWED = "renewed"
IS_RENEWED = re.compile(rf"\({RENEWED},(\d+)\)")
Run = Callable[[str], list[tuple]]
Opened = Callable[[], AbstractContextManager[Run]]


@contextlib.contextmanager
def held(opened: Opened, what: str, busy: str) -> Iterator[None]:
    """Hold a lock of the server.

    Args:
        opened: Opens a session.
        what: What is locked, as a part of a name.
        busy: What to say when somebody else has it; ``{who}`` is who, and since when.

    Raises:
        BusyError: If somebody else has it.
        RefreshError: If the server does not let a schema be made.

    """
    name = f"{PREFIX}{what}_{uuid.uuid4().hex[:12]}"
    told = {"host": socket.gethostname(), "process": os.getpid(), "mark": _mark(os.getpid())}
    told["since"] = f"{datetime.now(UTC):%F %T} UTC"
    ended = threading.Event()
    with opened() as run:
        run(
            f"create schema {name} comment {text(json.dumps(told))} "
            f"with dbproperties ('{RENEWED}' = '{_now(run)}')"
        )
        try:
            other = next(_others(run, what, name), None)
        except BaseException:
            _drop(run, name)
            raise
        if other is not None:
            _drop(run, name)
            who = f"process {other['process']} of {other['host']}, since {other['since']}"
            raise BusyError(busy.format(who=who))
    renewing = threading.Thread(target=_renew, args=(opened, name, ended), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        ended.set()
        renewing.join(RENEW_SECONDS)
        # What is left there by a server that is gone is taken away by who comes next.
        with contextlib.suppress(RefreshError), opened() as run:
            _drop(run, name)


def text(value: str) -> str:
    """Return a text in one line as a literal of Spark, which takes a backslash for a sign."""
    return literal(" ".join(value.split()).replace("\\", "\\\\"))


def _others(run: Run, what: str, own: str) -> Iterator[dict[str, object]]:
    """Yield what the other locks that are held say, and take away those that nobody holds."""
    for (name,) in run(f"show schemas like '{PREFIX}{what}_*'"):
        if name == own:
            continue
        try:
            said = dict(run(f"describe schema extended {name}"))
            told, renewed = json.loads(said["Comment"]), IS_RENEWED.search(said["Properties"])
        except (RefreshError, KeyError, ValueError):
            continue  # it was given back meanwhile
        age = _now(run) - int(renewed[1]) if renewed else 0
        if age > STALE_SECONDS or _is_gone(told):
            _drop(run, name)
        else:
            yield told


def _renew(opened: Opened, name: str, ended: threading.Event) -> None:
    """Say again and again that the lock is held, until its holder has ended."""
    while not ended.wait(RENEW_SECONDS):
        # A server that does not answer now may do so in time.
        with contextlib.suppress(RefreshError), opened() as run:
            run(f"alter schema {name} set dbproperties ('{RENEWED}' = '{_now(run)}')")


def _now(run: Run) -> int:
    """Return the server's clock, in seconds."""
    return int(run("select unix_seconds(current_timestamp())")[0][0])


def _drop(run: Run, name: str) -> None:
    run(f"drop schema if exists {name} cascade")


def _mark(process: int) -> list[str]:
    """Return what tells a process from all others; nothing where that cannot be told.

    The boot of the machine, the room of its process ids (a container has its own), and when the
    process began, as ids come again.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        return [boot, os.readlink("/proc/self/ns/pid"), said[19]]
    except (OSError, IndexError):
        return []


def _is_gone(told: dict[str, object]) -> bool:
    """Return whether the holder was a process of this machine that is no more."""
    own, its = _mark(os.getpid()), told.get("mark") or []
    if not own or len(its) != len(own) or own[:2] != its[:2]:
        return False
    process = int(told["process"])
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][:1]
    except OSError:
        return True
    return state == "Z" or _mark(process) != its
