"""A place to refresh in: a data folder, a landing zone, and settings that point at them."""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
from click.testing import CliRunner, Result

# Last day of the made-up companies of tests: the same files on any day.
COMPANY_END = dt.date(2026, 9, 30)


@dataclass(frozen=True)
class Home:
    """A data folder and a landing zone that a test may use as it likes.

    Attributes:
        data: ENGAGEMENT_DATA_DIR.
        raw: ENGAGEMENT_RAW_DIR.

    """

    data: Path
    raw: Path

    @property
    def link(self) -> Path:
        """The published file."""
        return self.data / "engagement.duckdb"

    def use(self) -> "Environment":
        """Return a context in which the settings point here."""
        return Environment(
            {"ENGAGEMENT_DATA_DIR": str(self.data), "ENGAGEMENT_RAW_DIR": str(self.raw)}
        )

    def engagement(self, *arguments: str) -> Result:
        """Run the command line as a user would, in this process."""
        from orchestration.cli import main

        with self.use():
            return CliRunner().invoke(main, list(arguments))

    def query(self, sql: str) -> list[tuple]:
        """Return rows of the published file."""
        with duckdb.connect(str(self.link.resolve()), read_only=True) as connection:
            return connection.execute(sql).fetchall()


class Environment:
    """Sets environment variables and puts them back, whatever code in between has set."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def __enter__(self) -> None:
        self.before = dict(os.environ)
        os.environ.update(self.values)

    def __exit__(self, *error: object) -> None:
        os.environ.clear()
        os.environ.update(self.before)


def open_to_others(folder: Path) -> list[str]:
    """Return what others than its owner may open in some way, links apart."""
    return [
        f"{oct(path.lstat().st_mode)} {path.relative_to(folder)}"
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink() and path.lstat().st_mode & 0o077
    ]
