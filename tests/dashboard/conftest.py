from pathlib import Path

import marts_by_hand
import pytest

from dashboard import render


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published file of the hand-written marts."""
    return marts_by_hand.build(tmp_path_factory.mktemp("published") / "engagement.duckdb")


@pytest.fixture(scope="session")
def page(published: Path) -> Path:
    """Return the page drawn from the hand-written marts."""
    output = published.with_name("dashboard.html")
    render(published, output)
    return output


@pytest.fixture(scope="session")
def empty_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a warehouse whose marts all exist without a single row."""
    folder = tmp_path_factory.mktemp("empty")
    database = marts_by_hand.build(folder / "engagement.duckdb", empty=True)
    render(database, folder / "dashboard.html")
    return folder / "dashboard.html"
