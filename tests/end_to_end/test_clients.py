"""Every command and snippet of docs/clients.md runs, with the versions that it names.

A comment before a block says how: ``run`` in the project's environment, ``run: PACKAGES`` in one of
its own (slow), ``run with postgres`` where a server is, ``run in a terminal`` by typing. Each must
show how many customers are published, so that a snippet that runs and reads nothing fails.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from homes import Home
from postgres_server import DEBIAN, postgres_server

from orchestration.paths import ROOT

DOC = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"((?:<!-- [^\n]* -->\n)*)```(\w+)\n(.*?)```", re.DOTALL)
HOW = re.compile(r"<!-- (run.*?) -->")
SECONDS = 300
NEVER = b"\0never"


class Snippet(NamedTuple):
    """A block of the page and a way in which it is run."""

    language: str
    code: str
    how: str

    def __repr__(self) -> str:
        return f"{self.how}: {self.code.strip().splitlines()[-1][:60]}"


SNIPPETS = [
    Snippet(language, code, how)
    for told, language, code in BLOCK.findall(DOC)
    for how in HOW.findall(told) or ["not run"]
]


def ways(start: str) -> list:
    """Return snippets of one way; those with packages of their own, and of Iceberg, are slow."""

    def marks(snippet: Snippet) -> list:
        return [pytest.mark.slow] if start == "run:" or "iceberg" in snippet.code else []

    found = [
        s for s in SNIPPETS if (s.how == start if start != "run:" else s.how.startswith(start))
    ]
    return [pytest.param(snippet, marks=marks(snippet), id=repr(snippet)) for snippet in found]


@pytest.fixture(scope="module")
def clone(warehouse: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a clone after a refresh: what snippets name lies there."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "data").symlink_to(warehouse.data)
    for name in (".venv", "analyses", "Makefile", "pyproject.toml", "uv.lock"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def customers(warehouse: Home) -> str:
    """How many customers are published."""
    return str(warehouse.query("select count(*) from marts.customers")[0][0])


def environment(warehouse: Home) -> dict[str, str]:
    own = [str(ROOT / ".venv" / "bin"), os.environ["PATH"], *map(str, DEBIAN)]
    return os.environ | {
        "PATH": os.pathsep.join(own),
        "ENGAGEMENT_DATA_DIR": str(warehouse.data),
        "ENGAGEMENT_RAW_DIR": str(warehouse.raw),
    }


def run(snippet: Snippet, folder: Path, settings: dict[str, str]) -> str:
    """Run a snippet as a reader of the page would, and return what it shows."""
    program = ["bash", "-euo", "pipefail", "-c", snippet.code]
    if snippet.language == "python":
        program = [sys.executable, "-c", snippet.code]
        if packages := snippet.how.partition(":")[2].split():
            own = [part for package in packages for part in ("--with", package)]
            python = f"{sys.version_info.major}.{sys.version_info.minor}"
            uv = [
                str(ROOT / ".venv" / "bin" / "uv"),
                "run",
                "--quiet",
                "--no-project",
                "--isolated",
            ]
            program = [*uv, "--python", python, *own, "python", "-c", snippet.code]
    done = subprocess.run(
        program, cwd=folder, env=settings, capture_output=True, text=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def shows(text: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){number}(?![\d.])", text.replace(",", "")) is not None


def test_every_block_of_the_page_is_run() -> None:
    assert len(SNIPPETS) > 15
    known = ("run", "run with postgres", "run in a terminal")
    assert [s for s in SNIPPETS if s.how not in known and not s.how.startswith("run: ")] == []
    assert {s.language for s in SNIPPETS} == {"python", "sh"}


# In the order of the page: some read what one before has written.
@pytest.mark.parametrize("snippet", ways("run"))
def test_a_snippet_shows_what_is_published(
    snippet: Snippet, clone: Path, warehouse: Home, customers: str
) -> None:
    shown = run(snippet, clone, environment(warehouse))
    assert shows(shown, customers) or "--iceberg" in snippet.code


@pytest.mark.parametrize("snippet", ways("run:"))
def test_a_snippet_with_packages_of_its_own_shows_what_is_published(
    snippet: Snippet, clone: Path, warehouse: Home, customers: str
) -> None:
    if "lake/" in snippet.code and not (clone / "lake").exists():
        assert warehouse.engagement("export", str(clone / "lake")).exit_code == 0
    assert shows(run(snippet, clone, environment(warehouse)), customers)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of one's own, with psql."""
    if not any(shutil.which("psql", path=p) for p in (os.environ["PATH"], *map(str, DEBIAN))):
        pytest.skip("no psql on this machine (apt install postgresql)")
    with postgres_server() as address:
        yield address


