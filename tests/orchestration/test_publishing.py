"""Whatever happens while publishing, readers see the old refresh or the new one."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from homes import Home

from expectations.room import checking_room
from orchestration import (
    erasure,
    loading,
    locks,
    naming,
    outcome,
    past_refreshes,
    paths,
    publishing,
    steps,
    summary,
)
from orchestration.errors import BusyError, PublishError, RefreshError
from orchestration.state import Check, RefreshState

MARTS = ["customers", "orders"]
ROWS = 2000


def build(version: int, run_id: str | None = None) -> None:
    """Write a marts file as dbt would: both marts say which version they are."""
    loading.prepare_folders()
    erasure.begin_anew()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{paths.marts_file()}' as built (storage_version 'v1.4.0')")
        connection.execute(
            "create schema built.marts; create schema built.audit; create schema built.other"
        )
        for mart in MARTS:
            connection.execute(
                f"create table built.marts.{mart} as select {version} as version, i from "
                f"range({ROWS}) as r(i)"
            )
        connection.execute("create table built.marts.a_model_deleted_since as select 1 as x")
        connection.execute("create table built.other.leftover as select 1 as x")
        connection.execute(
            "create table built.audit.build_stamp as select ? as run_id, 'i' as "
            "invocation_id, now() as built_at",
            [run_id or f"run{version}"],
        )


def publish(version: int) -> publishing.Published:
    """Build and publish a version."""
    build(version)
    return publishing.publish(publishing.Facts(run_id=f"run{version}"), MARTS)


def seen(link: Path) -> tuple[int, int]:
    """Return the versions of both marts, as a new reader sees them."""
    with duckdb.connect(str(link.resolve()), read_only=True) as connection:
        return tuple(
            connection.execute(f"select any_value(version) from marts.{m}").fetchone()[0]
            for m in MARTS
        )


def test_only_the_marts_of_the_project_and_what_explains_them_are_published(home: Home) -> None:
    publish(1)
    tables = home.query("select schema_name, table_name from duckdb_tables() order by all")
    names = ["columns", "customers", "metrics", "orders", "refresh", "refreshes", "words"]
    assert tables == [("marts", name) for name in names]
    refresh = publishing.read_refresh()
    assert refresh["run_id"] == "run1"
    assert refresh["row_counts"] == {"customers": ROWS, "orders": ROWS}
    assert refresh["started_at"] <= refresh["finished_at"]


def test_names_of_values_and_of_columns_are_published_beside_the_marts(home: Home) -> None:
    build(1)
    column = {
        "data_type": "bigint",
        "description": "Which\n version.",
        "config": {"meta": {"unit": "count", "label": {"en": "Version", "ja": "版"}}},
    }
    column["config"]["meta"] |= {"joins_to": "customers.version", "joins_but": "version = 0"}
    columns = {"version": column, "i": column | {"config": {}}}
    meta = {"grain": ["i"]}
    entries = naming.entries([{"name": "orders", "columns": columns, "config": {"meta": meta}}])
    said = {"orders": "An order\nby Ann's shop."}
    publishing.publish(publishing.Facts("run1"), MARTS, columns=entries, descriptions=said)
    joins = "customers.version", "version = 0"
    asked = "count", False, *joins, "Version", "版", "Which version."
    assert home.query("from marts.columns where table_name = 'orders' order by place") == [
        ("orders", "version", 1, "bigint", *asked),
        ("orders", "i", 2, "bigint", None, True, None, None, None, None, "Which version."),
    ]
    explaining = "select distinct table_name from marts.columns where label_en is null and is_key"
    tables = {table for (table,) in home.query(explaining)} - {"orders"}
    assert tables == {"columns", "metrics", "refresh", "refreshes", "words"}
    comments = "select comment from duckdb_tables() where table_name = 'orders'"
    assert home.query(comments) == [("An order by Ann's shop.",)]
    comments = "select column_name, comment from duckdb_columns() where table_name = 'orders'"
    assert sorted(home.query(comments)) == [("i", "Which version."), ("version", "Which version.")]
    metrics = dict(home.query("select metric, target from marts.metrics"))
    assert metrics["nps"] == 30
    words = dict(home.query("select value, ja from marts.words"))
    assert words["paid_search"] == "検索広告"


# Four hold, one stops a refresh, two warn, three find what is planted.
CHECKS = [
    *[Check("orders", f"held {n}", True, True) for n in range(4)],
    Check("orders", "stops", False, True),
    *[Check("orders", f"warns {n}", False, False) for n in range(2)],
    *[Check("orders", f"planted {n}", False, False, is_planted=True) for n in range(3)],
]


def refreshes(home: Home) -> list[tuple]:
    """Return run, whether it was published, and what its checks came to, oldest first."""
    return home.query(
        "select run_id, is_published, passed_check_count, failed_check_count, warning_count, "
        "planted_count from marts.refreshes order by started_at, run_id"
    )


def failed(run_id: str) -> None:
    """Let a refresh fail with checks of every outcome."""
    past_refreshes.note_failure(RefreshState(run_id, checks=CHECKS, warnings=["look"]))


def test_refreshes_of_the_past_are_handed_on_and_say_which_were_published(home: Home) -> None:
    publish(1)
    failed("lost")
    publish(2)
    failed("lost again")
    assert refreshes(home) == [
        ("run1", True, 0, 0, 0, 0),
        ("lost", False, 4, 1, 2, 3),
        ("run2", True, 0, 0, 0, 0),
    ]
    publishing.rollback()
    publish(3)
    runs = [run_id for run_id, *_ in refreshes(home)]
    assert runs == ["run1", "lost", "run2", "lost again", "run3"]


def test_a_published_refresh_counts_its_checks_as_the_terminal_does(home: Home) -> None:
    build(1)
    state = RefreshState("run1", checks=[c for c in CHECKS if not c.is_critical or c.passed])
    facts = publishing.Facts("run1", checks=state.checks_json(), warnings='["look", "here"]')
    publishing.publish(facts, MARTS)
    assert refreshes(home) == [("run1", True, 4, 0, 2, 3)]
    told = summary.checks_told(json.loads(state.checks_json()))
    assert told.startswith("4 checks passed, 2 warn and stop nothing, 3 find exactly")


@pytest.mark.parametrize("seen_before", [False, True], ids=["unseen", "seen by the watch"])
def test_a_killed_refresh_has_a_row_whose_counts_nobody_knows(
    home: Home, seen_before: bool
) -> None:
    paths.data_dir().mkdir(parents=True, exist_ok=True)
    killed = RefreshState("killed", started_at=datetime(2026, 10, 1, 6))
    outcome.begun(killed)
    if seen_before:
        outcome.was_killed(outcome.last())
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock", 0):
        outcome.begun(RefreshState("run1"))
        publish(1)
    assert refreshes(home) == [
        ("killed", False, None, None, None, None),
        ("run1", True, 0, 0, 0, 0),
    ]
    assert home.query("select started_at, finished_at from marts.refreshes limit 1") == [
        (datetime(2026, 10, 1, 6), None)
    ]


@pytest.mark.parametrize("follows", ["unchanged", "not_begun"])
def test_a_killed_refresh_is_noted_whatever_comes_next(home: Home, follows: str) -> None:
    paths.data_dir().mkdir(parents=True, exist_ok=True)
    outcome.begun(RefreshState("killed"))
    if follows == "unchanged":
        outcome.unchanged()
    else:
        outcome.not_begun(RefreshError("no room"))
    assert [row.run_id for row in past_refreshes.failed()] == ["killed"]


def test_what_is_noted_wrongly_or_twice_stops_nothing(home: Home) -> None:
    build(1)
    past_refreshes.notes().parent.mkdir(parents=True, exist_ok=True)
    past_refreshes.notes().write_text('half a li\n{"run_id": "x"}\n[1]\n', encoding="utf-8")
    failed("lost")
    failed("lost")
    publishing.publish(publishing.Facts(run_id="run1"), MARTS)
    assert [run_id for run_id, *_ in refreshes(home)] == ["lost", "run1"]


def test_only_the_newest_failures_are_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_refreshes, "KEEP_FAILED", 3)
    past_refreshes.notes().parent.mkdir(parents=True, exist_ok=True)
    for number in range(5):
        failed(str(number))
    assert [row.run_id for row in past_refreshes.failed()] == ["2", "3", "4"]


def test_the_published_file_keeps_the_storage_version_older_clients_read(home: Home) -> None:
    publish(1)
    tags = home.query(
        "select tags['storage_version'] from duckdb_databases() where path is not null"
    )
    assert tags == [("v1.4.0+",)]


def test_three_copies_are_kept_and_the_link_is_relative(home: Home) -> None:
    for version in range(1, 6):
        publish(version)
    assert len(publishing.kept_copies()) == 3
    assert not os.path.isabs(os.readlink(home.link))
    assert seen(home.link) == (5, 5)
    moved = home.data.rename(home.data.with_name("moved"))
    assert seen(moved / "engagement.duckdb") == (5, 5)


def test_marts_of_another_run_are_refused(home: Home) -> None:
    publish(1)
    build(2, run_id="somebody else")
    with pytest.raises(PublishError, match="rebuilt by run somebody else"):
        publishing.publish(publishing.Facts(run_id="run2"), MARTS)
    assert seen(home.link) == (1, 1)


def test_marts_in_the_middle_of_a_build_are_refused(home: Home) -> None:
    build(1)
    with duckdb.connect(str(paths.marts_file())) as connection:
        connection.execute("delete from audit.build_stamp")
    with pytest.raises(PublishError, match="a build is under way"):
        publishing.publish(publishing.Facts(run_id="run1"), MARTS)
    assert not home.link.exists()


def test_a_missing_mart_is_named(home: Home) -> None:
    build(1)
    with pytest.raises(PublishError, match="Marts are missing: nps"):
        publishing.publish(publishing.Facts(run_id="run1"), [*MARTS, "nps"])


def test_marts_that_another_program_holds_are_refused_as_busy(home: Home) -> None:
    build(1)
    code = (
        f"import duckdb, time; c = duckdb.connect({str(paths.marts_file())!r}); "
        "print('open', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        with pytest.raises(BusyError, match="open in another program"):
            publishing.publish(publishing.Facts(run_id="run1"), MARTS)
    finally:
        holder.kill()
        holder.wait()


def broken(*args: object, **kwargs: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (shutil, "copyfile"),
        (publishing, "complete"),
        (publishing, "sync"),
        (os, "replace"),
        (publishing, "relink"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_failure_at_any_step_leaves_the_old_refresh(
    home: Home, monkeypatch: pytest.MonkeyPatch, target: object, name: str
) -> None:
    publish(1)
    before = home.link.resolve().read_bytes()
    build(2)
    with monkeypatch.context() as patch:
        patch.setattr(target, name, broken)
        with pytest.raises((PublishError, OSError), match="No space left"):
            publishing.publish(publishing.Facts(run_id="run2"), MARTS)
    assert home.link.resolve().read_bytes() == before
    publish(3)
    assert seen(home.link) == (3, 3)
    assert [p.name for p in publishing.copies_dir().iterdir() if ".tmp" in p.name] == []


def test_a_failure_while_cleaning_up_does_not_take_back_the_new_refresh(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in (1, 2, 3):
        publish(version)
    build(4)
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".duckdb":
            raise PermissionError(13, "Permission denied")
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    publishing.publish(publishing.Facts(run_id="run4"), MARTS)
    assert seen(home.link) == (4, 4)


LOOP = """
import sys
sys.path[:0] = [{tests!r}, {orchestration_tests!r}]
import test_publishing
version = {start}
while True:
    version += 1
    print("publishing", flush=True)
    test_publishing.publish(version)
