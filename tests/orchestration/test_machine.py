"""What the machine refuses is one line with the place and what to do, before anything is begun."""

import errno
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from homes import Environment, Home

from orchestration import alerts, dbt, loading, machine, outcome, paths, refresh
from orchestration.errors import RefreshError

ONE_ROW = (
    "customer_record_id,source_system,created_at,updated_at,_loaded_at\n"
    "c1,ec,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z\n"
)


def told(home: Home, *arguments: str) -> str:
    """Return the one line that a command ends with."""
    result = home.engagement(*arguments)
    assert result.exit_code in (1, 2), result.output
    said = [line for line in result.stderr.splitlines() if line]
    assert len(said) == 1, result.stderr
    assert "Traceback" not in said[0]
    assert "unexpected" not in said[0]
    return said[0]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_one_line_before_anything_is_begun(home: Home, small_disk: Path) -> None:
    full = Home(small_disk / "data", home.raw)
    said = told(full, "run")
    assert f"{full.data} has 1 MB free, and a refresh needs at least 67 MB" in said
    assert "set ENGAGEMENT_DATA_DIR to a folder on another disk" in said
    assert not (full.data / ".refresh.lock").exists()


def test_a_read_only_disk_is_one_line(home: Home, small_disk: Path) -> None:
    full = Home(small_disk / "data", home.raw)
    full.data.mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for command in ("run", "rollback", "ui"):
        said = told(full, command)
        assert f"{full.data}" in said
        assert "cannot be used: Read-only file system. Give the user of the refresh" in said


def test_room_for_the_copy_to_publish_counts(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.build_dir().mkdir(parents=True)
    with paths.marts_file().open("wb") as file:
        file.truncate(10**9)
    free = shutil.disk_usage(home.data)._replace(free=10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: free)
    assert "has 1,000 MB free, and a refresh needs at least 1,067 MB" in told(home, "run")
    paths.marts_file().unlink()
    machine.check_disk()


@pytest.mark.parametrize("place", ["data", "data/build"])
def test_a_file_in_place_of_the_data_folder_is_one_line(home: Home, place: str) -> None:
    file = home.data.parent / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("")
    assert f"{file} is a file where a folder is needed" in told(home, "run")


def test_too_little_memory_is_one_line_before_libraries_crash_by_it(home: Home) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * 2**20,) * 2)

    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run"],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("ERROR: There is not enough memory: ulimit -v is 315 MB")
    assert len(done.stderr.splitlines()) == 1


