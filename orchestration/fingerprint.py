"""What a refresh is made from, boiled down to one text: equal text, equal refresh."""

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from orchestration import dbt, engines, landing_zone, paths, salt

CODE_FOLDERS = (
    *dbt.INPUT_FOLDERS,
    "dbt_engagement",
    "orchestration",
    "expectations",
    "estimators",
    "dashboard",
)
DEPTH = 3  # <source>/<table>/<file>


def landing_files(raw_dir: Path) -> list[tuple[str, int, int]]:
    """Return path below the zone, size in bytes and time (ns) of every file, in order of paths.

    Folders may be links; what lies deeper than the files of a table is read by nobody.
    """
    found, folders = [], [raw_dir]
    for _ in range(DEPTH):
        below = []
        for folder in folders:
            try:
                entries = list(os.scandir(folder))
            except OSError:
                continue  # gone, or nothing for us to read: loading says so
            for entry in entries:
                if entry.name.startswith((".", "_")) and entry.name != landing_zone.SUMS:
                    continue
                path = Path(entry.path)
                try:
                    status = path.stat()
                except OSError:
                    # A link to nowhere, or renamed while we looked: its new name shows next time.
                    continue
                if stat.S_ISDIR(status.st_mode):
                    below.append(path)
                else:
                    name = str(path.relative_to(raw_dir))
                    found.append((name, status.st_size, status.st_mtime_ns))
        folders = below
    return sorted(found)


def of_landing(raw_dir: Path) -> str:
    """Return the fingerprint of the landing files alone; empty while there are none."""
    files = landing_files(raw_dir)
    return digest(files) if files else ""


def digest(value: Any) -> str:  # noqa: ANN401
    """Return a short hash of anything JSON can say."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:32]


def of_refresh(raw_dir: Path, variables: dict[str, Any]) -> str:
    """Return the fingerprint of a refresh: landing files, project, variables and settings.

    A new expectation or dashboard counts as well: what is published would look different.
    """
    code = [
        (str(path.relative_to(paths.ROOT)), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in dbt.project_files(folders=CODE_FOLDERS)
        if path.is_file() and path.suffix != ".pyc"
    ]
    by = [] if engines.name() == engines.DEFAULT else [engines.name()]
    return digest([str(raw_dir), landing_files(raw_dir), code, settings(variables), *by])


def settings(variables: dict[str, Any]) -> str:
    """Return the fingerprint of everything but the data and the code that decides figures."""
    return digest([variables, salt.given(str(variables.get("identity_salt") or salt.DEFAULT))])


def comparison(raw_dir: Path, variables: dict[str, Any]) -> str:
    """Return the fingerprint two refreshes share when drift between them means something.

    Another landing zone, or other rules, make other figures on purpose.
    """
    rules = {name: value for name, value in variables.items() if name != "as_of"}
    return digest([str(raw_dir), settings(rules)])
