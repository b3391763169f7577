"""What Dagster shows and starts: assets, checks, schedule, sensor."""

import json
import os
import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from homes import Environment, Home

from expectations.suites import read_suites
from orchestration import checks, dbt, history, jobs, outcome, paths, settings, webserver
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


def test_groups_are_layer_and_business_area_so_that_the_marts_can_be_looked_at_alone(
    graph: object,
) -> None:
    areas = {folder.name for folder in (paths.DBT_PROJECT_DIR / "models" / "marts").iterdir()}
    of_storey = {storey: set() for storey in ("facts", "marts")}
    for node in MANIFEST["nodes"].values():
        if dbt.is_mart(node):
            of_storey[node["fqn"][1]].add(mart_key(node["name"]))
    for storey, keys in of_storey.items():
        groups = {graph.get(key).group_name for key in keys}
        assert groups <= {f"{storey}_{area}" for area in areas}
        assert keys == {k for k in graph.get_all_asset_keys() if graph.get(k).group_name in groups}
        assert dg.AssetSelection.tag("layer", storey).resolve(graph) == keys
    assert graph.get(dg.AssetKey(["crm", "customers"])).group_name == "landing_crm"


def test_every_asset_has_an_owner_and_what_people_read_says_when_it_is_overdue(
    graph: object,
) -> None:
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert [node.key for node in nodes if not node.owners] == []
    overdue = {node.key for node in nodes if node.freshness_policy_or_from_metadata}
    read = {dg.AssetKey(["published", name]) for name in ("engagement", "dashboard")}
    assert overdue == read | {mart_key(name) for name in dbt.marts(MANIFEST)}


def test_marts_lead_to_the_page_their_documentation_and_their_definition(graph: object) -> None:
    shown = graph.get(mart_key("nps")).metadata
    assert shown["page"].value.endswith("dashboard.html")
    assert shown["documentation (make docs)"].value.endswith("docs/index.html")
    for name in ("written in", "how its figures are defined"):
        assert Path(shown[name].value).is_file()


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
    assert (shown.metadata["checks"].value, shown.metadata["failed"].value) == (2, 1)
    assert "a" not in shown.metadata
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


def test_the_schedule_is_five_in_the_morning_of_the_business_unless_the_settings_say_so(
    home: Home,
) -> None:
    daily = jobs.daily_refresh()
    zone = settings.project_vars()["business_timezone"]
    assert (daily.cron_schedule, daily.execution_timezone) == ("0 5 * * *", zone)
    with Environment({"ENGAGEMENT_VARS": '{"business_timezone": "Europe/Berlin"}'}):
        assert jobs.daily_refresh().execution_timezone == "Europe/Berlin"
    data = daily.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=None))
    assert len(data.run_requests) == 1
    with Environment(
        {"ENGAGEMENT_SCHEDULE": "30 6 * * 1", "ENGAGEMENT_SCHEDULE_TIMEZONE": "Asia/Tokyo"}
    ):
        weekly = jobs.daily_refresh()
    assert (weekly.cron_schedule, weekly.execution_timezone) == ("30 6 * * 1", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("SCHEDULE", "at five", "a cron expression of five fields"),
        ("SCHEDULE", "61 5 * * *", "such as 0 5 * * * for every day at five"),
        ("SCHEDULE_TIMEZONE", "Tokio", "an IANA time zone such as Asia/Tokyo"),
        ("OWNER", "the data people", "an e-mail address, or team: and a name"),
        ("MAX_AGE_HOURS", "a day", "a number of at least 1, such as 26"),
        ("MAX_AGE_HOURS", "0", "a number of at least 1, such as 26"),
    ],
)
def test_a_wrong_setting_is_refused_before_the_ui_starts(
    home: Home, setting: str, value: str, remedy: str
) -> None:
    with Environment({f"ENGAGEMENT_{setting}": value}):
        result = home.engagement("ui")
    assert result.exit_code == 2
    assert f"ENGAGEMENT_{setting} = {value!r} is wrong" in result.stderr
    assert remedy in result.stderr


def land(home: Home, name: str, age_seconds: float = 60) -> Path:
    file = home.raw / "crm" / "customers" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a\n")
    then = time.time() - age_seconds
    os.utime(file, (then, then))
    return file


def tick(
    cursor: str | None = None, instance: dg.DagsterInstance | None = None
) -> dg.SensorResult | dg.SkipReason:
    instance = instance or dg.DagsterInstance.ephemeral()
    return jobs.new_landing_files(dg.build_sensor_context(instance=instance, cursor=cursor))


def test_the_sensor_asks_once_for_new_files(home: Home) -> None:
    assert "empty" in tick().skip_message
    land(home, "one.csv")
    first = tick()
    assert len(first.run_requests) == 1
    assert "Nothing new" in tick(first.cursor).skip_message
    land(home, "two.csv")
    second = tick(first.cursor)
    assert second.run_requests[0].run_key != first.run_requests[0].run_key


def test_the_sensor_asks_again_when_the_zone_comes_back_to_an_earlier_state(home: Home) -> None:
    land(home, "one.csv")
    first = tick()
    late = land(home, "two.csv")
    second = tick(first.cursor)
    late.unlink()
    third = tick(second.cursor)
    cursors = [json.loads(result.cursor) for result in (first, third)]
    assert cursors[0]["digest"] == cursors[1]["digest"]
    # Dagster starts no second run for a key it has seen.
    assert third.run_requests[0].run_key != first.run_requests[0].run_key


