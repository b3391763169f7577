"""What a refresh rebuilt and why, for people: new files, touched keys, rows and dates."""

from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration import builds, engines, loading, paths
from orchestration.state import RefreshState

# How a table was built, in words (modes of orchestration.increments).
WORDS = {
    "whole": "built whole",
    "compared": "built whole, then compared",
    "touched": "rebuilt for what is touched",
    "kept": "kept as it was",
}


@dataclass(frozen=True)
class Rebuilt:
    """What one build of a tracked table did.

    Attributes:
        model: Name of the model.
        mode: ``whole``, ``compared``, ``touched`` or ``kept``.
        reason: Why, where it was not rebuilt for touched keys.
        keys: Keys that are touched; None where nobody asked.
        gone: Rows that went; 0 where that is not known.
        new: Rows that came; 0 where that is not known.
        rows: Rows afterwards.
        first: First date of a row that came or went; None where it has none.
        last: Last date.

    """

    model: str
    mode: str
    reason: str
    keys: int | None
    gone: int
    new: int
    rows: int
    first: date | None
    last: date | None

    def metadata(self) -> dict[str, str | int]:
        """Return it as Dagster shows it."""
        shown = {"how": f"{WORDS[self.mode]}{f' ({self.reason})' if self.reason else ''}"}
        shown |= {} if self.keys is None else {"keys touched": self.keys}
        shown |= {"rows gone": self.gone, "rows new": self.new}
        return shown | ({"dates touched": f"{self.first} to {self.last}"} if self.first else {})


def rebuilt(run_id: str) -> list[Rebuilt]:
    """Return what a run did to each tracked table, in the order in which it did it."""
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        try:
            rows = connection.execute(
                "select model, mode, reason, key_count, gone_count, new_count, row_count, "
                f"first_date, last_date from {builds.SCHEMA}.told where run_id = ? "
                "order by built_at, model",
                [run_id],
            ).fetchall()
        except duckdb.CatalogException:
            return []
    return [Rebuilt(*row) for row in rows]


def text(state: RefreshState) -> str:
    """Return what a refresh rebuilt as a table for the terminal."""
    files = [f"  {folder}: {count:,}" for folder, count in sorted(state.loaded_files.items())]
    lines = ["New files:", *(files or ["  none"]), ""]
    if engines.chosen().is_elsewhere:
        return "\n".join([*lines, f"Engine {engines.name()} builds every table whole."])
    lines.append(f"{'table':<34} {'keys':>9} {'gone':>9} {'new':>9} {'rows':>12}  how")
    for table in rebuilt(state.run_id):
        keys = "" if table.keys is None else f"{table.keys:,}"
        why = f": {table.reason}" if table.reason else ""
        dates = f", {table.first} to {table.last}" if table.first else ""
        lines.append(
            f"{table.model:<34} {keys:>9} {table.gone:>9,} {table.new:>9,} {table.rows:>12,}  "
            f"{WORDS[table.mode]}{why}{dates}"
        )
    lines.append("\nAll other tables were built whole, from these.")
    return "\n".join(lines)
