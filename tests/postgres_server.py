"""A PostgreSQL server of one's own for tests: in a folder of its own, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Where Debian puts what is not on everybody's path.
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server, not as root, and yield its address; skip where there is none."""
    pytest.importorskip("adbc_driver_postgresql")
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, DEBIAN)])
    programs = {name: shutil.which(name, path=path) for name in ("initdb", "pg_ctl")}
    if not all(programs.values()):
        pytest.skip("no PostgreSQL server on this machine (apt install postgresql)")
    as_other = ["su", "postgres", "-c"] if os.geteuid() == 0 else ["sh", "-c"]
    folder = Path(tempfile.mkdtemp(prefix="engagement-postgres-"))
    folder.chmod(0o777)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def server(command: str) -> None:
        subprocess.run(
            [*as_other, command],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )

    try:
        # As a database has to be that models are built in: sorted by bytes.
        locale = "--lc-collate=C --lc-ctype=C.UTF-8"
        server(
            f"{programs['initdb']} -D {folder}/data -A trust -U postgres -E UTF8 {locale} --no-sync"
        )
        settings = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
        server(f"{programs['pg_ctl']} -D {folder}/data -o '{settings}' -l {folder}/log -w start")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        server(f"{programs['pg_ctl']} -D {folder}/data -m immediate stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
