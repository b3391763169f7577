"""Whether there is room for a refresh, and what the system's refusals mean to people."""

import contextlib
import errno
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from orchestration import paths
from orchestration.errors import RefreshError, UsageError

# What a refresh of a single row writes: databases with all tables, dbt's artifacts, page, log.
FLOOR_BYTES = 64 * 2**20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
# What a refresh of a single row holds at once (two processes), and addresses in one of them; below
# these the system ends it somewhere, and libraries crash.
FLOOR_MEMORY, FLOOR_ADDRESSES = 600 * 2**20, 1900 * 2**20
CGROUPS = Path("/sys/fs/cgroup")
ELSEWHERE = "or set ENGAGEMENT_DATA_DIR to a folder on another disk"
MORE_MEMORY = (
    "Give the machine (or the container, or ulimit -v) more: 2 GB and the size of the largest "
    "landing table are enough. Where memory is shared, ENGAGEMENT_MEMORY_LIMIT and a smaller "
    "ENGAGEMENT_THREADS keep the database below what is there."
)


def spill_dir() -> Path:
    """Return the folder of temporary files, those of the database as well."""
    return paths.build_dir() / "spill"


def told(error: BaseException) -> str:
    """Return what an error of the system means and what to do; nothing where it is another one.

    Args:
        error: Any error; what it stands on (``__cause__``) counts as well.

    """
    if isinstance(error, MemoryError):
        return f"There is not enough memory. {MORE_MEMORY}"
    if not isinstance(error, OSError):
        return told(error.__cause__) if error.__cause__ else ""
    place = error.filename if isinstance(error.filename, str) else str(paths.data_dir())
    if error.errno in FULL:
        return (
            f"{place} cannot be written: {error.strerror}. Free some space there, {ELSEWHERE}, "
            "and run again."
        )
    if error.errno in FORBIDDEN:
        return (
            f"{place} cannot be used: {error.strerror}. Give the user of the refresh the right "
            f"to read and write it, {ELSEWHERE}, and run again."
        )
    if error.errno == errno.ENOMEM:
        return f"There is not enough memory. {MORE_MEMORY}"
    if error.errno == errno.ENOENT and place.startswith(str(spill_dir())):
        return f"{place} is gone: somebody emptied the temporary folder. Run again."
    return ""


def told_of_text(text: str) -> str:
    """Return what another program's words of such an error mean; nothing where they are others."""
    if "No space left" in text or "Disk quota exceeded" in text:
        return told(OSError(errno.ENOSPC, "No space left on device"))
    if "Out of Memory" in text or "MemoryError" in text or "bad_alloc" in text:
        return told(MemoryError())
    return ""


def needed_bytes() -> int:
    """Return what a refresh certainly writes: the copy to publish, or the first raw copies."""
    marts = paths.marts_file()
    if marts.exists():
        return FLOOR_BYTES + marts.stat().st_size
    from orchestration import fingerprint

    return FLOOR_BYTES + sum(size for _, size, _ in fingerprint.landing_files(paths.raw_dir()))


def check() -> None:
    """See that there is room and memory for a refresh, before anything is begun.

    Raises:
        RefreshError: If there is not, or the data folder cannot be written.

    """
    check_disk()
    check_memory()


def check_disk() -> None:
    """See that the data folder can be written and has room.

    Raises:
        UsageError: If it is no folder, or may not be written.
        RefreshError: If its disk has too little room.

    """
    folder = paths.data_dir()
    try:
        for place in (folder, paths.build_dir()):
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                pass
        free = shutil.disk_usage(folder).free
        needed = needed_bytes()
        if free < needed:
            raise RefreshError(
                f"{folder} has {free / 1e6:,.0f} MB free, and a refresh needs at least "
                f"{needed / 1e6:,.0f} MB. Free some space there, {ELSEWHERE}, and run again."
            )
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(
            f"{error.filename} is a file where a folder is needed. Set ENGAGEMENT_DATA_DIR to the "
            "folder for the output."
        ) from error
    except OSError as error:
        raise UsageError(told(error) or f"{folder} cannot be used: {error}.") from error


def check_memory() -> None:
    """See that the limits of this process leave a refresh enough memory.

    Raises:
        RefreshError: If they do not.

    """
    addresses, _ = resource.getrlimit(resource.RLIMIT_AS)
    limits = [
        ("the container's limit", _of_cgroups(), FLOOR_MEMORY),
        ("ulimit -v", None if addresses == resource.RLIM_INFINITY else addresses, FLOOR_ADDRESSES),
    ]
    for name, limit, needed in limits:
        if limit is not None and limit < needed:
            raise RefreshError(
                f"There is not enough memory: {name} is {limit / 1e6:,.0f} MB, and a refresh "
                f"needs at least {needed / 1e6:,.0f} MB. {MORE_MEMORY}"
            )


def _of_cgroups() -> int | None:
    """Return the smallest limit of the control groups this process is in, in bytes."""
    limits = []
    try:
        line = next(
            text
            for text in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
            if text.startswith("0::")
        )
        group = CGROUPS / line.removeprefix("0::").strip("/")
        for place in (group, *group.parents):
            if place == CGROUPS.parent:
                break
            file = place / "memory.max"
            if file.exists() and (said := file.read_text(encoding="utf-8").strip()).isdecimal():
                limits.append(int(said))
    except (OSError, StopIteration):
        return None  # another system, which has other limits
    return min(limits, default=None)


@contextlib.contextmanager
def temporary_files_here() -> Iterator[None]:
    """Let whatever this process writes to a temporary folder lie in the data folder.

    It may hold rows, and a shared one may be full, or be emptied while a refresh runs.
    """
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    os.environ["TMPDIR"] = tempfile.tempdir = str(spill_dir())
    spill_dir().mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        tempfile.tempdir = before[1]
        if before[0] is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before[0]


def empty_temporary_files() -> None:
    """Take away what a killed refresh left in the temporary folder."""
    shutil.rmtree(spill_dir(), ignore_errors=True)
    spill_dir().mkdir(parents=True, exist_ok=True)
