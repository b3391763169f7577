"""``engagement postgres``: a PostgreSQL server in a folder of its own, for who has none.

It is Debian's (or whatever lies on the path), listens on a socket in that folder alone, and lets in
the owner of the folder without a password. It runs until it is stopped.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from orchestration import paths
from orchestration.errors import RefreshError, UsageError

DATABASE, ROLE = "engagement", "postgres"
# Where Debian puts what is not on everybody's path.
DEBIAN = Path("/usr/lib/postgresql")
# The system's limit for the path of a socket, less what PostgreSQL adds.
MAX_SOCKET = 107 - len("/.s.PGSQL.5432")
SETTINGS = {
    "listen_addresses": "",
    "wal_level": "minimal",  # tables that are made anew are not written twice
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "synchronous_commit": "off",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "hash_mem_multiplier": "4",
    "log_min_messages": "fatal",  # errors quote rows, and a log outlives who was erased
}


def folder() -> Path:
    """Return the folder of the server.

    No server runs as root, so that root's lies in the home of user postgres.
    """
    if os.geteuid() != 0:
        return paths.data_dir() / "postgres"
    try:
        home = Path(pwd.getpwnam("postgres").pw_dir)
    except KeyError:
        raise UsageError(_missing()) from None
    mark = hashlib.sha256(str(paths.data_dir()).encode()).hexdigest()[:12]
    return home / f"engagement-{mark}"


def address() -> str:
    """Return the address of the server's database, whether it runs or not."""
    return f"postgresql:///{DATABASE}?host={folder()}&user={ROLE}"


def is_running() -> bool:
    """Return whether the server runs."""
    return (folder() / "data").exists() and _run("pg_ctl", "status", must=False)


def start() -> str:
    """Start the server, made first where there is none, and return the address of its database.

    Raises:
        UsageError: If PostgreSQL is not installed, or the folder's path is too long.
        RefreshError: If the server does not start; says where its log is.

    """
    place = folder()
    if len(str(place)) > MAX_SOCKET:
        raise UsageError(
            f"{place} is too long for a socket ({MAX_SOCKET} bytes at most). Set "
            "ENGAGEMENT_DATA_DIR to a shorter path."
        )
    if is_running():
        return address()
    if not (place / "data" / "PG_VERSION").exists():
        _shell(f"mkdir -p -m 700 '{place}'")
        # Bytes decide the order of texts, as on every engine.
        _run(
            "initdb",
            *("--auth=trust", f"--username={ROLE}", "--encoding=UTF8", "--no-sync"),
            *("--lc-collate=C", "--lc-ctype=C.UTF-8"),
        )
    settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    settings += f" -c shared_buffers='{_shared_megabytes()}MB' -c unix_socket_directories='{place}'"
    _run("pg_ctl", "--wait", f"--log={place}/log", f'--options="{settings}"', "start")
    ask = f"'{_program('psql')}' -h '{place}' -U {ROLE} -d postgres -tAc"
    if not _shell(
        f'[ "$({ask} "select 1 from pg_database where datname = \'{DATABASE}\'")" = 1 ]',
        must=False,
    ):
        _shell(f'{ask} "create database {DATABASE}"')
    return address()


def stop() -> None:
    """Stop the server; its tables stay."""
    if is_running():
        _run("pg_ctl", "--mode=fast", "stop")


def _shared_megabytes() -> int:
    """Return an eighth of the machine's memory, in megabytes, between 128 and 4,096."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(128, min(4096, whole // 8))


def _program(name: str) -> str:
    own = sorted(DEBIAN.glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, own), os.environ.get("PATH", "")]))
    if not found:
        raise UsageError(_missing())
    return found


def _missing() -> str:
    return (
        "No PostgreSQL server is installed here. On Debian and Ubuntu: apt install postgresql; or "
        "set ENGAGEMENT_POSTGRES to the address of one that exists."
    )


def _run(program: str, *arguments: str, must: bool = True) -> bool:
    """Run a program of the server on its data; return whether it went well."""
    given = " ".join(arguments)
    return _shell(f"'{_program(program)}' -D '{folder()}/data' {given}", must)


def _shell(command: str, must: bool = True) -> bool:
    """Run a command as who owns the server; return whether it went well.

    Raises:
        RefreshError: If it must go well and did not.

    """
    as_owner = ["su", "postgres", "-s", "/bin/sh", "-c"] if os.geteuid() == 0 else ["sh", "-c"]
    done = subprocess.run(
        [*as_owner, command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        # Not captured by pipes: the server would hold them open for ever.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    if done.returncode and must:
        raise RefreshError(
            f"The server in {folder()} cannot be used: exit code {done.returncode} of {command}. "
            f"Its log is {folder()}/log."
        )
    return done.returncode == 0