def test_the_limit_of_a_container_counts_as_memory(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_of_cgroups", lambda: 300_000_000)
    assert "the container's limit is 300 MB, and a refresh needs at least 629 MB" in told(
        home, "run"
    )


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "/x/y cannot be written: No"),
        (OSError(errno.EROFS, "Read-only file system", "/x/y"), "/x/y cannot be used: Read-only"),
        (MemoryError(), "There is not enough memory."),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "There is not enough memory."),
        (ValueError("no colours"), ""),
        (FileNotFoundError(errno.ENOENT, "No such file", "/x/y"), ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_the_system_says_becomes_a_line_with_a_remedy(
    home: Home, error: Exception, meaning: str
) -> None:
    said = machine.told(error)
    assert said.startswith(meaning)
    assert bool(said) == bool(meaning)
    wrapped = RuntimeError("something else")
    wrapped.__cause__ = error
    assert machine.told(wrapped) == said


def test_a_log_on_a_full_disk_ends_nothing() -> None:
    raw = io.BufferedWriter(refresh._Forgiving("/dev/full", "a"))
    with io.TextIOWrapper(raw, "utf-8", line_buffering=True) as log:
        for _ in range(100):
            assert log.write("x" * 1000 + "\n") == 1001


def test_a_step_that_meets_a_full_disk_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (home.raw / "crm/customers").mkdir(parents=True)
    (home.raw / "crm/customers/one.csv").write_text(ONE_ROW)
    monkeypatch.setattr(refresh.steps, "load", full)
    monkeypatch.setattr(refresh.history, "record", lambda state: None)
    result = home.engagement("run")
    assert result.exit_code == 1
    assert f"ERROR: {home.data} cannot be written: No space left on device." in result.stderr


def test_temporary_files_lie_in_the_data_folder_and_what_a_killed_refresh_left_goes(
    home: Home,
) -> None:
    loading.prepare_folders()
    with Environment({"TMPDIR": "/nowhere"}), machine.temporary_files_here():
        left = machine.spill_dir() / "left"
        left.write_text("rows")
        code = "import tempfile; print(tempfile.gettempdir())"
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert said.stdout.strip() == str(home.data / "build" / "spill")
    assert tempfile.gettempdir() != str(machine.spill_dir())
    loading.prepare_folders()
    assert os.listdir(machine.spill_dir()) == []


@pytest.mark.parametrize(
    ("said", "exit_code", "meaning"),
    [
        ("OSError: [Errno 28] No space left on device", 1, "cannot be written: No space left"),
        ("Out of Memory Error: failed to allocate", 1, "There is not enough memory."),
        ("", -9, "dbt was killed (SIGKILL)"),
    ],
)
def test_what_ends_dbt_from_outside_is_one_line(
    home: Home, said: str, exit_code: int, meaning: str
) -> None:
    report = dbt.report(home.data / "none.json", {"nodes": {}}, [said] if said else [], exit_code)
    (problem,) = report.problems
    assert meaning in problem
    assert "\n" not in problem
    with pytest.raises(RefreshError):
        dbt.raise_for(report)


def test_dbt_ends_when_the_refresh_that_started_it_is_killed_alone() -> None:
    child = (
        "import os, time; from orchestration import dbt_process; "
        "dbt_process.end_with(os.getppid(), 0.05); print(os.getpid(), flush=True); time.sleep(60)"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, cwd=paths.ROOT
    )
    number = int(process.stdout.readline())
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and is_running(number):
        time.sleep(0.05)
    assert not is_running(number)


def is_running(number: int) -> bool:
    """Return whether a process works; one that has ended may wait for somebody to fetch its end."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_full_disk_is_told_to_people_who_do_not_see_the_terminal(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = []
    monkeypatch.setattr(alerts, "_post", lambda address, text: received.append(text))
    monkeypatch.setattr(machine, "FLOOR_BYTES", 10**15)
    with Environment({alerts.WEBHOOK: "https://hooks.example.com/x"}):
        told(home, "run")
    (text,) = received
    assert "The refresh could not begin (another one runs, or disk or memory are short)" in text
    assert outcome.last().came_to == outcome.FAILED


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_file_that_was_away_while_files_were_loaded_is_not_taken_for_published(
    home: Home, monkeypatch: pytest.MonkeyPatch, comes_back: bool
) -> None:
    from orchestration import fingerprint, steps
    from orchestration.state import RefreshState

    folder = home.raw / "crm/customers"
    folder.mkdir(parents=True)
    for name in ("one.csv", "two.csv"):
        (folder / name).write_text(ONE_ROW)

    def begun() -> RefreshState:
        return RefreshState("r", fingerprint="f", landing_digest=fingerprint.of_landing(home.raw))

    state, real = begun(), loading.load_landing
    away = home.data.parent / "away.csv"

    def flickering(variables: dict) -> object:
        (folder / "two.csv").rename(away)
        report = real(variables)
        if comes_back:
            away.rename(folder / "two.csv")
        return report

    monkeypatch.setattr(loading, "load_landing", flickering)
    steps.load(state)
    assert (state.fingerprint, state.landing_digest) == ("", "")
    assert "came or went" in state.warnings[-1]
    monkeypatch.setattr(loading, "load_landing", real)
    quiet = begun()
    steps.load(quiet)
    assert quiet.fingerprint == "f"
