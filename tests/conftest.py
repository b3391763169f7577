"""What all tests share: a quiet environment, and one small company refreshed once per session."""

import atexit
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import Result
from homes import COMPANY_END, Home

PEOPLE, MONTHS, SEED = 300, 12, 7
SETTINGS = (
    "ALERT_WEBHOOK",
    "ALERT_SMTP",
    "ALERT_SMTP_PASSWORD",
    "ALERT_EMAIL_TO",
    "ALERT_EMAIL_FROM",
    "CONTACT_FILE",
    "RAW_DIR",
    "DATA_DIR",
    "MEMORY_LIMIT",
    "THREADS",
    "IDENTITY_SALT",
    "MARTS_DATABASE",
    "MAX_AGE_HOURS",
    "OWNER",
    "POSTGRES",
    "POSTGRES_SCHEMA",
    "SPARK_CORES",
    "SPARK_EXCHANGE",
    "SPARK_HOST",
    "SPARK_MEMORY",
    "SPARK_PORT",
    "SPARK_ROWS_BACK",
    "SPARK_SCHEMA",
    "SPARK_USER",
    "TARGET",
    "READERS_GROUP",
    "RUN_ID",
    "VARS",
    "SCHEDULE",
    "SCHEDULE_TIMEZONE",
)
# Tests must not depend on what the person at the keyboard has set, nor send anything anywhere.
for setting in SETTINGS:
    os.environ.pop(f"ENGAGEMENT_{setting}", None)
os.environ |= {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    # Said outright, the default salt is a choice: zones of tests carry no marker (tests of it take
    # this away).
    "ENGAGEMENT_IDENTITY_SALT": "engagement",
    "ENGAGEMENT_THREADS": "2",
    "ENGAGEMENT_MEMORY_LIMIT": "2GB",
}


# Begun first: what takes longest must not be what one process is left with at the end. Tests of one
# folder here share its costly fixtures, and so one process; elsewhere those of a file do.
LONGEST_FIRST = (
    "tests/end_to_end/",
    "tests/engines/",
    "tests/models/test_outside_figures.py",
    "tests/models/planted/",
    "tests/expectations/",
    "tests/cases/test_shared_cases.py",
    "tests/sample_company/",
    "tests/orchestration/test_erasure.py",
    "tests/dashboard/test_readable_in_browser.py",
    "tests/dashboard/test_dashboard_figures.py",
)


def _place(nodeid: str) -> str:
    """Return what a test shares its process with: a folder that refreshes once, or its file."""
    return next((p for p in LONGEST_FIRST if nodeid.startswith(p)), nodeid.split("::")[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest tests to the front; within a file the order stays."""
    rank = {place: number for number, place in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(_place(item.nodeid), len(rank)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep tests that share costly fixtures in one process, and their order (pytest -n 2).

    Xdist's own groups (--dist loadgroup) are lost on the way under pytest 9: each process then
    makes every fixture for itself.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByPlace(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _place(nodeid)

    config.option.loadscopereorder = False
    return ByPlace(config, log)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty data folder and a landing zone without files; the settings point there."""
    place = Home(tmp_path / "data", tmp_path / "landing")
    place.raw.mkdir()
    with place.use():
        yield place


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The landing zone of a made-up company of 300 people over twelve months; not refreshed yet."""
    from sample_company import generate

    folder = tmp_path_factory.mktemp("company")
    generate(folder / "landing", people=PEOPLE, months=MONTHS, seed=SEED, end=COMPANY_END)
    return Home(folder / "data", folder / "landing")


@pytest.fixture(scope="session")
def refreshed(company: Home) -> tuple[Home, Result]:
    """The company after its first refresh, and what the command line said."""
    return company, company.engagement("run")


@pytest.fixture(scope="session")
def warehouse(refreshed: tuple[Home, Result]) -> Home:
    """The company with its first refresh published; tests must leave it as it is."""
    home, result = refreshed
    assert result.exit_code == 0, result.output
    return home


@pytest.fixture(scope="session")
def published(warehouse: Home) -> Path:
    """The file BI tools open, of the company's first refresh."""
    return warehouse.link


@pytest.fixture(scope="session")
def marts_of() -> Callable[[Path], dict[str, tuple]]:
    """A function: mart -> (rows, hash over all rows) of a published file, without its runs."""

    def read(file: Path) -> dict[str, tuple]:
        with duckdb.connect(str(file.resolve()), read_only=True) as connection:
            names = connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts' and "
                "table_name not in ('refresh', 'refreshes')"
            ).fetchall()
            return {
                name: connection.execute(
                    f'select count(*), bit_xor(hash(t)), sum(hash(t)) from marts."{name}" as t'
                ).fetchone()
                for (name,) in names
            }

    return read


@atexit.register
def _end_quietly() -> None:
    """Let pytest's closing line be the last one.

    With hypothesis loaded, DuckDB's bindings list what is alive while the interpreter ends; by then
    everything that tests had to say is said.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
