"""``engagement docs``: the models' documentation, and which column comes from which."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from orchestration import dbt, locks, paths
from orchestration.errors import RefreshError, UsageError


def generate(colibri: Path | None) -> list[Path]:
    """Write the pages into the data folder and return them.

    Args:
        colibri: The program that draws column lineage, or None to leave it out.

    Raises:
        UsageError: If nothing is built yet: the catalogue is read from the built tables.
        RefreshError: If dbt or the lineage fails.

    """
    if not paths.warehouse_file().exists():
        raise UsageError(
            f"Nothing is built in {paths.build_dir()} yet. Run: engagement run (or engagement demo)"
        )
    folder = paths.data_dir() / "docs"
    target = folder / ".target"
    target.mkdir(parents=True, exist_ok=True)
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock"):
        _run(
            [
                dbt.executable(),
                "--quiet",
                "docs",
                "generate",
                "--static",
                "--target-path",
                str(target),
            ]
        )
    pages = [folder / "index.html"]
    shutil.copyfile(target / "static_index.html", pages[0])
    if colibri is not None:
        # Directly after the catalogue: any dbt command in between makes the columns' edges vanish
        # silently.
        lineage = folder / "lineage"
        files = [
            "--manifest",
            str(target / "manifest.json"),
            "--catalog",
            str(target / "catalog.json"),
        ]
        _run(
            [str(colibri), "generate", "--disable-telemetry", "--output-dir", str(lineage), *files]
        )
        pages.append(check_lineage(lineage))
    return pages


def check_lineage(folder: Path) -> Path:
    """Return the page of the lineage.

    Raises:
        RefreshError: If it knows no edges between columns.

    """
    manifest = json.loads((folder / "colibri-manifest.json").read_text(encoding="utf-8"))
    edges = manifest.get("lineage", {}).get("edges", [])
    if not any(edge.get("sourceColumn") for edge in edges):
        raise RefreshError("The lineage holds no edges between columns; run engagement docs again.")
    return folder / "index.html"


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=paths.DBT_PROJECT_DIR,
        env=os.environ | {"DBT_PROFILES_DIR": str(paths.DBT_PROJECT_DIR)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RefreshError(
            f"{Path(command[0]).name} failed.\n{dbt.plain(done.stdout + done.stderr)[-2000:]}"
        )
