"""The dbt project from outside: manifest, command line, and failures in plain words."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration import engines, machine, paths, salt
from orchestration.errors import RefreshError, UsageError, without_values
from orchestration.state import Check

MANIFEST = paths.DBT_PROJECT_DIR / "target" / "manifest.json"
# What dbt keeps of a parse, one file per content of the project and set of variables: a refresh
# into another data folder, or with other variables than the last, must not read all of it again.
PARSED = paths.DBT_PROJECT_DIR / "target" / "parsed"
KEEP_PARSED = 4
# Folders of models whose tables readers get.
PUBLISHED = ("facts", "marts")
INPUT_FOLDERS = ("dbt_project", "seeds", "analyses")
NO_INPUT = {"target", "logs", "__pycache__"}
# dbt's exit codes when it went through, whatever it found.
COMPLETED = (0, 1)
FAILED = {"error", "fail", "runtime error"}
WRONG_VARIABLE = re.compile(r"Variables? \w+.*(is|are) (wrong|unknown).*", re.DOTALL)
LOCKED = "Could not set lock on file"
KEY_TESTS = "tests/keys/"


def executable() -> str:
    """Return the dbt of this environment, whether or not it is activated."""
    return str(Path(sys.executable).with_name("dbt"))


def project_files(
    root: Path | None = None, folders: tuple[str, ...] = INPUT_FOLDERS
) -> Iterator[Path]:
    """Yield files and folders that make up the project, in a fixed order.

    Folders count because a deleted file shows only in the time of its folder.
    """
    root = root or paths.ROOT
    for folder in folders:
        for directory, names, files in os.walk(root / folder):
            names[:] = sorted(n for n in names if n not in NO_INPUT and not n.startswith("."))
            yield Path(directory)
            yield from (
                Path(directory) / name for name in sorted(files) if not name.startswith(".")
            )


def ensure_manifest() -> Path:
    """Parse the project when its manifest is missing or older than any of its files.

    Raises:
        RefreshError: If the project does not parse; the message is dbt's.

    """
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    with (MANIFEST.parent / ".parse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_fresh():
            return MANIFEST
        kept = kept_parse({})
        (MANIFEST.parent / "partial_parse.msgpack").unlink(missing_ok=True)
        done = subprocess.run(
            [executable(), "--quiet", "parse", *parse_arguments({}, MANIFEST.parent)],
            cwd=paths.DBT_PROJECT_DIR,
            # What the project is made of, whatever it is built by.
            env=os.environ | {engines.TARGET: engines.DEFAULT},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            told = plain(done.stdout or done.stderr)
            raise RefreshError(f"The dbt project does not parse.\n{told}")
        keep_parsed(kept, MANIFEST.parent)
    # A parse that finds nothing changed leaves the manifest's time as it was.
    MANIFEST.touch()
    return MANIFEST


def is_fresh() -> bool:
    """Return whether the manifest is younger than everything it was made from."""
    if not MANIFEST.exists():
        return False
    made = MANIFEST.stat().st_mtime
    return all(path.stat().st_mtime <= made for path in project_files())


def read_manifest() -> dict[str, Any]:
    """Return the manifest, made when needed."""
    try:
        return json.loads(ensure_manifest().read_text(encoding="utf-8"))
    except ValueError:
        # Half of one, by a parse that was killed.
        MANIFEST.unlink(missing_ok=True)
        return json.loads(ensure_manifest().read_text(encoding="utf-8"))


def read_results(results_file: Path) -> list[dict[str, Any]]:
    """Return the results of a build; none where dbt did not come to write them as a whole.

    Args:
        results_file: ``run_results.json``.

    """
    try:
        return json.loads(results_file.read_text(encoding="utf-8"))["results"]
    except (FileNotFoundError, ValueError):
        return []


def parse_arguments(
    variables: dict[str, Any], target: Path, engine: str = engines.DEFAULT
) -> list[str]:
    """Return the arguments that make dbt start from the last parse with these variables.

    Args:
        variables: Variables of the run; dbt keeps its parse only for the same ones.
        target: Folder for dbt's artifacts.
        engine: What builds it, and where.

    """
    arguments = ["--profiles-dir", str(paths.DBT_PROJECT_DIR), "--target-path", str(target)]
    arguments += ["--log-path", str(target), "--log-level-file", "none", "--no-version-check"]
    if variables:
        arguments += ["--vars", json.dumps(variables)]
    if base := _like(kept_parse(variables, engine)):
        arguments += ["--partial-parse-file-path", str(base)]
    return arguments


def kept_parse(variables: dict[str, Any], engine: str = engines.DEFAULT) -> Path:
    """Return the file of the parse of this very project with these variables, made or not yet.

    Its name says in three parts what must be the same: variables and engine; tests and macros,
    which dbt does not parse again one by one without losing descriptions; everything.
    """
    given = [variables, os.environ.get("ENGAGEMENT_MARTS_DATABASE"), sys.version, engine]
    given += [version(package) for package in ("dbt-core", "dbt-duckdb")]
    base, whole = hashlib.sha256(), hashlib.sha256(str(paths.ROOT).encode())
    for path in project_files():
        if not path.is_file():
            continue
        name = str(path.relative_to(paths.ROOT))
        content = name.encode() + b"\0" + path.read_bytes()
        whole.update(content)
        if name.startswith(("dbt_project/tests/", "dbt_project/macros/")):
            base.update(content)
    text = json.dumps(given, sort_keys=True, default=str)
    parts = (hashlib.sha256(text.encode()), base, whole)
    return PARSED / ("-".join(part.hexdigest()[:16] for part in parts) + ".msgpack")


def _like(kept: Path) -> Path | None:
    """Return that parse, or else the newest from which dbt need not parse everything."""
    if kept.exists():
        return kept
    alike = PARSED.glob(kept.name.rpartition("-")[0] + "-*.msgpack")
    return max(alike, key=lambda file: file.stat().st_mtime, default=None)


def keep_parsed(kept: Path, target: Path) -> None:
    """Keep what dbt has just parsed under that name, for every run of the same."""
    fresh = target / "partial_parse.msgpack"
    try:
        if kept.exists():
            kept.touch()
            return
        if not fresh.exists() and (base := _like(kept)):
            fresh = base  # dbt found nothing that differs
        PARSED.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}.new")
        shutil.copyfile(fresh, new)
        os.replace(new, kept)
        by_age = sorted(PARSED.glob("*.msgpack"), key=lambda file: file.stat().st_mtime)
        for old in by_age[:-KEEP_PARSED]:
            old.unlink(missing_ok=True)
    except OSError:
        # A folder that cannot be written costs the next run some seconds, nothing else.
        return


@dataclass(frozen=True)
class Done:
    """A node that dbt has ended.

    Attributes:
        unique_id: dbt's id; empty where dbt does not say.
        total: Nodes of this run of dbt.
        is_built: Whether it is a model or seed that is as new as this run.
        seconds: How long it took.
        rows: Rows written; None for views, tests and what failed.

    """

    unique_id: str
    total: int
    is_built: bool
    seconds: float
    rows: int | None

    @property
    def name(self) -> str:
        """Name of the model, seed or test."""
        return self.unique_id.split(".")[2] if self.unique_id else ""


class Build:
    """One ``dbt build`` (or ``dbt test``) in a process of its own, told node by node.

    Iterating yields each node as it ends. Afterwards ``exit_code`` and ``errors`` (the error lines
    of dbt's log) are there.
    """

    def __init__(
        self,
        arguments: list[str],
        variables: dict[str, Any],
        target: Path,
        run_id: str,
        command: str = "build",
    ) -> None:
        # What dbt is told stands in its files and logs: the salt goes another way.
        self.secrets = salt.environment(variables)
        variables = salt.without(variables)
        self.engine = engines.chosen().environment()
        place = " ".join([engines.name(), *filter(None, [self.engine.get("PGDATABASE")])])
        self.kept = kept_parse(variables, place)
        self.command = [sys.executable, "-m", "orchestration.dbt_process", str(self.kept)]
        self.command += [command, *arguments, *parse_arguments(variables, target, place)]
        self.variables, self.target, self.run_id = variables, target, run_id
        self.exit_code = 0
        self.errors: list[str] = []

    def __iter__(self) -> Iterator[Done]:
        """Run dbt and yield what it has done."""
        self.target.mkdir(parents=True, exist_ok=True)
        for old in ("run_results.json", "partial_parse.msgpack"):
            (self.target / old).unlink(missing_ok=True)
        with subprocess.Popen(
            self.command,
            cwd=paths.DBT_PROJECT_DIR,
            # dbt stamps the marts with the run.
            env=os.environ | self.engine | self.secrets | {"ENGAGEMENT_RUN_ID": self.run_id},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            try:
                for line in process.stdout:
                    yield from self._told(line)
            except BaseException:
                process.terminate()
                raise
        self.exit_code = process.returncode
        # A dbt that was killed, or had no room, may have left half a parse.
        if self.exit_code in COMPLETED:
            keep_parsed(self.kept, self.target)

    def _told(self, line: str) -> Iterator[Done]:
        try:
            told = json.loads(line)
            if "error" in told:
                self.errors.append(told["error"])
            else:
                is_built = told["status"] == "success"
                yield Done(told["node"], told["total"], is_built, told["seconds"], told["rows"])
        except (ValueError, KeyError, TypeError):
            # Something that a library printed, or why dbt could not even start.
            self.errors.append(line.rstrip())


def marts(manifest: dict[str, Any]) -> list[str]:
    """Return the names of what is published: the tables of schema ``marts``, facts as well."""
    return sorted(node["name"] for node in manifest["nodes"].values() if is_mart(node))


def is_mart(node: dict[str, Any]) -> bool:
    """Return whether a node is published."""
    return node["resource_type"] == "model" and node["fqn"][1] in PUBLISHED


def plain(text: str) -> str:
    """Return dbt's output without colours and times."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return "\n".join(re.sub(r"^\d\d:\d\d:\d\d\s*", "", line) for line in text.splitlines()).strip()


@dataclass(frozen=True)
class BuildReport:
    """What a ``dbt build`` said.

    Attributes:
        problems: One text per failed node: which, what, what to do.
        checks: The data tests, passed or not.
        is_locked: Whether another process held a database, so that trying again helps.
        is_wrong_use: Whether a variable was wrong.

    """

    problems: list[str]
    checks: list[Check]
    is_locked: bool
    is_wrong_use: bool


def report(
    results_file: Path,
    manifest: dict[str, Any],
    errors: list[str],
    exit_code: int,
    found_rows: Callable[[str], list[str]] = lambda file: [],
) -> BuildReport:
    """Return what a build did, read from its results.

    Args:
        results_file: ``run_results.json``; may be missing when dbt stopped early.
        manifest: The project.
        errors: Error lines of dbt's log, for what never became a result.
        exit_code: What dbt returned.
        found_rows: Tells from a test (its file below the compiled ones) what it found.

    """
    results = read_results(results_file)
    failed = [r for r in results if r["status"] in FAILED]
    said = "\n".join([*(str(r.get("message") or "") for r in failed), *errors])
    if match := WRONG_VARIABLE.search(plain(said)):
        text = match.group().split("\n")[0].strip()
        return BuildReport([text], [], is_locked=False, is_wrong_use=True)
    if meant := machine.told_of_text(said):
        # The machine's fault, not that of a model: one line, whatever failed by it.
        where = next((manifest["nodes"].get(r["unique_id"], {}).get("name") for r in failed), None)
        text = f"{meant} (dbt stopped{f' at {where}' if where else ''}.)"
        return BuildReport([text], [], is_locked=False, is_wrong_use=False)
    problems = [_problem(r, manifest, found_rows) for r in failed]
    skipped = sum(r["status"] == "skipped" for r in results)
    if problems and skipped:
        problems.append(f"{skipped} models and tests below these were skipped.")
    if exit_code < 0 and not problems:
        problems.append(
            f"dbt was killed ({signal.Signals(-exit_code).name}): by somebody, or by the system "
            f"because memory was short. {machine.MORE_MEMORY} Then run again."
        )
    if exit_code and not problems:
        problems.append(
            "dbt stopped early.\n" + plain("\n".join(errors[-5:]) or f"exit code {exit_code}")
        )
    tests = [r for r in results if r["unique_id"].startswith("test.")]
    checks = [_check(r, manifest, found_rows) for r in tests]
    return BuildReport(problems, checks, is_locked=LOCKED in said, is_wrong_use=False)


def test_results(results_file: Path, manifest: dict[str, Any]) -> dict[str, Check]:
    """Return the data tests that ran, by id."""
    return {
        r["unique_id"]: _check(r, manifest)
        for r in read_results(results_file)
        if r["unique_id"].startswith("test.") and r["status"] != "skipped"
    }


def raise_for(report: BuildReport) -> None:
    """Raise what the report says, if anything is wrong.

    Raises:
        UsageError: If a variable is wrong.
        RefreshError: If anything else failed.

    """
    if report.problems:
        raise (UsageError if report.is_wrong_use else RefreshError)("\n".join(report.problems))


def _problem(
    result: dict[str, Any], manifest: dict[str, Any], found_rows: Callable[[str], list[str]]
) -> str:
    unique_id = result["unique_id"]
    node = manifest["nodes"].get(unique_id, {})
    said = without_values(plain(str(result.get("message") or "no message")))
    message = "\n    ".join(said.splitlines()[:8])
    if unique_id.startswith("test."):
        if _tells_rows(node):
            message = "\n    ".join([message, *found_rows(node["original_file_path"])])
        description = node.get("description") or ""
        why = f"\n    why it matters: {' '.join(description.split())}" if description else ""
        return (
            f"test {node.get('name', unique_id)} on {_tested(node, manifest)} failed: "
            f"{message}{why}\n"
            f"    what to do: run the query in {_compiled(node)} to see the rows, then correct "
            f"the source."
        )
    name = node.get("name") or unique_id.split(".")[-1]
    kind = unique_id.split(".")[0]
    remedy = (
        "what to do: wait for the other program or end it, then run again."
        if LOCKED in message
        else (f"what to do: see {node.get('original_file_path', 'dbt_project.yml')}.")
    )
    return f"{kind} {name} failed: {message}\n    {remedy}"


def _tells_rows(node: dict[str, Any]) -> bool:
    """Return whether what a test finds is told row by row: tables, seeds and measures, no data."""
    told = ((node.get("config") or {}).get("meta") or {}).get("tells_rows")
    return bool(told) or KEY_TESTS in (node.get("original_file_path") or "")


def _check(
    result: dict[str, Any],
    manifest: dict[str, Any],
    found_rows: Callable[[str], list[str]] = lambda file: [],
) -> Check:
    node = manifest["nodes"].get(result["unique_id"], {})
    is_critical = str((node.get("config") or {}).get("severity", "ERROR")).upper() == "ERROR"
    passed = result["status"] in ("pass", "success")
    observed = "" if passed else plain(str(result.get("message") or ""))
    if not passed and not is_critical and _tells_rows(node):
        observed = "; ".join([observed, *found_rows(node["original_file_path"])])
    return Check(
        table=_tested(node, manifest),
        check=node.get("name") or result["unique_id"],
        passed=passed,
        is_critical=is_critical,
        observed=observed,
        reason=" ".join((node.get("description") or "").split()),
        remedy=f"Run the query in {_compiled(node)} to see the rows, then correct the source.",
    )


def tested(node: dict[str, Any]) -> str:
    """Return the id of the node on which people shall see a test; empty where there is none.

    A test in YAML is attached to its model; one in a file names it (``meta.dagster.ref``), or is
    shown on the first model it reads.
    """
    read = node.get("depends_on", {}).get("nodes", [])
    named = ((node.get("config") or {}).get("meta") or {}).get("dagster", {}).get("ref", {})
    by_name = [parent for parent in read if parent.split(".")[-1] == named.get("name")]
    return node.get("attached_node") or next(iter([*by_name, *read]), "")


def _tested(node: dict[str, Any], manifest: dict[str, Any]) -> str:
    parent = tested(node)
    return (
        (manifest["nodes"].get(parent) or {}).get("name") or parent.split(".")[-1] or "the project"
    )


def _compiled(node: dict[str, Any]) -> str:
    return f"data/.dbt/compiled/engagement/{node.get('original_file_path', '')}"
