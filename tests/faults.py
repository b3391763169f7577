"""Faults in the middle of whole refreshes: kills, full disks, lost folders, files that move.

Two states of a landing zone take turns. Each turn breaks a refresh from one into the other at a
moment drawn over the whole run, and then proves two things: what is published is one whole
refresh, the old or the new, byte for byte what a refresh into an empty folder publishes; and the
next refresh simply works and equals a clean one.

    .venv/bin/python tests/faults.py --count 100 --seed 7      # or: make faults N=100 SEED=7

One turn takes about one and a half refreshes. The kinds of faults are drawn with equal chance;
--kind picks some. A full disk needs the right to mount one and is left out without it.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
HEADER = "customer_record_id,source_system,email,created_at,updated_at,_loaded_at\n"
TIME = "2026-01-01T00:00:00Z"
STATES = {"old": 2, "new": 4}
# The first customer has asked to be erased: their rows are taken out, sealed and put back.
REQUEST = f"request_id,customer_record_id,requested_at,_loaded_at\nr0,c0,{TIME},{TIME}\n"
STEPS = (
    "Loading landing files",
    "Looking for what is wrong",
    "Checking the landing tables",
    "Building and testing",
    "Looking at the age",
    "Checking the marts",
    "Publishing",
    "Drawing the dashboard",
)
# A refresh of the zone without that file is right, and neither of the two states.
BEFORE = "before anybody had looked at it"
# Of a refresh only: when it ran.
ITS_OWN = {"refresh", "refreshes"}
CHANGES_OF_PUBLISHING = 24
# Kills its process group before the n-th change of the file system (and counts them, n = 0), all
# of them or only from the first one in the folder of published copies.
HOOKED = """
import os, signal, sys
number, is_counting = int(sys.argv.pop(1)), sys.argv.pop(1) == "all"
count = 0
KINDS = {"os.rename", "os.remove", "os.symlink", "os.truncate", "os.chmod", "os.mkdir", "os.rmdir"}
def watch(event, arguments):
    global count, is_counting
    if event == "open":
        if not isinstance(arguments[2], int) or not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
    elif event not in KINDS:
        return
    if "/published/" in str(arguments[0]):
        is_counting = True
    count += is_counting
    if count == number and is_counting:
        os.killpg(0, signal.SIGKILL)
sys.addaudithook(watch)
from orchestration.cli import main
try:
    main()
finally:
    if not number:
        sys.stderr.write(f"\\nchanges: {count}\\n")
