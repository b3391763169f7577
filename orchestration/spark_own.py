"""``make spark``: Apache Spark of one's own, for who has none, out of the package from PyPI.

One JVM with a Thrift server in it, or a master and workers beside that server. All of it listens on
127.0.0.1 alone, asks nobody for a password, and runs until it is stopped; tables, logs and the list
of what runs lie in the data folder.

    python -m orchestration.spark_own start [--workers 2]
    python -m orchestration.spark_own status
    python -m orchestration.spark_own stop
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from orchestration import modes, paths
from orchestration.errors import RefreshError, UsageError

ENVIRONMENT = paths.ROOT / ".uv" / "spark"
MEMORY, CORES = "ENGAGEMENT_SPARK_MEMORY", "ENGAGEMENT_SPARK_CORES"
DEFAULT_MEMORY, DEFAULT_CORES = "3g", 2
MEMORY_FORM = re.compile(r"[1-9][0-9]*[mg]")
THRIFT = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
LEAST_JAVA = 17
WAIT_SECONDS = 180.0
# A collector that stops the world costs less than one beside the work, on machines of few cores.
JAVA = "-Duser.timezone=UTC -XX:+UseParallelGC"
# What every session begins with, whoever opens it: moments in UTC, errors instead of silent nulls,
# products of money with all their decimals, and tables that are seen as soon as they are swapped.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.metadataCacheTTLSeconds": "2",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    # A plan of this size has as many codes as Java compiles; more would be thrown away again.
    "spark.sql.codegen.cache.maxEntries": "1000",
}


def folder() -> Path:
    """Return the folder of the server: tables, logs, and what runs."""
    return paths.data_dir() / "spark"


def running() -> dict[str, object] | None:
    """Return host, port and workers of the server that runs here, or None."""
    try:
        told = json.loads((folder() / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if _answers(told["port"]) else None


def start(workers: int = 0) -> dict[str, object]:
    """Start the server, unless it runs, and return its host and port.

    Args:
        workers: Processes beside it that do the work; 0 for one JVM that does all.

    Raises:
        UsageError: If Java or the package is missing, or a setting is wrong.
        RefreshError: If it does not start; says where its log is.

    """
    if told := running():
        if told["workers"] != workers:
            raise UsageError(
                f"Spark runs already, with {told['workers']} workers. Stop it first: make "
                "spark-stop"
            )
        return told
    home, memory, cores = _home(), _memory(), _cores()
    _check_java()
    modes.owner_only()
    place = folder()
    (place / "logs").mkdir(parents=True, exist_ok=True)
    stop()
    port, pids = _free_port(), []
    # Said outright: in this setting the daemons' memory would win over that of the server.
    environment = {k: v for k, v in os.environ.items() if k != "SPARK_DAEMON_MEMORY"}
    environment |= {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    # Hundreds of threads must not have as many places of memory beside the heap.
    environment |= {"MALLOC_ARENA_MAX": "2"}
    environment |= {"SPARK_NO_DAEMONIZE": "1", "SPARK_LOCAL_DIRS": str(place / "scratch")}
    environment |= {"SPARK_WORKER_DIR": str(place / "work"), "PYSPARK_PYTHON": sys.executable}
    master = f"local[{cores}]"
    try:
        if workers:
            own = _free_port()
            master = f"spark://127.0.0.1:{own}"
            command = [str(home / "bin" / "spark-class"), MASTER, "--host", "127.0.0.1"]
            command += ["--port", str(own), "--webui-port", str(_free_port())]
            pids.append(_begin("master", command, environment))
            _wait(own, "master", pids[-1])
            for number in range(1, workers + 1):
                command = [str(home / "bin" / "spark-class"), WORKER, "--host", "127.0.0.1"]
                command += ["--cores", "1", "--memory", memory, "--webui-port", str(_free_port())]
                pids.append(_begin(f"worker{number}", [*command, master], environment))
        settings = SETTINGS | {
            # Small ones are put together again as they come (adaptive execution).
            "spark.sql.shuffle.partitions": str(4 * max(2, cores, workers)),
            "spark.sql.warehouse.dir": str(place / "warehouse"),
            "spark.executor.memory": memory,
            "spark.hadoop.javax.jdo.option.ConnectionURL": (
                f"jdbc:derby:;databaseName={place / 'metastore'};create=true"
            ),
        }
        command = [str(home / "bin" / "spark-submit"), "--class", THRIFT, "--master", master]
        command += ["--driver-memory", memory]
        for name, value in settings.items():
            command += ["--conf", f"{name}={value}"]
        command += ["--hiveconf", f"hive.server2.thrift.port={port}"]
        command += ["--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1"]
        pids.append(_begin("thrift", command, environment))
        _note(port, workers, pids)
        _wait(port, "thrift", pids[-1])
    except BaseException:
        _note(port, workers, pids)
        stop()
        raise
    return json.loads((place / "server.json").read_text(encoding="utf-8"))


def stop() -> bool:
    """Stop what was started here and return whether anything ran; tables stay."""
    file = folder() / "server.json"
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    was_running = False
    for pid in reversed(told["pids"]):
        if not _is_ours(pid):
            continue
        was_running = True
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, sign)
            until = time.monotonic() + 20
            while _is_ours(pid) and time.monotonic() < until:
                time.sleep(0.1)
    file.unlink(missing_ok=True)
    return was_running


def _begin(name: str, command: list[str], environment: dict[str, str]) -> int:
    """Start a process of its own, beyond the end of this one, and return its id."""
    with (folder() / "logs" / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder(),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process.pid


def _wait(port: int, name: str, pid: int) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not _answers(port):
        ended = not _is_ours(pid)
        if ended or time.monotonic() > until:
            log = folder() / "logs" / f"{name}.log"
            what = "ended at once" if ended else f"does not answer after {WAIT_SECONDS:.0f} seconds"
            raise RefreshError(f"Spark's {name} {what}. Its log says why: {log}")
        time.sleep(0.2)


def _note(port: int, workers: int, pids: list[int]) -> None:
    told = {"host": "127.0.0.1", "port": port, "workers": workers, "pids": pids}
    (folder() / "server.json").write_text(json.dumps(told), encoding="utf-8")


def _answers(port: object) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int(port)), 1):
        return True
    return False


def _is_ours(pid: int) -> bool:
    """Return whether a process runs and is of Spark: its number may be somebody else's by now."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    done = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, words = done.stdout.strip().partition(" ")
    # Between one program and the next that it becomes, a process has no words for a moment.
    is_between = words.strip() in ("", "[spark-submit]", "[spark-class]", "[java]")
    return state != "" and not state.startswith("Z") and (is_between or "spark" in words)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _home() -> Path:
    """Return the folder of Spark: that of SPARK_HOME, or of the package.

    Raises:
        UsageError: If there is none.

    """
    if given := os.environ.get("SPARK_HOME"):
        found = [Path(given)]
    else:
        found = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/pyspark"))
    if not found or not (found[0] / "bin" / "spark-submit").exists():
        raise UsageError(
            "Spark is not installed here: make spark installs it (or set SPARK_HOME to the folder "
            "of one that exists, version 4.1 or later)."
        )
    return found[0]


