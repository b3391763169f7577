"""Who may open what a refresh writes: its owner, and for what is published a group if one is named.

The build database holds names and addresses, and what is published describes every customer. So
nothing below the data folder is anybody else's, however it came about: command line, Dagster, or
dbt by hand (``orchestration.dbt_plugin``).
"""

import contextlib
import grp
import os
import stat
from pathlib import Path

from orchestration import paths
from orchestration.errors import UsageError

READERS = "ENGAGEMENT_READERS_GROUP"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def owner_only() -> None:
    """Let this process and those below it make files that only their owner may open."""
    os.umask(0o077)


def readers() -> int | None:
    """Return the number of the group that may read what is published; None without one.

    Raises:
        UsageError: If there is no such group, or its files cannot be given to it.

    """
    name = os.environ.get(READERS)
    if not name:
        return None
    try:
        number = grp.getgrnam(name).gr_gid
    except KeyError:
        number = None
    if number is None or (os.geteuid() != 0 and number not in (os.getgid(), *os.getgroups())):
        raise UsageError(
            f"{READERS} = {name!r} is wrong: the name of a group that the user of the refresh "
            "belongs to (groups lists them). Without it only that user may read what is published."
        )
    return number


def publish_as(path: Path, mode: int = 0o400) -> None:
    """Let readers open a published file, or look through a folder, and nobody change it.

    A tool that opens a database to write keeps all others out; one that may only read cannot.

    Args:
        path: File or folder.
        mode: What its owner may do; readers may do the same, but for writing.

    """
    group = readers()
    if group is not None:
        os.chown(path, -1, group)
        mode |= (mode & 0o500) >> 3
    path.chmod(mode)


def tighten(copies: Path) -> None:
    """Take from others what an earlier version let them open; a landing zone of one's own stays.

    The data folder itself lets readers through to what is published, and no further.

    Args:
        copies: Folder of the published copies.

    """
    folder = paths.data_dir()
    own_zone = paths.raw_dir() if paths.raw_dir() != paths.sample_dir() else None
    for directory, names, files in os.walk(folder):
        place = Path(directory)
        names[:] = [name for name in names if place / name not in (own_zone, copies)]
        for path in (place, *(place / name for name in files)):
            # A running Dagster makes and removes files here meanwhile.
            with contextlib.suppress(FileNotFoundError):
                status = path.lstat()
                is_ours = status.st_uid == os.geteuid() and not stat.S_ISLNK(status.st_mode)
                if is_ours and status.st_mode & OTHERS:
                    path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
    if readers() is not None:
        os.chown(folder, -1, readers())
        folder.chmod(0o710)
    if (page := folder / "dashboard.html").exists():
        publish_as(page, 0o600)
    if copies.is_dir():
        publish_as(copies, 0o700)
        for copy in copies.glob("*.duckdb"):
            publish_as(copy)