@pytest.mark.parametrize("snippet", ways("run with postgres"))
def test_a_snippet_reads_what_postgresql_got(
    snippet: Snippet, clone: Path, warehouse: Home, customers: str, server: str
) -> None:
    settings = environment(warehouse) | {"ENGAGEMENT_POSTGRES": server}
    # Everything is installed here; make itself is not what is tried.
    code = snippet.code.replace("make publish-postgres", ".venv/bin/engagement publish-postgres")
    assert shows(run(snippet._replace(code=code), clone, settings), customers)


@pytest.mark.slow
@pytest.mark.parametrize("snippet", ways("run in a terminal"))
def test_an_editor_in_the_terminal_answers(
    snippet: Snippet, clone: Path, warehouse: Home, customers: str, tmp_path: Path
) -> None:
    settings = environment(warehouse) | {"TERM": "xterm-256color"}
    # It keeps what was typed last; packages stay where they are kept.
    kept = subprocess.check_output(["uv", "cache", "dir"], env=settings, text=True).strip()
    settings |= {"UV_CACHE_DIR": kept, "XDG_CACHE_HOME": str(tmp_path)}
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(clone)
        os.execvpe("bash", ["bash", "-c", snippet.code], settings)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    try:
        assert _shown(terminal, b"engagement", 120)
        _shown(terminal, NEVER, 4)
        os.write(terminal, b"select 'answer ' || count(*) as x from marts.customers")
        _shown(terminal, NEVER, 2)
        os.write(terminal, b"\n")  # Ctrl-J runs the query
        assert _shown(terminal, f"answer {customers}".encode(), 30)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _shown(terminal: int, text: bytes, seconds: float) -> bool:
    seen, end = b"", time.monotonic() + seconds
    while text not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            with contextlib.suppress(OSError):
                seen += os.read(terminal, 65536)
    return text in seen


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.3.2", "1.1.3"])
def test_versions_that_cannot_open_the_file_say_so(
    version: str, clone: Path, warehouse: Home
) -> None:
    first = next(s for s in SNIPPETS if s.how == "run: duckdb==2.0.0")
    old = first._replace(how=f"run: duckdb=={version}")
    with pytest.raises(AssertionError, match="newer DuckDB version|Serialization Error|storage"):
        run(old, clone, environment(warehouse))


@pytest.mark.slow
def test_the_pair_that_cannot_reflect_still_cannot(clone: Path, warehouse: Home) -> None:
    first = next(s for s in SNIPPETS if "get_columns" in s.code)
    pair = "run: duckdb-engine==0.17.0 duckdb==2.0.0 sqlalchemy==2.1.9"
    with pytest.raises(AssertionError, match="pg_collation"):
        run(first._replace(how=pair), clone, environment(warehouse))


def test_each_question_worth_keeping_is_answered_as_dbt_does(
    warehouse: Home, tmp_path: Path
) -> None:
    """As ``engagement query --file``: the moment of the figures is that of model ``as_of``."""
    import duckdb

    from orchestration import asking

    with (
        warehouse.use(),
        duckdb.connect(str(warehouse.data / "build/warehouse.duckdb"), read_only=True) as built,
    ):
        built_as_of = built.execute("select * from audit.as_of").fetchall()
        with asking.open_question("select * from {{ ref('as_of') }}") as question:
            assert question._connection.execute(question._sql).fetchall() == built_as_of
        for file in sorted((ROOT / "analyses").glob("*.sql")):
            with asking.open_question(file.read_text(encoding="utf-8")) as question:
                assert question.save(tmp_path / f"{file.stem}.csv") > 0, file.name
