"""What the file of documentation tells is what the project says elsewhere, once."""

import copy
import json
from pathlib import Path
from typing import Any

import light
import pytest
from parsed import project
from promise import promised

from orchestration import documentation
from orchestration.errors import UsageError


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return documentation.contents(project().manifest, light.compiled_models())


def mart(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in told["marts"] if one["name"] == name)


def test_every_mart_has_a_question_and_a_row_in_both_languages(told: dict[str, Any]) -> None:
    assert {one["name"] for one in told["marts"]} == set(promised("marts"))
    unasked = [
        one["name"]
        for one in told["marts"]
        for part in ("question", "row")
        if not all(one[part].get(language) for language in ("en", "ja"))
    ]
    assert unasked == [], "say it in the tables of README.md and README.ja.md"
    areas = {area["key"] for area in told["areas"]}
    assert {one["area"] for one in told["marts"]} == areas


def test_marts_of_one_row_of_the_readme_have_a_row_each() -> None:
    rows = documentation.readme_rows()
    assert rows["survey_answers"]["row"] == {"en": "a scored answer", "ja": "点数の回答1つ"}
    assert rows["surveys"]["row"]["en"] == "a survey"
    assert rows["surveys"]["question"] == rows["survey_answers"]["question"]
    assert rows["repeat_rates"]["row"]["en"] == "cohort or month, segment"


def test_a_mart_tells_key_columns_checks_and_readers(told: dict[str, Any]) -> None:
    nps = mart(told, "nps")
    node = next(n for n in project().published() if n["name"] == "nps")
    assert nps["key"] == node["config"]["meta"]["grain"]
    assert [" or ".join(need) for need in nps["needs"]] == node["config"]["meta"]["needs"]
    columns = {column["name"]: column for column in nps["columns"]}
    assert list(columns) == list(node["columns"])
    assert columns["benchmark"]["null"] == "null where none fits."
    assert columns["nps"]["unit"] == "points"
    assert columns["period_start"]["label"]["ja"] == "期間の初日"
    rules = next(test for test in nps["tests"] if test["name"] == "every_row_of_nps")
    assert "period_type is known" in rules["given"]["rules"]
    assert "assert_keys_of_marts_voice" in {test["name"] for test in nps["tests"]}
    unanimous = next(c for c in nps["expectations"] if c["name"] == "scores_are_not_unanimous")
    assert "never agree completely" in unanimous["why"]
    assert unanimous["remedy"]
    assert unanimous["query"]
    assert {"en": "Net Promoter Score", "ja": "NPS(顧客推奨度)"} in [
        metric["label"] for metric in nps["metrics"]
    ]
    assert "voice" in {block["key"] for block in nps["blocks"]}
    exposures = project().manifest["exposures"].values()
    reading = [one for one in exposures if node["unique_id"] in one["depends_on"]["nodes"]]
    assert len(nps["exposures"]) == len(reading) > 0


def test_joins_lead_to_columns_that_are_there(told: dict[str, Any]) -> None:
    columns = {f"{one['name']}.{c['name']}" for one in told["marts"] for c in one["columns"]}
    ends = {c["joins_to"] for one in told["marts"] for c in one["columns"] if c["joins_to"]}
    assert len(ends) > 10
    assert ends <= columns


def test_everything_that_is_named_is_there(told: dict[str, Any]) -> None:
    tables = told["tables"]
    named = {table for one in tables.values() for table in one["reads"]}
    for columns in told["lineage"].values():
        for origin in columns.values():
            named |= {table for table, _ in origin.get("columns", [])} | {*origin.get("tables", [])}
    assert named <= tables.keys()
    needs = [need for one in told["marts"] for need in one["needs"]]
    assert any(len(need) > 1 for need in needs), "one of several tables will do for some"
    needed = {f"source.engagement.{raw}" for need in needs for raw in need}
    assert needed <= tables.keys()
    json.dumps(told, allow_nan=False)


def test_a_build_of_some_models_is_not_enough() -> None:
    manifest = copy.deepcopy(project().manifest)
    for key, node in manifest["nodes"].items():
        if node["resource_type"] == "model" and key != "model.engagement.nps":
            node["compiled_code"] = "select 1 as figure"
    manifest["nodes"]["model.engagement.nps"]["compiled_code"] = None
    with pytest.raises(UsageError, match=r"left out 1 of \d+ models, such as nps.*engagement run"):
        documentation.compiled(manifest)


def test_nothing_built_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path))
    with pytest.raises(UsageError, match="Nothing is built.*engagement run"):
        documentation.generate()
    assert not (tmp_path / "docs").exists()
