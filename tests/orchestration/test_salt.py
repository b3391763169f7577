"""Where the salt comes from, and that the default one serves no zone of people who may be real."""

import json
from pathlib import Path

import pytest

from orchestration import dbt, made_up, salt, steps
from orchestration.errors import UsageError
from orchestration.state import RefreshState


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(salt.VARIABLE)


def marked(zone: Path, generator: str = made_up.GENERATOR) -> Path:
    zone.joinpath(made_up.MARKER).write_text(json.dumps({"generator": generator}), encoding="utf-8")
    return zone


def test_the_default_salt_is_refused_without_the_marker(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=salt.VARIABLE):
        salt.chosen(salt.DEFAULT, False, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"generator": "other"}'])
def test_another_file_of_that_name_is_no_marker(tmp_path: Path, text: str) -> None:
    (tmp_path / made_up.MARKER).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        salt.chosen(salt.DEFAULT, False, tmp_path)


def test_the_made_up_company_carries_the_marker(tmp_path: Path) -> None:
    from sample_company import GENERATOR, TRUTH

    assert (made_up.MARKER, made_up.GENERATOR) == (TRUTH, GENERATOR)
    assert salt.chosen(salt.DEFAULT, False, marked(tmp_path)) == salt.DEFAULT


def test_the_default_salt_may_be_accepted_or_said_outright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert salt.chosen(salt.DEFAULT, True, tmp_path) == salt.DEFAULT
    assert salt.chosen("pepper", False, tmp_path) == "pepper"
    monkeypatch.setenv(salt.VARIABLE, salt.DEFAULT)
    assert salt.chosen(salt.DEFAULT, False, tmp_path) == salt.DEFAULT


def test_the_environment_wins_and_an_empty_one_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(salt.VARIABLE, "")
    with pytest.raises(UsageError):
        salt.chosen(salt.DEFAULT, False, tmp_path)
    monkeypatch.setenv(salt.VARIABLE, "outside")
    assert salt.chosen("pepper", False, tmp_path) == "outside"


def test_a_refresh_stops_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGEMENT_RAW_DIR", str(tmp_path))
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(UsageError, match="accept_default_salt"):
        steps.load(RefreshState(run_id="r"))
    assert not (tmp_path / "data").exists()


def test_dbt_is_told_the_salt_by_its_environment_only(tmp_path: Path) -> None:
    build = dbt.Build([], {"identity_salt": "pepper", "as_of": "2026-01-01"}, tmp_path, "r")
    assert "pepper" not in " ".join(build.command)
    assert "2026-01-01" in " ".join(build.command)
    assert build.secrets == {salt.VARIABLE: "pepper"}
