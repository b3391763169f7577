"""What dbt has parsed is kept for as long as it would parse the same."""

import os
from pathlib import Path

import pytest

from orchestration import dbt, dbt_process

SETTINGS = {"as_of": "2026-01-01"}


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is kept."""
    monkeypatch.setattr(dbt, "PARSED", tmp_path / "parsed")
    return tmp_path / "parsed"


def project(folder: Path) -> Path:
    """A project of a model and a macro."""
    for name in ("models/orders.sql", "macros/money.sql"):
        file = folder / "dbt_project" / name
        file.parent.mkdir(parents=True)
        file.write_text("select 1", encoding="utf-8")
    return folder


def parse(target: Path, variables: dict, content: str) -> Path:
    """Leave in a folder what a parse leaves there, let it be kept, and return where."""
    target.mkdir(exist_ok=True)
    (target / "partial_parse.msgpack").write_text(content, encoding="utf-8")
    kept = dbt.kept_parse(variables)
    dbt.keep_parsed(kept, target)
    return kept


def test_a_parse_is_that_of_a_content_and_its_variables(
    parsed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "project")
    monkeypatch.setattr(dbt.paths, "ROOT", root)
    first = parse(tmp_path / "target", {}, "first")
    assert first.read_text() == "first"
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path / "elsewhere"))
    assert dbt.kept_parse({}) == first
    assert not dbt.kept_parse(SETTINGS).exists()
    assert str(first) not in dbt.parse_arguments(SETTINGS, tmp_path)
    (root / "dbt_project/models/orders.sql").write_text("select 2", encoding="utf-8")
    assert not dbt.kept_parse({}).exists()
    # Only the model has to be parsed again.
    assert str(first) in dbt.parse_arguments({}, tmp_path)
    (root / "dbt_project/macros/money.sql").write_text("select 2", encoding="utf-8")
    assert str(first) not in dbt.parse_arguments({}, tmp_path)


def test_the_newest_few_are_kept(parsed: Path, tmp_path: Path) -> None:
    for number in range(dbt.KEEP_PARSED + 2):
        kept = parse(tmp_path / "target", {"number": number}, str(number))
        os.utime(kept, (number, number))
    left = sorted(file.read_text() for file in parsed.iterdir())
    assert left == [str(number) for number in range(2, dbt.KEEP_PARSED + 2)]


def test_wrong_use_of_dbt_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr("sys.argv", ["dbt_process", "nowhere", "build", "--no-such-option"])
    monkeypatch.setattr("gc.set_threshold", lambda *_: None)
    monkeypatch.setattr(
        "dbt_common.events.event_manager_client.ctx_set_event_manager", lambda _: None
    )
    assert dbt_process.main() == 2
    assert '{"error": "No such option' in capsys.readouterr().out
