"""What Dagster shows and starts: assets, checks, schedule, sensor."""

import json
import os
import time
from pathlib import Path

import dagster as dg
import pytest
from homes import Home

from expectations.suites import read_suites
from orchestration import checks, dbt, history, jobs, webserver
from orchestration.assets import models
from orchestration.definitions import defs
from orchestration.project import MANIFEST, mart_key, source_key
from orchestration.state import Check, RefreshState


@pytest.fixture(scope="module")
def graph() -> object:
    return defs.resolve_asset_graph()


def test_every_model_and_source_is_an_asset_named_by_layer(graph: object) -> None:
    keys = graph.get_all_asset_keys()
    for node in MANIFEST["nodes"].values():
        if node["resource_type"] == "model":
            layer = "marts" if dbt.is_mart(node) else node["fqn"][1]
            assert dg.AssetKey([layer, node["name"]]) in keys
    assert {source_key(source) for source in MANIFEST["sources"].values()} <= keys


def test_groups_are_the_business_areas(graph: object) -> None:
    areas = {"customers", "journey", "voice", "value", "social", "care", "outreach", "overview"}
    groups = {graph.get(mart_key(name)).group_name for name in dbt.marts(MANIFEST)}
    assert groups <= areas


def test_publishing_waits_for_every_mart(graph: object) -> None:
    parents = graph.get(dg.AssetKey(["published", "engagement"])).parent_keys
    assert parents == {mart_key(name) for name in dbt.marts(MANIFEST)}


def test_every_suite_is_one_check_and_blocks_only_when_something_in_it_is_critical(
    graph: object,
) -> None:
    for layer in ("landing", "marts"):
        for suite in read_suites(layer):
            asset = (
                dg.AssetKey(suite.table.split(".")) if layer == "landing" else mart_key(suite.table)
            )
            node = graph.get(dg.AssetCheckKey(asset, checks.CHECK))
            assert node.blocking == any(s.is_critical for s in suite.statements)
            assert all(s.check in node.description for s in suite.statements)


def test_the_data_tests_of_dbt_are_one_check_of_their_model(graph: object) -> None:
    shown = {test for tests in models.TESTS.values() for test in tests}
    tests = {i for i, n in MANIFEST["nodes"].items() if n["resource_type"] == "test"}
    on_sources = {i for i in tests if dbt.tested(MANIFEST["nodes"][i]).startswith("source.")}
    assert shown == tests - on_sources
    for unique_id in models.TESTS:
        key = dg.AssetCheckKey(models.ASSETS[unique_id], models.CHECK)
        assert key in graph.asset_check_keys


def test_a_run_writes_few_events(graph: object) -> None:
    """Every event is a commit to disk: what a run writes must not grow with tests and columns."""
    kinds = {key.name for key in graph.asset_check_keys}
    assert kinds == {models.CHECK, checks.CHECK, "is_fresh", "data_can_be_used"}


def test_failed_checks_of_a_table_say_what_was_seen_and_what_to_do() -> None:
    seen = [
        Check("orders", "a", True, True),
        Check("orders", "b", False, False, observed="7 (allowed: at most 5)", remedy="Look."),
    ]
    shown = checks.result(seen, mart_key("orders"), checks.CHECK)
    assert (shown.passed, shown.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "7 (allowed: at most 5)" in shown.metadata["b"].value
    assert "what to do: Look." in shown.metadata["b"].value
    critical = [*seen, Check("orders", "c", False, True)]
    assert checks.result(critical, mart_key("orders"), "x").severity == dg.AssetCheckSeverity.ERROR


def test_a_refresh_by_hand_is_one_run_that_tells_what_came_of_it(home: Home) -> None:
    home.data.mkdir()
    done = RefreshState("11111111-1111-4111-8111-111111111111")
    done.published, done.published_rows = "engagement-x.duckdb", {"orders": 3}
    failed = RefreshState("22222222-2222-4222-8222-222222222222", problems=["orders: no key"])
    history.record(done)
    history.record(failed)
    with dg.DagsterInstance.get() as instance:
        runs = {run.run_id: run for run in instance.get_runs()}
        assert {run.job_name for run in runs.values()} == {"command_line_refresh"}
        assert runs[done.run_id].status == dg.DagsterRunStatus.SUCCESS
        assert runs[failed.run_id].status == dg.DagsterRunStatus.FAILURE
        newest = instance.get_latest_materialization_event(mart_key("orders"))
        rows = newest.asset_materialization.metadata["dagster/row_count"]
        assert rows.value == 3
        logs = instance.all_logs(failed.run_id)
        assert any("orders: no key" in str(event) for event in logs)
        assert len(instance.all_logs(done.run_id)) < 30


def test_the_schedule_asks_for_a_run_at_five_in_the_morning() -> None:
    at_five = dg.build_schedule_context(scheduled_execution_time=None)
    assert jobs.daily.cron_schedule == "0 5 * * *"
    assert jobs.daily.execution_timezone
    data = jobs.daily.evaluate_tick(at_five)
    assert len(data.run_requests) == 1


def land(home: Home, name: str, age_seconds: float = 60) -> Path:
    file = home.raw / "crm" / "customers" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a\n")
    then = time.time() - age_seconds
    os.utime(file, (then, then))
    return file


def tick(cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    return jobs.new_landing_files(dg.build_sensor_context(cursor=cursor))


def test_the_sensor_asks_once_for_new_files(home: Home) -> None:
    assert "empty" in tick().skip_message
    land(home, "one.csv")
    first = tick()
    assert len(first.run_requests) == 1
    assert "Nothing new" in tick(first.cursor).skip_message
    land(home, "two.csv")
    second = tick(first.cursor)
    assert second.run_requests[0].run_key != first.run_requests[0].run_key


def test_the_sensor_sees_a_file_that_was_rewritten_or_taken_away(home: Home) -> None:
    file = land(home, "one.csv")
    land(home, "two.csv")
    cursor = tick().cursor
    file.write_text("a\nb\n")
    os.utime(file, (time.time() - 60,) * 2)
    cursor = tick(cursor).cursor
    file.unlink()
    assert json.loads(tick(cursor).cursor)["files"] == 1


def test_the_sensor_waits_while_a_file_is_being_written(home: Home) -> None:
    land(home, "one.csv", age_seconds=1)
    assert "may not be complete" in tick().skip_message


def test_the_sensor_says_when_there_is_no_landing_zone(home: Home) -> None:
    home.raw.rmdir()
    assert "no landing zone" in tick().skip_message


def test_dagster_sends_no_usage_data_and_runs_one_refresh_at_a_time(home: Home) -> None:
    history.prepare_dagster_home()
    with dg.DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False
        assert instance.get_settings("concurrency")["runs"]["max_concurrent_runs"] == 1


def test_the_web_server_listens_on_this_machine_only() -> None:
    command = webserver.command(3000)
    assert command[command.index("-h") + 1] == "127.0.0.1"
