"""Failures of dbt become a list of what failed, where, and what to do."""

import json
from pathlib import Path

import pytest
from homes import Home

from orchestration import dbt, steps
from orchestration.errors import RefreshError, UsageError

MANIFEST = {
    "nodes": {
        "model.e.orders": {"name": "orders", "original_file_path": "models/marts/value/orders.sql"},
        "test.e.unique.1": {
            "name": "unique_orders",
            "attached_node": "model.e.orders",
            "config": {"severity": "ERROR"},
            "description": "Keys are unique.",
            "original_file_path": "models/marts/value/orders.yml",
        },
        "test.e.range.2": {
            "name": "range_orders",
            "attached_node": "model.e.orders",
            "config": {"severity": "warn"},
        },
    }
}


def report(
    folder: Path, results: list[dict], errors: list[str] | None = None, code: int = 1
) -> dbt.BuildReport:
    file = folder / "run_results.json"
    file.write_text(json.dumps({"results": results}))
    return dbt.report(file, MANIFEST, errors or [], code)


def test_a_failed_test_names_test_table_reason_and_remedy(tmp_path: Path) -> None:
    found = report(
        tmp_path, [{"unique_id": "test.e.unique.1", "status": "fail", "message": "Got 3 results"}]
    )
    assert found.problems[0].startswith("test unique_orders on orders failed: Got 3 results")
    assert "Keys are unique." in found.problems[0]
    assert "what to do" in found.problems[0]
    assert [c.is_critical for c in found.checks] == [True]
    with pytest.raises(RefreshError, match="unique_orders"):
        dbt.raise_for(found)


def test_a_warning_stops_nothing(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        [{"unique_id": "test.e.range.2", "status": "warn", "message": "Got 1 result"}],
        code=0,
    )
    assert found.problems == []
    assert [(c.check, c.passed, c.is_critical) for c in found.checks] == [
        ("range_orders", False, False)
    ]


def test_a_wrong_variable_is_wrong_use(tmp_path: Path) -> None:
    message = (
        "Compilation Error in x\n  Variable as_of = 5 is wrong: allowed is null.\n  > in macro y"
    )
    found = report(
        tmp_path, [{"unique_id": "operation.e.x", "status": "error", "message": message}]
    )
    assert found.problems == ["Variable as_of = 5 is wrong: allowed is null."]
    with pytest.raises(UsageError):
        dbt.raise_for(found)


def test_skipped_nodes_are_counted_not_listed(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        [
            {
                "unique_id": "model.e.orders",
                "status": "error",
                "message": "Runtime Error\n  no such column",
            },
            {"unique_id": "test.e.unique.1", "status": "skipped", "message": None},
        ],
    )
    assert "no such column" in found.problems[0]
    assert found.problems[1].startswith("1 models and tests below")


def test_a_held_database_can_be_tried_again(tmp_path: Path) -> None:
    message = 'IO Error: Could not set lock on file "x": Conflicting lock is held in python (PID 7)'
    assert report(tmp_path, [], [message]).is_locked


def test_dbt_that_stops_early_is_told_in_its_own_words(tmp_path: Path) -> None:
    found = dbt.report(tmp_path / "none.json", MANIFEST, ["Parsing Error: no such macro"], 2)
    assert "Parsing Error: no such macro" in found.problems[0]


def test_half_a_file_of_results_or_of_a_manifest_is_none(home: Home) -> None:
    steps.dbt_target().mkdir(parents=True)
    for name in ("run_results.json", "manifest.json"):
        (steps.dbt_target() / name).write_text('{"results": [{"unique_id": "model.engagem')
    assert steps.manifest() == {"nodes": {}, "sources": {}}
    results = steps.dbt_target() / "run_results.json"
    assert dbt.test_results(results, {}) == {}
    (problem,) = dbt.report(results, {"nodes": {}}, ["Killed"], 2).problems
    assert problem == "dbt stopped early.\nKilled"
