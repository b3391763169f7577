"""What a refresh is made from, boiled down to one text: equal text, equal refresh."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from orchestration import dbt, paths, salt

CODE_FOLDERS = (*dbt.INPUT_FOLDERS, "orchestration", "expectations", "estimators", "dashboard")


def landing_files(raw_dir: Path) -> list[tuple[str, int, int]]:
    """Return path below the zone, size in bytes and time (ns) of every file, in order of paths."""
    found = []
    for directory, names, files in os.walk(raw_dir):
        names[:] = sorted(n for n in names if not n.startswith((".", "_")))
        for name in sorted(files):
            if name.startswith((".", "_")):
                continue
            path = Path(directory) / name
            try:
                status = path.stat()
            except FileNotFoundError:
                continue  # renamed while we looked: its new name shows the next time
            found.append((str(path.relative_to(raw_dir)), status.st_size, status.st_mtime_ns))
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
    return digest([str(raw_dir), landing_files(raw_dir), code, settings(variables)])


def settings(variables: dict[str, Any]) -> str:
    """Return the fingerprint of everything but the data and the code that decides figures."""
    return digest([variables, salt.given(str(variables.get("identity_salt") or salt.DEFAULT))])


def comparison(raw_dir: Path, variables: dict[str, Any]) -> str:
    """Return the fingerprint two refreshes share when drift between them means something.

    Another landing zone, or other rules, make other figures on purpose.
    """
    rules = {name: value for name, value in variables.items() if name != "as_of"}
    return digest([str(raw_dir), settings(rules)])
