"""The whole job of Dagster, in this process: what it builds, checks, shows and refuses."""

import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
import yaml
from homes import Home

from expectations import suites
from orchestration import alerts, checks, dbt, yamls
from orchestration.assets import models
from orchestration.definitions import defs
from orchestration.project import ASSETS, MANIFEST, mart_key

Again = tuple[Home, dg.ExecuteInProcessResult]
InDagster = Callable[..., dg.ExecuteInProcessResult]
PUBLISHED = dg.AssetKey(["published", "engagement"])


def materialised(result: dg.ExecuteInProcessResult) -> dict[dg.AssetKey, dict[str, object]]:
    """Return what was materialised, each with its metadata."""
    kind = dg.DagsterEventType.ASSET_MATERIALIZATION
    events = result.filter_events(lambda event: event.event_type == kind)
    found = [event.event_specific_data.materialization for event in events]
    return {m.asset_key: {name: v.value for name, v in m.metadata.items()} for m in found}


def evaluated(result: dg.ExecuteInProcessResult) -> dict[dg.AssetCheckKey, dg.AssetCheckEvaluation]:
    """Return the checks that were made."""
    found = result.get_asset_check_evaluations()
    return {evaluation.asset_check_key: evaluation for evaluation in found}


def error(result: dg.ExecuteInProcessResult) -> str:
    """Return what people read as the error of a run that failed."""
    assert not result.success
    failure = next(event for event in result.all_events if event.is_failure)
    return failure.event_specific_data.error.to_string()


def test_the_job_publishes_what_the_command_line_publishes(
    warehouse: Home, again: Again, marts_of: Callable[[Path], dict[str, tuple]]
) -> None:
    home, result = again
    ended = [(e.step_key, e.event_type_value) for e in result.all_events if e.is_step_event]
    # A step whose parents gave nothing is left out, and the run is a success all the same.
    assert {
        kind for _, kind in ended if "SKIP" in kind or "FAIL" in kind or "RETRY" in kind
    } == set()
    assert result.success
    assert home.link.resolve().parent == home.data / "published"
    assert marts_of(home.link) == marts_of(warehouse.link)


def test_everything_is_materialised_with_numbers_that_dagster_plots(again: Again) -> None:
    home, result = again
    found = materialised(result)
    assert set(found) == set(defs.resolve_asset_graph().get_all_asset_keys())
    for unique_id, key in ASSETS.items():
        is_view = MANIFEST["nodes"][unique_id]["config"]["materialized"] == "view"
        assert is_view or isinstance(found[key]["dagster/row_count"], int), key
        assert found[key]["seconds"] >= 0
    for mart in dbt.marts(MANIFEST):
        (rows,) = home.query(f'select count(*) from marts."{mart}"')[0]
        assert found[mart_key(mart)]["dagster/row_count"] == rows, mart
    customers = found[dg.AssetKey(["crm", "customers"])]
    assert customers["dagster/row_count"] > 100
    assert 0 <= customers["quarantined share"] < 0.05
    assert customers["hours since the newest row"] > 0
    assert found[PUBLISHED]["checks passed"] > 100


def test_every_check_is_made_and_tells_what_to_do_only_where_something_failed(
    again: Again,
) -> None:
    found = evaluated(again[1])
    assert set(found) == set(defs.resolve_asset_graph().asset_check_keys)
    for key, evaluation in found.items():
        texts = [v.value for v in evaluation.metadata.values() if isinstance(v.value, str)]
        remedies = [text for text in texts if "what to do:" in text]
        if evaluation.passed:
            assert remedies == []
        elif key.name in (checks.CHECK, models.CHECK):
            assert len(remedies) == evaluation.metadata["failed"].value > 0
        else:
            assert texts
        assert evaluation.passed or evaluation.severity == dg.AssetCheckSeverity.WARN


def test_checks_run_alone_on_what_was_built_last_and_publish_nothing(
    again: Again, in_dagster: InDagster
) -> None:
    home, _ = again
    before = home.link.resolve()
    asked = {
        dg.AssetCheckKey(mart_key("nps"), checks.CHECK),
        dg.AssetCheckKey(mart_key("nps"), models.CHECK),
        dg.AssetCheckKey(dg.AssetKey(["crm", "customers"]), checks.DATA_CHECK),
        dg.AssetCheckKey(dg.AssetKey(["crm", "customers"]), checks.FRESH_CHECK),
    }
    result = in_dagster(home, dg.AssetSelection.checks(*asked))
    assert result.success
    assert materialised(result) == {}
    found = evaluated(result)
    assert set(found) == asked
    tests = models.TESTS[next(i for i, key in ASSETS.items() if key == mart_key("nps"))]
    of_dbt = found[dg.AssetCheckKey(mart_key("nps"), models.CHECK)]
    assert of_dbt.metadata["checks"].value == len(tests)
    assert home.link.resolve() == before


def test_a_critical_expectation_stops_the_publishing_and_the_run_says_what_to_do(
    again: Again, in_dagster: InDagster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home, _ = again
    folder = tmp_path / "expectations"
    shutil.copytree(suites.FOLDER, folder)
    file = folder / "marts" / "source_reconciliation.yml"
    suite = yamls.read(file.read_text())
    for statement in suite["expectations"]:
        if statement["meta"]["check"] == "every_row_is_accounted_for":
            statement["kwargs"] |= {"min_value": 1, "max_value": 2}
    file.write_text(yaml.safe_dump(suite))
    monkeypatch.setattr(suites, "FOLDER", folder)
    before = home.link.resolve()
    check = dg.AssetCheckKey(mart_key("source_reconciliation"), checks.CHECK)
    published = dg.AssetSelection.groups("published")
    result = in_dagster(home, dg.AssetSelection.checks(check) | published)
    told = error(result)
    assert "source_reconciliation: check every_row_is_accounted_for failed." in told
    assert "what to do:" in told
    shown = evaluated(result)[check]
    assert shown.severity == dg.AssetCheckSeverity.ERROR
    assert "what to do:" in shown.metadata["every_row_is_accounted_for"].value
    assert materialised(result) == {}
    assert home.link.resolve() == before


def test_marts_that_this_run_has_not_built_are_not_published(
    again: Again, in_dagster: InDagster
) -> None:
    home, _ = again
    before = home.link.resolve()
    told = error(in_dagster(home, dg.AssetSelection.assets(PUBLISHED)))
    assert "Run the whole job refresh" in told
    assert home.link.resolve() == before


def test_a_wrong_variable_ends_the_run_at_once_and_is_told(
    again: Again, in_dagster: InDagster, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _ = again
    received = []
    monkeypatch.setattr(alerts, "_post", lambda address, text: received.append(text))
    monkeypatch.setenv(alerts.WEBHOOK, "https://hooks.example.com/x")
    told = error(in_dagster(home, vars='{"business_timezone": "Tokio"}'))
    # A schedule has nobody who reads what it says: the page and an alert say it.
    (text,) = received
    assert "Refresh failed" in text
    assert "could not begin (a setting is wrong)" in text
    assert "Tokio" not in text
    page = (home.data / "dashboard.html").read_text()
    assert "The refresh could not begin (a setting is wrong)" in page
    assert home.engagement("run").exit_code == 0
    assert "could not begin" not in (home.data / "dashboard.html").read_text()
    assert "Variable business_timezone" in told
    assert "an IANA time zone such as Asia/Tokyo" in told
