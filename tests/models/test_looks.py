"""Data tests of tracked tables look at what is new and overlook nothing.

What a refresh builds is built by its own mechanism here, out of tables ``given_<name>``.
"""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
from parsed import project

from orchestration import builds, increments, passed
from orchestration.tracked import Model, Read

KEYS, IDS = "assert_keys_of_facts_journey", "assert_ids_lead_somewhere"
RUN = "a run"
TRACKED = ("sessions", "touchpoints", "journey_stage_events", "customer_timeline")


class Warehouse:
    """A build database with all published tables, a hundred visits and a touchpoint of each."""

    def __init__(self, folder: Path) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        is_new = not (folder / "warehouse").exists()
        for name in ("warehouse", "marts_build"):
            self.do(f"attach '{folder / name}' as {name}")
        self.do("use warehouse")
        self.models = []
        for node in project().published():
            if node["config"]["materialized"] == "tracked":
                name, given = node["name"], f"warehouse.main.given_{node['name']}"
                reads = (Read("given", given, "other"),)
                self.models.append(Model(name, node["relation_name"], f"from {given}", reads))
        if is_new:
            self.begin()

    def begin(self) -> None:
        """Make the tables, and refresh for the first time."""
        builds.prepare(self.connection)
        self.do("create schema marts_build.marts")
        for node in project().published():
            columns = ", ".join(f'"{c}" {f["data_type"]}' for c, f in node["columns"].items())
            is_tracked = node["config"]["materialized"] == "tracked"
            table = f"main.given_{node['name']}" if is_tracked else node["relation_name"]
            self.do(f"create table {table} ({columns})")
        self.come("sessions (session_id)", "select 's' || i from range(100) as n (i)")
        self.come(
            "touchpoints (touchpoint_id, session_id)",
            "select 't' || i, 's' || i from range(100) as n (i)",
        )

    def do(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    def come(self, table: str, rows: str) -> None:
        self.do(f"insert into given_{table} {rows}")

    def build(self, is_full: bool = False) -> None:
        for model in self.models:
            increments.build(self.connection, model, is_full)

    def look(self, test: str) -> tuple[set[str], list[tuple]]:
        """Return how much a test looks at of its tables with rows, and what it finds."""
        code = self.code(test)
        head = code.partition("\n)\n")[0]
        names = "', '".join(TRACKED[:2])
        how = self.do(f"{head}\n) select distinct what from looks where model in ('{names}')")
        return {what for (what,) in how}, self.do(f"select * from ({code}\n)")

    def refresh(self, test: str, is_full: bool = False) -> tuple[set[str], list[tuple]]:
        """Build, test, and note what was found right, as a refresh does."""
        self.build(is_full)
        how, found = self.look(test)
        if not found:
            passed.note(self.connection, [self.code(test)], RUN)
        return how, found

    @staticmethod
    def code(test: str) -> str:
        node = next(n for n in project().parsed.nodes.values() if n.name == test)
        return compiled(test, node.raw_code)


@cache
def compiled(test: str, raw_code: str) -> str:
    """Return a test's SQL; raw_code is what it is now."""
    return next(iter(project().compile(("test",), (test,)).values()))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a warehouse whose first refresh has passed."""
    folder = tmp_path_factory.mktemp("begun")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENGAGEMENT_RUN_ID", RUN)
        made = Warehouse(folder)
        for test in (KEYS, IDS):
            assert made.refresh(test) == ({"all"}, [])
        made.connection.close()
    return folder


@pytest.fixture
def warehouse(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    """A warehouse whose first refresh has passed."""
    monkeypatch.setenv("ENGAGEMENT_RUN_ID", RUN)
    copied = Warehouse(shutil.copytree(begun, tmp_path / "copy"))
    yield copied
    copied.connection.close()


TWICE = [("sessions", "session_id", 1)]
NEW_VISIT = ("sessions (session_id)", "values ('new')")
SAME_VISIT = ("sessions (session_id)", "values ('s5')")
LOST_VISIT = ("touchpoints (touchpoint_id, session_id)", "values ('t', 'nowhere')")
LOST = [("touchpoints.session_id", "sessions", 1, "nowhere")]


@pytest.mark.parametrize("test", [KEYS, IDS])
def test_what_has_passed_is_not_looked_at_again(warehouse: Warehouse, test: str) -> None:
    assert warehouse.refresh(test) == ({"nothing"}, [])
    warehouse.come(*NEW_VISIT)
    assert warehouse.refresh(test) == ({"new", "nothing"}, [])
    assert warehouse.refresh(test) == ({"nothing"}, [])


@pytest.mark.parametrize(
    "rows", ["('s5')", "('new'), ('new')", "(null)", "('s5'), ('s5'), ('other')"]
)
def test_a_key_among_what_is_new(warehouse: Warehouse, rows: str) -> None:
    warehouse.come("sessions (session_id)", f"values {rows}")
    assert warehouse.refresh(KEYS) == ({"new", "nothing"}, TWICE)


@pytest.mark.parametrize("test", [KEYS, IDS])
def test_what_did_not_pass_is_found_again(warehouse: Warehouse, test: str) -> None:
    """In the same rows, in old rows of the next refresh, and after a kill before the tests."""
    warehouse.come(*(SAME_VISIT if test == KEYS else LOST_VISIT))
    found = TWICE if test == KEYS else LOST
    assert warehouse.refresh(test) == ({"new", "nothing"}, found)
    assert warehouse.refresh(test) == ({"new", "nothing"}, found)
    warehouse.come("sessions (session_id)", "values ('another')")
    warehouse.come("touchpoints (touchpoint_id)", "values ('another')")
    how, again = warehouse.refresh(test)
    assert (again, "all" in how) == (found, True)


@pytest.mark.parametrize("test", [KEYS, IDS])
def test_after_a_whole_build_all_is_looked_at(warehouse: Warehouse, test: str) -> None:
    warehouse.come(*(SAME_VISIT if test == KEYS else LOST_VISIT))
    found = TWICE if test == KEYS else LOST
    assert warehouse.refresh(test, is_full=True) == ({"all"}, found)


def killed(warehouse: Warehouse) -> None:
    """Two builds, no test between them."""
    warehouse.build()
    warehouse.come("sessions (session_id)", "values ('another')")


def forgotten(warehouse: Warehouse) -> None:
    warehouse.do("delete from changes.passed")


def meddled_with(warehouse: Warehouse) -> None:
    warehouse.do("insert into marts_build.marts.sessions (session_id) values ('s5')")
    warehouse.do("update changes.states set row_count = row_count + 1 where model = 'sessions'")


def much_more(warehouse: Warehouse) -> None:
    warehouse.come("sessions (session_id)", "select 'more' || i from range(60) as n (i)")


def half_way(warehouse: Warehouse) -> None:
    """A build that was killed while it wrote: its state says so first."""
    warehouse.build()
    warehouse.do("update changes.states set row_count = -1 where model = 'sessions'")


@pytest.mark.parametrize("happened", [killed, forgotten, meddled_with, much_more, half_way])
def test_what_cannot_be_told_is_looked_at_whole(warehouse: Warehouse, happened: object) -> None:
    warehouse.come(*SAME_VISIT)
    happened(warehouse)
    how, found = warehouse.refresh(KEYS)
    assert ("all" in how, found) == (True, TWICE)


def test_rows_that_nobody_told_of(warehouse: Warehouse) -> None:
    """Between two refreshes, by whatever writes into the file."""
    warehouse.do("insert into marts_build.marts.sessions (session_id) values ('s5')")
    assert warehouse.look(KEYS) == ({"all", "nothing"}, TWICE)


def test_another_key_is_another_test(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    node = next(n for n in project().parsed.nodes.values() if n.name == KEYS)
    other = node.raw_code.replace("'sessions': ['session_id']", "'sessions': ['platform']")
    assert other != node.raw_code
    monkeypatch.setattr(node, "raw_code", other)
    assert warehouse.refresh(KEYS) == ({"all"}, [("sessions", "platform", 1)])


def test_what_another_run_has_built_is_not_noted(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.come(*NEW_VISIT)
    monkeypatch.setenv("ENGAGEMENT_RUN_ID", "another run")
    warehouse.build()
    passed.note(warehouse.connection, [warehouse.code(KEYS)], RUN)
    assert warehouse.look(KEYS)[0] == {"new", "nothing"}


def test_a_new_row_leads_nowhere(warehouse: Warehouse) -> None:
    warehouse.come(*LOST_VISIT)
    assert warehouse.refresh(IDS) == ({"new", "nothing"}, LOST)


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("delete from given_sessions where session_id = 's7'", 1),
        ("update given_sessions set session_id = 'moved' where session_id = 's7'", 1),
        ("update given_sessions set entry_page = 'other' where session_id = 's7'", 0),
        (
            "delete from given_sessions where session_id = 's7';"
            "delete from given_touchpoints where session_id = 's7'",
            0,
        ),
        (
            "delete from given_sessions where session_id = 's7';"
            "update given_touchpoints set session_id = 's8' where session_id = 's7'",
            0,
        ),
        (
            "delete from given_sessions where session_id = 's7';"
            "update given_touchpoints set touch_type = 'other' where session_id = 's7'",
            1,
        ),
    ],
)
def test_a_row_goes_that_others_lead_to(warehouse: Warehouse, change: str, lost: int) -> None:
    warehouse.do(change)
    how, found = warehouse.refresh(IDS)
    assert "all" not in how
    assert found == [("touchpoints.session_id", "sessions", 1, "s7")] * lost


def test_ids_of_nobody_lead_nowhere(warehouse: Warehouse) -> None:
    """The order that a coupon names may be unknown; that of a sale may not."""
    order = "touchpoints (touchpoint_id, order_id, touch_type)"
    warehouse.come(order, "values ('coupon', 'unknown', 'coupon_redemption')")
    assert warehouse.refresh(IDS)[1] == []
    warehouse.come(order, "values ('sale', 'unknown', 'order_web')")
    assert warehouse.refresh(IDS)[1] == [("touchpoints.order_id", "orders", 1, "unknown")]