@dg.op(config_schema=bool)
def end(context: dg.OpExecutionContext) -> None:
    if not context.op_config:
        raise dg.Failure("no disk left", allow_retries=False)


@dg.job
def a_run() -> None:
    end()


def ended(instance: dg.DagsterInstance, asked: dg.SensorResult, well: bool) -> None:
    """Run what the sensor asked for, to a good or a bad end."""
    a_run.execute_in_process(
        run_config={"ops": {"end": {"config": well}}},
        instance=instance,
        tags=asked.run_requests[0].tags,
        raise_on_error=False,
    )


def later(cursor: str, minutes: float) -> str:
    """Return a cursor as it is after some minutes."""
    asked = json.loads(cursor)
    return json.dumps(asked | {"at": asked["at"] - minutes * 60})


def test_the_sensor_tries_a_failed_refresh_again_after_growing_pauses(home: Home) -> None:
    land(home, "one.csv")
    pauses = [*jobs.PAUSES_MINUTES, jobs.PAUSES_MINUTES[-1]]
    with dg.DagsterInstance.ephemeral() as instance:
        asked = tick(instance=instance)
        for tries, minutes in enumerate(pauses, start=1):
            assert "Nothing new" in tick(asked.cursor, instance).skip_message, "while it runs"
            ended(instance, asked, well=False)
            early = tick(later(asked.cursor, minutes - 1), instance).skip_message
            assert f"their refresh failed ({tries} times so far" in early
            again = tick(later(asked.cursor, minutes + 1), instance)
            assert again.run_requests[0].run_key != asked.run_requests[0].run_key
            asked = again
        ended(instance, asked, well=True)
        assert "Nothing new" in tick(later(asked.cursor, 10_000), instance).skip_message


def test_the_sensor_does_not_wait_after_a_failed_refresh_when_a_file_changes(home: Home) -> None:
    land(home, "one.csv")
    with dg.DagsterInstance.ephemeral() as instance:
        asked = tick(instance=instance)
        ended(instance, asked, well=False)
        land(home, "two.csv")
        corrected = tick(asked.cursor, instance)
        assert json.loads(corrected.cursor)["tries"] == 1


def test_the_sensor_tries_nothing_again_that_was_published_by_hand(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(home, "one.csv")
    with dg.DagsterInstance.ephemeral() as instance:
        asked = tick(instance=instance)
        ended(instance, asked, well=False)
        files = json.loads(asked.cursor)["digest"]
        published = {"landing": {"files": files}}
        monkeypatch.setattr(jobs.publishing, "read_refresh", lambda: published)
        assert "they are published" in tick(later(asked.cursor, 10_000), instance).skip_message


def came_to(how: str, files: str, seconds_ago: float = 0) -> None:
    moment = f"{datetime.now(UTC) - timedelta(seconds=seconds_ago):%F %T}"
    outcome._write(outcome.Outcome("r", moment, moment, how, files=files), None)


def test_the_sensor_asks_again_when_a_wrong_file_that_the_schedule_met_is_taken_out(
    home: Home,
) -> None:
    home.data.mkdir()
    land(home, "one.csv")
    with dg.DagsterInstance.ephemeral() as instance:
        asked = tick(instance=instance)
        ended(instance, asked, well=True)
        came_to(outcome.PUBLISHED, json.loads(asked.cursor)["digest"])
        assert "Nothing new" in tick(asked.cursor, instance).skip_message
        # It came, stopped a scheduled refresh, and went, all between two looks.
        came_to(outcome.FAILED, "digest of the zone with the wrong file")
        again = tick(later(asked.cursor, 1), instance)
        assert len(again.run_requests) == 1
        # Should that one not even begin, it is no reason to ask every minute.
        ended(instance, again, well=False)
        assert "Trying again in" in tick(again.cursor, instance).skip_message


@pytest.mark.parametrize("how", [outcome.FAILED, outcome.KILLED])
def test_the_sensor_tries_again_what_failed_for_others_and_not_what_somebody_stopped(
    home: Home, how: str
) -> None:
    home.data.mkdir()
    land(home, "one.csv")
    with dg.DagsterInstance.ephemeral() as instance:
        asked = tick(instance=instance)
        ended(instance, asked, well=True)
        digest = json.loads(asked.cursor)["digest"]
        came_to(how, digest)
        assert "Trying again in" in tick(asked.cursor, instance).skip_message
        came_to(how, digest, seconds_ago=11 * 60)
        assert len(tick(later(asked.cursor, 12), instance).run_requests) == 1
        came_to(outcome.STOPPED, digest, seconds_ago=11 * 60)
        assert "Nothing new" in tick(later(asked.cursor, 12), instance).skip_message


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


def test_a_second_ui_for_the_same_data_folder_is_refused_and_the_first_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(webserver, "command", lambda port: waiting)
    first = webserver.start(free_port())
    try:
        port = free_port()
        second = home.engagement("ui", "--port", str(port))
        assert second.exit_code == 2
        assert f"Dagster runs already for {home.data}: http://127.0.0.1:" in second.stderr
        assert first.poll() is None
    finally:
        webserver.stop(first, patience_seconds=1)
    # Whoever holds the lock holds it as long as it runs, not longer.
    third = webserver.start(free_port())
    webserver.stop(third, patience_seconds=1)


def test_a_port_that_another_program_uses_is_refused(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = home.engagement("ui", "--port", str(port))
    assert result.exit_code == 2
    assert f"Port {port} is taken by another program" in result.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_web_server_listens_on_this_machine_only() -> None:
    command = webserver.command(3000)
    assert command[command.index("-h") + 1] == "127.0.0.1"