"""


class Broken(AssertionError):
    """A fault did harm: what is published is no whole refresh, or the next one did not work."""


@dataclass
class Refresh:
    """A refresh in a process group of its own.

    Attributes:
        process: The leader.
        lines: What it said on standard error so far, with seconds since its start.

    """

    process: subprocess.Popen
    began: float = field(default_factory=time.monotonic)
    lines: list[tuple[float, str]] = field(default_factory=list)

    def read(self) -> None:
        """Note what it says, until its end."""
        for line in self.process.stderr:
            self.lines.append((time.monotonic() - self.began, line.rstrip()))

    @property
    def said(self) -> str:
        """What it said, for people."""
        return "\n".join(line for _, line in self.lines[-12:])

    def wait_for(self, title: str, patience: float = 300) -> bool:
        """Wait until a step begins; return whether it did before the end."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if any(line.startswith(title) for _, line in self.lines):
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.005)
        return False

    def kill(self) -> None:
        """Kill the process group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.end()

    def end(self, patience: float = 600) -> int:
        """Wait for the end and return the exit code."""
        code = self.process.wait(timeout=patience)
        self.reader.join(timeout=10)
        return code


class Place:
    """A data folder with a landing zone, and what may be done to a refresh in it."""

    def __init__(self, data: Path, raw: Path, variables: dict[str, object] | None = None) -> None:
        self.data, self.raw = data, raw
        self.variables = variables or {}
        # How long each step takes here, and how many changes of the file system a refresh makes.
        self.seconds: dict[str, float] = {}
        self.changes = 0

    def start(self, *options: str, hook: tuple[int, str] | None = None, **more: str) -> Refresh:
        """Start a refresh."""
        command = [sys.executable, "-m", "orchestration.cli"]
        if hook is not None:
            command = [sys.executable, "-c", HOOKED, *map(str, hook)]
        command += ["run", *options]
        if self.variables:
            command += ["--vars", json.dumps(self.variables)]
        return self._started(command, **more)

    def start_in_dagster(self) -> Refresh:
        """Start the job of Dagster."""
        dagster = str(Path(sys.executable).with_name("dagster"))
        command = [dagster, "job", "execute", "-m", "orchestration.definitions", "-j", "refresh"]
        return self._started(command, DAGSTER_HOME=str(self.data / ".dagster"))

    def _started(self, command: list[str], **more: str) -> Refresh:
        places = {"ENGAGEMENT_DATA_DIR": str(self.data), "ENGAGEMENT_RAW_DIR": str(self.raw)}
        places["ENGAGEMENT_IDENTITY_SALT"] = os.environ.get(
            "ENGAGEMENT_IDENTITY_SALT", "faults" * 8
        )
        (self.data / ".dagster").mkdir(parents=True, exist_ok=True)
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | places | more,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        found = Refresh(process)
        found.reader = threading.Thread(target=found.read, daemon=True)
        found.reader.start()
        return found

    def refresh(self, *options: str, hook: tuple[int, str] | None = None) -> Refresh:
        """Refresh to the end.

        Raises:
            Broken: If it fails.

        """
        run = self.start(*options, hook=hook)
        if code := run.end():
            raise Broken(f"the refresh ended with {code}:\n{run.said}")
        return run

    def measure(self) -> None:
        """Refresh and note how long each step takes, and how many changes of files it makes."""
        run = self.refresh("--force", hook=(0, "all"))
        begins = [(at, s) for at, line in run.lines for s in STEPS if line.startswith(s)]
        ends = [at for at, _ in begins[1:]] + [run.lines[-1][0]]
        self.seconds = {s: end - at for (at, s), end in zip(begins, ends, strict=True)}
        self.changes = int(run.lines[-1][1].removeprefix("changes: "))

    def published(self) -> dict[str, tuple]:
        """Return rows and hash of each published table, and see that it is one whole refresh.

        Raises:
            Broken: If it is not.

        """
        link = self.data / "engagement.duckdb"
        try:
            with duckdb.connect(str(link.resolve(strict=True)), read_only=True) as connection:
                names = connection.execute(
                    "select table_name from duckdb_tables() where schema_name = 'marts'"
                ).fetchall()
                found = {
                    name: connection.execute(
                        f'select count(*), bit_xor(hash(t)), sum(hash(t)) from marts."{name}" as t'
                    ).fetchone()
                    for (name,) in names
                }
                counts, run_id = connection.execute(
                    "select row_counts, run_id from marts.refresh"
                ).fetchone()
        except (OSError, duckdb.Error) as error:
            raise Broken(f"what is published does not open: {error}") from error
        for name, count in json.loads(counts).items():
            if found.get(name, (None,))[0] != count:
                raise Broken(
                    f"{name} of run {run_id} has not the {count} rows it was published with"
                )
        page = (self.data / "dashboard.html").read_text(encoding="utf-8")
        if not page.startswith("<!DOCTYPE html>") or not page.rstrip().endswith("</html>"):
            raise Broken("the page is half a page")
        return {name: told for name, told in found.items() if name not in ITS_OWN}


def differing(one: dict[str, tuple], other: dict[str, tuple]) -> list[str]:
    """Return the tables in which two published files differ."""
    return sorted(n for n in one.keys() | other.keys() if one.get(n) != other.get(n))


# --- the faults; each breaks one refresh and returns what it did --------------------------------


def kill_in_a_step(place: Place, rng: random.Random, steps: tuple[str, ...] = STEPS) -> str:
    """Kill the process group while a drawn step is under way."""
    step, part = rng.choice(steps), rng.random()
    run = place.start("--force")
    run.wait_for(step)
    time.sleep(part * place.seconds.get(step, 1))
    run.kill()
    return f"killed at {part:.0%} of step {step!r}"


def kill_at_any_time(place: Place, rng: random.Random) -> str:
    """Kill the process group at a moment drawn over the whole run, its start included."""
    moment = rng.random() * (sum(place.seconds.values()) + 3)
    run = place.start("--force")
    time.sleep(moment)
    run.kill()
    return f"killed after {moment:.2f} s"


def kill_before_a_change(place: Place, rng: random.Random) -> str:
    """Kill the process group just before a drawn change of the file system."""
    number = rng.randint(1, place.changes)
    run = place.start("--force", hook=(number, "all"))
    run.end()
    return f"killed before change {number} of {place.changes}"


def kill_while_publishing(place: Place, rng: random.Random) -> str:
    """Kill the process group just before a drawn change from the publishing on: swap, page, end."""
    number = rng.randint(1, CHANGES_OF_PUBLISHING)
    run = place.start("--force", hook=(number, "publishing"))
    run.end()
    return f"killed before change {number} of the publishing"


def kill_the_parent_alone(place: Place, rng: random.Random) -> str:
    """Kill the leader only, as a system short of memory does; dbt is left alone."""
    run = place.start("--force")
    run.wait_for("Building and testing")
    time.sleep(rng.random() * place.seconds.get("Building and testing", 1))
    run.process.kill()
    run.end()
    return "killed the leader alone while dbt was building"


def kill_dagster(place: Place, rng: random.Random) -> str:
    """Kill a run of Dagster's job."""
    moment = 3 + rng.random() * (sum(place.seconds.values()) * 1.5)
    run = place.start_in_dagster()
    time.sleep(moment)
    run.kill()
    return f"killed the job of Dagster after {moment:.2f} s"


