"""What Dagster shows and starts: assets, checks, schedule, sensor."""

import json
import os
import time
from pathlib import Path

import dagster as dg
import pytest
from homes import Home

from expectations.suites import read_suites
from orchestration import dbt, jobs, refresh, webserver
from orchestration.definitions import defs
from orchestration.project import MANIFEST, mart_key, source_key


@pytest.fixture(scope="module")
def graph() -> object:
    return defs.resolve_asset_graph()


def test_every_model_and_source_is_an_asset_named_by_layer(graph: object) -> None:
    keys = graph.get_all_asset_keys()
    for node in MANIFEST["nodes"].values():
        if node["resource_type"] == "model":
            assert dg.AssetKey([node["fqn"][1], node["name"]]) in keys
    assert {source_key(source) for source in MANIFEST["sources"].values()} <= keys


def test_groups_are_the_business_areas(graph: object) -> None:
    areas = {"customers", "journey", "voice", "value", "social", "care", "outreach", "overview"}
    groups = {graph.get(mart_key(name)).group_name for name in dbt.marts(MANIFEST)}
    assert groups <= areas


def test_publishing_waits_for_every_mart(graph: object) -> None:
    parents = graph.get(dg.AssetKey(["published", "engagement"])).parent_keys
    assert parents == {mart_key(name) for name in dbt.marts(MANIFEST)}


def test_every_expectation_is_a_check_and_blocks_only_when_critical(graph: object) -> None:
    checks = {(key.asset_key, key.name): key for key in graph.asset_check_keys}
    for layer in ("landing", "marts"):
        for suite in read_suites(layer):
            asset = (
                dg.AssetKey(suite.table.split(".")) if layer == "landing" else mart_key(suite.table)
            )
            for statement in suite.statements:
                node = graph.get(checks[asset, statement.check])
                assert node.blocking == statement.is_critical


def test_the_data_tests_of_dbt_are_checks_of_their_model(graph: object) -> None:
    checks = {(key.asset_key, key.name) for key in graph.asset_check_keys}
    on_orders = [
        node["name"]
        for node in MANIFEST["nodes"].values()
        if node["resource_type"] == "test" and str(node.get("attached_node")).endswith(".orders")
    ]
    assert on_orders
    assert {(mart_key("orders"), name) for name in on_orders} <= checks


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
    refresh.prepare_dagster_home()
    with dg.DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False
        assert instance.get_settings("concurrency")["runs"]["max_concurrent_runs"] == 1


def test_the_web_server_listens_on_this_machine_only() -> None:
    command = webserver.command(3000)
    assert command[command.index("-h") + 1] == "127.0.0.1"
