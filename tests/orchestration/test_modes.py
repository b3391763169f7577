"""Who may open what a refresh writes, whichever door it came through."""

import ctypes
import grp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from homes import Home, open_to_others

from orchestration import modes, paths, publishing, settings
from orchestration.errors import UsageError


@pytest.fixture(autouse=True)
def generous() -> object:
    """Start from what most machines do: files that everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def published(home: Home) -> Path:
    """Publish a small file and return the copy."""
    import test_publishing

    test_publishing.publish(1)
    return home.link.resolve()


def test_the_made_up_company_and_a_dbt_by_hand_write_for_their_owner(home: Home) -> None:
    done = home.engagement("sample", "--people", "50", "--months", "3", "--end", "2026-09-30")
    assert done.exit_code == 0, done.output
    os.umask(0o022)
    (home.data / "build").mkdir()
    command = [str(Path(sys.executable).with_name("dbt")), "debug", "--connection"]
    done = subprocess.run(
        [*command, "--log-level-file", "none"],
        cwd=paths.DBT_PROJECT_DIR,
        capture_output=True,
        check=False,
    )
    files = [home.data / "build" / name for name in ("warehouse.duckdb", "built_marts.duckdb")]
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}, done.stdout.decode()
    assert open_to_others(home.data / "landing") == []


def test_what_an_earlier_version_left_open_is_closed(home: Home) -> None:
    copy = published(home)
    (home.data / "logs").mkdir()
    (home.data / "logs" / "old.log").write_text("x")
    for path in (home.data, *home.data.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o644)
    modes.tighten(publishing.copies_dir())
    assert open_to_others(home.data) == []
    assert copy.stat().st_mode & 0o777 == 0o400


def test_a_landing_zone_of_ones_own_in_the_data_folder_stays_as_it_is(home: Home) -> None:
    zone = home.data / "drop"
    zone.mkdir(parents=True)
    zone.chmod(0o777)
    os.environ["ENGAGEMENT_RAW_DIR"] = str(zone)
    modes.tighten(publishing.copies_dir())
    assert zone.stat().st_mode & 0o777 == 0o777


def as_anybody() -> None:
    """Take from root what lets it open any file whatever its mode says."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_tool_that_opens_a_published_copy_to_write_cannot(home: Home) -> None:
    code = """
import duckdb, sys
try:
    duckdb.connect(sys.argv[1])
    print("opened")
except duckdb.IOException:
    print("refused")
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print(len(connection.execute("from marts.orders").fetchall()))
"""
    told = subprocess.run(
        [sys.executable, "-c", code, str(published(home))],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=as_anybody if os.geteuid() == 0 else None,
    )
    assert told.stdout.split() == ["refused", "2000"], told.stderr


def own_group() -> str:
    return grp.getgrgid(os.getgid()).gr_name


def test_a_group_that_is_named_may_read_what_is_published_and_nothing_else(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(modes.READERS, own_group())
    copy = published(home)
    page = home.data / "dashboard.html"
    page.write_text("page")
    modes.tighten(publishing.copies_dir())
    assert copy.stat().st_mode & 0o777 == 0o440
    assert copy.parent.stat().st_mode & 0o777 == 0o750
    assert page.stat().st_mode & 0o777 == 0o640
    assert home.data.stat().st_mode & 0o777 == 0o710
    assert {p.stat().st_gid for p in (copy, copy.parent, page, home.data)} == {os.getgid()}
    build = home.data / "build"
    assert open_to_others(build) == []
    # Without the setting they may not any more.
    monkeypatch.delenv(modes.READERS)
    modes.tighten(publishing.copies_dir())
    assert open_to_others(home.data) == []


def test_a_group_that_does_not_exist_is_wrong_use(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(modes.READERS, "no-such-group")
    with pytest.raises(UsageError, match="ENGAGEMENT_READERS_GROUP = 'no-such-group' is wrong"):
        settings.check_environment()


def test_copies_can_be_taken_away_and_copied_although_nobody_may_write_them(home: Home) -> None:
    for _ in range(5):
        published(home)
    assert len(publishing.kept_copies()) == publishing.KEEP
    shutil.copytree(home.data, home.data.with_name("other"), symlinks=True)
    with duckdb.connect(str(home.link.resolve()), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.orders").fetchone() == (2000,)