def lose_the_temporary_folder(place: Place, rng: random.Random) -> str:
    """Take the temporary folders away while a refresh runs."""
    step, part = rng.choice(STEPS), rng.random()
    shared = place.data.with_name("shared_tmp")
    shared.mkdir(exist_ok=True)
    run = place.start("--force", TMPDIR=str(shared), ENGAGEMENT_MEMORY_LIMIT="64MB")
    run.wait_for(step)
    time.sleep(part * place.seconds.get(step, 1))
    shutil.rmtree(shared, ignore_errors=True)
    shutil.rmtree(place.data / "build" / "spill", ignore_errors=True)
    return f"temporary folder gone in step {step!r}; exit code {run.end()}{_told(run)}"


def move_a_file(place: Place, rng: random.Random) -> str:
    """Let a landing file grow or vanish while it is loaded, and put it back afterwards."""
    file = sorted((place.raw / "crm" / "customers").iterdir())[-1]
    whole, times = file.read_bytes(), file.stat().st_mtime_ns
    grows = rng.random() < 0.5
    run = place.start("--force")
    run.wait_for("Loading landing files")
    time.sleep(rng.random() * place.seconds.get("Loading landing files", 0.2))
    if grows:
        with file.open("ab") as stream:
            stream.write(b"half a row")
    else:
        file.unlink()
    code = run.end()
    file.write_bytes(whole)
    os.utime(file, ns=(times, times))
    if not grows and code == 0:
        return f"a file vanished {BEFORE}"
    return f"a file {'grew' if grows else 'vanished'}; exit code {code}{_told(run)}"


def refresh_twice_at_once(place: Place, rng: random.Random) -> str:
    """Start a second refresh while the first runs; one of them is killed."""
    first = place.start("--force")
    time.sleep(rng.random() * sum(place.seconds.values()))
    second = place.start("--force", "--wait", "600")
    time.sleep(rng.random() * sum(place.seconds.values()))
    (first if rng.random() < 0.5 else second).kill()
    return f"two at once, one killed; exit codes {first.end()}, {second.end()}"