def _check_java() -> None:
    """Check that there is a Java that runs Spark.

    Raises:
        UsageError: If there is none, or an old one.

    """
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=f"{home}/bin" if home else None)
    said = ""
    if program:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
        said = done.stderr + done.stdout
    version = re.search(r'version "(\d+)', said)
    if not version or int(version[1]) < LEAST_JAVA:
        found = f"Java {version[1]} was found" if version else "none was found"
        raise UsageError(
            f"Spark needs Java {LEAST_JAVA} or later, and {found}. On Debian and Ubuntu: apt "
            "install openjdk-17-jre-headless"
        )


def _memory() -> str:
    given = (os.environ.get(MEMORY) or DEFAULT_MEMORY).lower()
    if not MEMORY_FORM.fullmatch(given):
        raise UsageError(f"{MEMORY} = {given!r} is wrong: a size such as 3g or 1500m.")
    return given


def _cores() -> int:
    given = os.environ.get(CORES) or str(DEFAULT_CORES)
    if not given.isdecimal() or int(given) < 1:
        raise UsageError(f"{CORES} = {given!r} is wrong: a whole number of at least 1.")
    return int(given)


def main() -> int:
    """Start, stop or look at the server."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["start", "stop", "status"])
    parser.add_argument("--workers", type=int, default=0, help="processes that do the work")
    chosen = parser.parse_args()
    try:
        if chosen.what == "stop":
            print("Spark is stopped." if stop() else "Spark did not run.")
            return 0
        told = start(chosen.workers) if chosen.what == "start" else running()
    except (RefreshError, UsageError) as error:
        print(error, file=sys.stderr)
        return 2
    if told is None:
        print("Spark does not run. Start it: make spark")
        return 1
    beside = f", {told['workers']} workers" if told["workers"] else ", one JVM"
    print(f"Spark answers on {told['host']}:{told['port']}{beside}. Logs: {folder() / 'logs'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
