"""What a refresh says of what it rebuilt."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import builds, explaining, paths
from orchestration.state import RefreshState

TOLD = [
    ("run", "sessions", "touched", "", 316, 2, 400, 120_227, "2026-09-28", "2026-09-29", 2),
    ("run", "orders", "compared", "all of it is read", None, 7, 36, 9_293, None, None, 1),
    ("other", "orders", "whole", "first build", None, 0, 0, 9_264, None, None, 0),
]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RefreshState:
    """Return a refresh whose build database tells of two tables, and of another run."""
    file = tmp_path / "warehouse.duckdb"
    monkeypatch.setattr(paths, "warehouse_file", lambda: file)
    with duckdb.connect(str(file)) as connection:
        builds.prepare(connection)
        connection.executemany(
            f"insert into {builds.SCHEMA}.told values "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_timestamp(?))",
            TOLD,
        )
    return RefreshState("run", loaded_files={"web/events": 1})


def test_files_keys_rows_and_dates_are_told(state: RefreshState) -> None:
    told = explaining.text(state)
    assert "web/events: 1" in told
    orders, sessions = (line for line in told.splitlines() if line.startswith(("orders", "sess")))
    assert orders.endswith("built whole, then compared: all of it is read")
    assert sessions.split()[:5] == ["sessions", "316", "2", "400", "120,227"]
    assert sessions.endswith("rebuilt for what is touched, 2026-09-28 to 2026-09-29")
    assert "first build" not in told


def test_dagster_is_told_the_same(state: RefreshState) -> None:
    orders, sessions = explaining.rebuilt(state.run_id)
    assert sessions.first == date(2026, 9, 28)
    assert sessions.metadata() == {
        "how": "rebuilt for what is touched",
        "keys touched": 316,
        "rows gone": 2,
        "rows new": 400,
        "dates touched": "2026-09-28 to 2026-09-29",
    }
    assert orders.metadata()["how"] == "built whole, then compared (all of it is read)"


def test_a_build_database_of_an_earlier_version_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "old.duckdb"
    duckdb.connect(str(file)).close()
    monkeypatch.setattr(paths, "warehouse_file", lambda: file)
    assert explaining.rebuilt("run") == []
