"""Where the salt comes from, and that the default one serves no zone of people who may be real."""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest
from homes import Home

from orchestration import dbt, fingerprint, made_up, salt, settings, steps
from orchestration.errors import UsageError
from orchestration.run_resource import RefreshRun
from orchestration.state import RefreshState


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(salt.VARIABLE)
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path / "data"))


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
    assert salt.chosen("pepper-and-lime", False, tmp_path) == "pepper-and-lime"
    monkeypatch.setenv(salt.VARIABLE, salt.DEFAULT)
    assert salt.chosen(salt.DEFAULT, False, tmp_path) == salt.DEFAULT


def test_the_environment_wins_and_an_empty_one_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(salt.VARIABLE, "")
    with pytest.raises(UsageError):
        salt.chosen(salt.DEFAULT, False, tmp_path)
    monkeypatch.setenv(salt.VARIABLE, "from-outside")
    assert salt.chosen("pepper-and-lime", False, tmp_path) == "from-outside"


def test_a_refresh_stops_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGEMENT_RAW_DIR", str(tmp_path))
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(UsageError, match="accept_default_salt"):
        steps.load(RefreshState(run_id="r"))
    assert not (tmp_path / "data").exists()


def test_dbt_is_told_the_salt_by_its_environment_only(tmp_path: Path) -> None:
    build = dbt.Build(
        [], {"identity_salt": "pepper-and-lime", "as_of": "2026-01-01"}, tmp_path, "r"
    )
    assert "pepper-and-lime" not in " ".join(build.command)
    assert "2026-01-01" in " ".join(build.command)
    assert build.secrets == {salt.VARIABLE: "pepper-and-lime"}


def test_a_salt_is_written_once_for_its_owner_and_serves_every_refresh(home: Home) -> None:
    made = home.engagement("make-salt")
    assert made.exit_code == 0, made.output
    file = home.data / "identity_salt"
    assert file.stat().st_mode & 0o777 == 0o600
    written = file.read_text(encoding="ascii").strip()
    assert len(written) == 64
    assert written not in made.output
    assert salt.chosen(salt.DEFAULT, False, home.raw) == written
    again = home.engagement("make-salt")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert file.read_text(encoding="ascii").strip() == written
    # What somebody says outright goes before what lies in the folder.
    assert salt.chosen("pepper-and-lime", False, home.raw) == "pepper-and-lime"
    os.environ[salt.VARIABLE] = "from-outside"
    assert salt.chosen(salt.DEFAULT, False, home.raw) == "from-outside"


def test_another_salt_is_another_refresh(home: Home) -> None:
    before = fingerprint.settings({})
    salt.make()
    assert fingerprint.settings({}) != before


@pytest.mark.parametrize("text", ["x", "short"])
def test_a_short_salt_is_refused_wherever_it_comes_from(home: Home, text: str) -> None:
    with pytest.raises(UsageError, match=r"Variable identity_salt has \d of at least 8"):
        salt.chosen(text, True, home.raw)
    told = home.engagement("run", "--vars", json.dumps({"identity_salt": text}))
    assert told.exit_code == 2
    assert "Variable identity_salt = (secret) is wrong" in told.stderr
    home.data.mkdir(exist_ok=True)
    salt.file().write_text(text)
    with pytest.raises(UsageError, match="identity_salt has"):
        salt.chosen(salt.DEFAULT, True, home.raw)
    os.environ[salt.VARIABLE] = text
    told = home.engagement("run")
    assert told.exit_code == 2
    assert f"{salt.VARIABLE} has {len(text)} of at least 8 characters" in told.stderr


def test_no_message_shows_a_salt() -> None:
    for given in ('{"identity_salt": "pepper-and-lime"', '["identity_salt", "pepper-and-lime"]'):
        with pytest.raises(UsageError) as error:
            settings.parse_vars(given)
        assert "pepper" not in str(error.value)


def test_a_run_of_dagster_takes_no_salt_from_its_configuration(home: Home) -> None:
    resource = RefreshRun(vars='{"identity_salt": "pepper-and-lime"}')
    one_step = SimpleNamespace(run=SimpleNamespace(job_name="some", run_id="r"))
    with (
        pytest.raises(dg.Failure, match="does not belong into a run's configuration"),
        resource.yield_for_execution(one_step),
    ):
        pass