"""


def looping_publisher(start: int) -> subprocess.Popen:
    here = Path(__file__).parent
    code = LOOP.format(tests=str(here.parent), orchestration_tests=str(here), start=start)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.08, 0.12])
def test_a_kill_at_any_moment_leaves_a_whole_refresh(home: Home, delay: float) -> None:
    publish(1)
    process = looping_publisher(1)
    assert process.stdout.readline() == b"publishing\n", process.stderr.read().decode()
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    customers, orders = seen(home.link)
    assert customers == orders
    publish(1000)
    assert seen(home.link) == (1000, 1000)
    assert [
        p.name for p in home.data.rglob("*") if ".tmp" in p.name or p.name.endswith(".new")
    ] == []


def test_readers_never_see_a_half_state_nor_block_a_refresh(home: Home) -> None:
    publish(1)
    process = looping_publisher(1)
    process.stdout.readline()
    versions = set()
    deadline = time.monotonic() + 6
    try:
        while time.monotonic() < deadline and len(versions) < 6:
            customers, orders = seen(home.link)
            assert customers == orders
            versions.add(customers)
    finally:
        process.kill()
        process.wait()
    assert len(versions) >= 3


def test_an_open_connection_keeps_its_refresh_and_the_link_leads_new_ones_to_the_next(
    home: Home,
) -> None:
    """As people connect: by the link, in a session that stays open and in ones that come and go."""
    publish(1)
    asked = "select min(version), max(version), count(*) from marts.orders"
    with duckdb.connect(str(home.link), read_only=True) as staying:
        process = looping_publisher(1)
        process.stdout.readline()
        versions = set()
        deadline = time.monotonic() + 6
        try:
            while time.monotonic() < deadline and len(versions) < 4:
                assert staying.execute(asked).fetchall() == [(1, 1, ROWS)]
                with duckdb.connect(str(home.link), read_only=True) as coming:
                    [(low, high, count)] = coming.execute(asked).fetchall()
                assert (low, count) == (high, ROWS)
                versions.add(low)
        finally:
            process.kill()
            process.wait()
    assert len(versions) >= 2


def test_a_rollback_shows_the_refresh_before_and_the_next_publish_goes_on(home: Home) -> None:
    for version in (1, 2, 3):
        publish(version)
    publishing.rollback()
    assert seen(home.link) == (2, 2)
    publishing.rollback()
    assert seen(home.link) == (1, 1)
    with pytest.raises(PublishError, match="no older copy"):
        publishing.rollback()
    publish(4)
    assert seen(home.link) == (4, 4)


def test_the_published_copy_is_never_forgotten(home: Home) -> None:
    for version in (1, 2, 3):
        publish(version)
    publishing.rollback()
    publishing.rollback()
    publishing.forget(publishing.copies_dir(), keep=1)
    assert seen(home.link) == (1, 1)
    assert len(publishing.kept_copies()) == 2


def held(file: Path) -> subprocess.Popen:
    """Return a program that has the file open to write."""
    code = (
        f"import duckdb, time; c = duckdb.connect({str(file)!r}); "
        "print('open', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"open\n"
    return holder


def test_a_published_file_that_another_program_holds_is_not_taken_for_none(home: Home) -> None:
    assert publishing.read_refresh() is None
    publish(1)
    home.link.resolve().chmod(0o600)  # only its owner could open it to write, and only then
    holder = held(home.link.resolve())
    try:
        with pytest.raises(duckdb.IOException, match="lock"):
            seen(home.link)
        assert publishing.read_refresh()["run_id"] == "run1"
        with publishing.readable(publishing.current()) as file:
            assert file != publishing.current()
            assert seen(file) == (1, 1)
        assert not file.exists()
        publish(2)
        assert seen(home.link) == (2, 2)
    finally:
        holder.kill()
        holder.wait()


def test_comparisons_go_on_while_another_program_holds_the_published_file(home: Home) -> None:
    publish(1)
    home.link.resolve().chmod(0o600)
    holder = held(home.link.resolve())
    state = RefreshState("run2")
    try:
        with (
            publishing.readable(publishing.current()) as file,
            checking_room(None, paths.marts_file(), file) as room,
        ):
            assert room.execute("select count(*) from before.orders").fetchone() == (ROWS,)
        build(2)
        with duckdb.connect(str(paths.warehouse_file())) as connection:
            connection.execute("create schema raw")
        with mock.patch.object(steps, "comparable", return_value=publishing.current()):
            steps.expect(state, "marts", tables=set())
    finally:
        holder.kill()
        holder.wait()
    assert "is open to write in another program" in state.warnings[0]


def test_a_damaged_published_file_is_told_with_the_ways_out(home: Home) -> None:
    publish(1)
    copy = home.link.resolve()
    copy.chmod(0o600)
    copy.write_bytes(b"damaged" * 1000)
    with pytest.raises(RefreshError, match="engagement rollback"):
        publishing.read_refresh()
    assert "damaged after it was published" in home.engagement("summary").stderr
    publish(2)
    assert seen(home.link) == (2, 2)