def hold_the_files(place: Place, rng: random.Random) -> str:
    """Hold the published file and then a build database in another program."""
    name = rng.choice(["engagement.duckdb", "build/warehouse.duckdb", "build/built_marts.duckdb"])
    file = (place.data / name).resolve()
    code = (
        "import duckdb, time\n"
        f"c = duckdb.connect({str(file)!r}, read_only=True)\n"
        "print('open', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        run = place.start("--force")
        if name != "engagement.duckdb":
            time.sleep(rng.random() * 10)
            holder.kill()
        code = run.end()
    finally:
        holder.kill()
        holder.wait()
    if name == "engagement.duckdb" and code:
        raise Broken(f"a reader stopped a refresh:\n{run.said}")
    return f"{name} held by another program; exit code {code}"


def starve_of_memory(place: Place, rng: random.Random) -> str:
    """Refresh with too little memory for the database."""
    megabytes = rng.choice([2, 5, 10, 20, 300])
    run = place.start("--force", ENGAGEMENT_MEMORY_LIMIT=f"{megabytes}MB")
    return f"{megabytes} MB for the database; exit code {run.end()}{_told(run)}"


def fill_the_disk(place: Place, rng: random.Random) -> str:
    """Fill the disk of the data folder at a drawn moment."""
    moment = rng.random() * (sum(place.seconds.values()) + 2)
    run = place.start("--force")
    time.sleep(moment)
    filler = place.data.parent / "filler"
    try:
        with filler.open("wb", buffering=0) as stream:
            while True:
                stream.write(b"\0" * 2**16)
    except OSError:
        pass
    code = run.end()
    filler.unlink(missing_ok=True)
    return f"disk full after {moment:.2f} s; exit code {code}{_told(run)}"


def _told(run: Refresh) -> str:
    """Return the error that a refresh ended with, after seeing that it is for people.

    Raises:
        Broken: If it failed with something that nobody expected.

    """
    if run.process.returncode == 0:
        return ""
    errors = [line for _, line in run.lines if line.startswith("ERROR: ")]
    if len(errors) != 1 or "unexpected" in errors[0] or "Traceback" in run.said:
        raise Broken(f"a refresh ended with {run.process.returncode} and said:\n{run.said}")
    return f" ({errors[0][7:150]} ...)"


Fault = Callable[[Place, random.Random], str]
FAULTS: dict[str, tuple[Fault, int]] = {
    "step": (kill_in_a_step, 6),
    "time": (kill_at_any_time, 4),
    "change": (kill_before_a_change, 5),
    "publish": (kill_while_publishing, 5),
    "parent": (kill_the_parent_alone, 1),
    "dagster": (kill_dagster, 2),
    "folder": (lose_the_temporary_folder, 2),
    "file": (move_a_file, 2),
    "twice": (refresh_twice_at_once, 2),
    "held": (hold_the_files, 2),
    "memory": (starve_of_memory, 1),
    "disk": (fill_the_disk, 3),
}


# --- the turns ----------------------------------------------------------------------------------


def set_state(raw: Path, state: str) -> None:
    """Make the landing zone that of a state: as many files as it says."""
    folder = raw / "crm" / "customers"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(max(STATES.values())):
        file = folder / f"{number}.csv"
        if number < STATES[state]:
            loaded = f"2026-01-0{number + 2}T01:00:00Z"
            row = f"c{number},ec,p{number}@example.com,{TIME},{TIME},{loaded}\n"
            if not file.exists():
                _lay(file, HEADER + row)
        else:
            file.unlink(missing_ok=True)
    request = raw / "crm" / "erasure_requests" / "0.csv"
    if not request.exists():
        request.parent.mkdir(exist_ok=True)
        _lay(request, REQUEST)


def _lay(file: Path, text: str) -> None:
    """Write a file that is the same in every folder, its time included."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1_767_300_000, 1_767_300_000))


@contextmanager
def disk(folder: Path, megabytes: int = 160) -> Iterator[bool]:
    """Mount a small disk on a folder; yield whether that was allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={megabytes}m"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    is_there = (
        bool(shutil.which("mount"))
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )
    try:
        yield is_there
    finally:
        if is_there:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def turn(
    place: Place,
    states: dict[str, dict[str, tuple]],
    old: str,
    new: str,
    fault: Fault,
    rng: random.Random,
) -> str:
    """Break one refresh, and prove that nothing was harmed.

    Args:
        place: Where; state ``old`` is published and the landing zone is ``new``.
        states: What a clean refresh of each state publishes.
        old: Name of the published state.
        new: Name of the state of the landing zone.
        fault: What breaks the refresh.
        rng: Draws the moment.

    Raises:
        Broken: If anything was harmed.

    """
    did = fault(place, rng)
    found = place.published()
    shown = next((name for name, clean in states.items() if not differing(found, clean)), None)
    if shown not in (old, new) and BEFORE not in did:
        tables = differing(found, states[old])[:5], differing(found, states[new])[:5]
        raise Broken(f"{did}: published is neither old nor new; differing {tables}")
    place.refresh("--wait", "120")
    if tables := differing(place.published(), states[new]):
        raise Broken(f"{did}: the next refresh differs from a clean one in {tables}")
    return f"{did}; {'new' if shown == new else 'old'} was published"


def main() -> int:
    """Break refreshes and say what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--kind", nargs="+", choices=sorted(FAULTS), default=sorted(FAULTS))
    given = parser.parse_args()
    rng = random.Random(given.seed)
    print(f"{given.count} faults, seed {given.seed}", flush=True)
    harmed = 0
    with (
        tempfile.TemporaryDirectory(prefix="faults_") as name,
        disk(Path(name) / "disk") as is_there,
    ):
        folder = Path(name)
        states = {}
        for state in STATES:
            clean = Place(folder / f"clean_{state}", folder / "landing")
            set_state(clean.raw, state)
            clean.refresh()
            states[state] = clean.published()
            shutil.rmtree(clean.data)
        assert differing(states["old"], states["new"])
        kinds = [k for k in given.kind if k != "disk" or is_there]
        weights = [FAULTS[kind][1] for kind in kinds]
        place = Place(folder / "disk" / "data", folder / "landing")
        place.measure()
        old, new = "new", "old"
        for number in range(1, given.count + 1):
            set_state(place.raw, new)
            kind = rng.choices(kinds, weights)[0]
            began = time.monotonic()
            try:
                said = turn(place, states, old, new, FAULTS[kind][0], rng)
            except Broken as error:
                harmed += 1
                said = f"HARMED: {error}"
                shutil.rmtree(place.data, ignore_errors=True)
                place.refresh()
            print(f"{number:4} {kind:8} {time.monotonic() - began:5.1f} s  {said}", flush=True)
            old, new = new, old
    print(f"{given.count - harmed} of {given.count} faults did no harm (seed {given.seed})")
    return int(harmed > 0)


if __name__ == "__main__":
    sys.exit(main())
