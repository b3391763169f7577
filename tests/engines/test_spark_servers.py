"""Servers that ask who is there: passwords, certificates and HTTP, as services have them."""

import os
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection

import pytest
from homes import Environment

from orchestration import spark_own
from orchestration.engines import spark_server
from orchestration.errors import RefreshError, UsageError

PASSWORD = "correct horse"  # noqa: S105 - of a server that lives as long as a test
MINE = {name: "" for name in (spark_server.PASSWORD, spark_server.AUTH, spark_server.TLS)}
MINE |= {spark_server.HTTP_PATH: "", spark_server.CATALOG: "", spark_server.PORT: ""}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"AUTH": "basic"}, "ENGAGEMENT_SPARK_AUTH = 'BASIC' is wrong: one of NONE, NOSASL"),
        ({"AUTH": "ldap"}, "ENGAGEMENT_SPARK_AUTH = LDAP needs ENGAGEMENT_SPARK_PASSWORD"),
        ({"AUTH": "nosasl", "PASSWORD": PASSWORD}, "would not use ENGAGEMENT_SPARK_PASSWORD"),
        ({"TLS": "no-such-file"}, "ENGAGEMENT_SPARK_TLS = 'no-such-file' is wrong: on, off, or"),
        ({"PORT": "first"}, "ENGAGEMENT_SPARK_PORT = 'first'"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, str], told: str) -> None:
    pytest.importorskip("pyhive", reason="the clients of Spark are not installed: make test")
    given = MINE | {spark_server.HOST: "127.0.0.1"}
    given |= {f"ENGAGEMENT_SPARK_{name}": value for name, value in settings.items()}
    with Environment(given), pytest.raises(UsageError) as caught:
        spark_server.connected()
    assert told in str(caught.value)
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "auth", "is_encrypted"),
    [
        ({}, "NONE", False),
        ({"PASSWORD": PASSWORD}, "LDAP", True),
        ({"PASSWORD": PASSWORD, "TLS": "off"}, "LDAP", False),
        ({"PASSWORD": PASSWORD, "AUTH": "custom"}, "CUSTOM", True),
        ({"AUTH": "kerberos", "TLS": "on"}, "KERBEROS", True),
    ],
)
def test_a_password_goes_encrypted_unless_somebody_says_otherwise(
    settings: dict[str, str], auth: str, is_encrypted: bool
) -> None:
    given = {f"ENGAGEMENT_SPARK_{name}": value for name, value in settings.items()}
    with Environment(MINE | given):
        assert spark_server.authentication() == auth
        assert (spark_server.encryption() is not None) == is_encrypted


# --- servers --------------------------------------------------------------------------------------


class Directory(socketserver.BaseRequestHandler):
    """A directory (LDAP) that knows one password: it answers a bind, and nothing else."""

    def handle(self) -> None:
        """Answer until the client leaves."""
        while asked := self.request.recv(4096):
            # LDAPMessage: sequence, length, message number (3 bytes), kind of the request.
            if asked[5] != 0x60:
                return
            code = 0 if asked.endswith(PASSWORD.encode()) else 49
            answer = bytes([0x61, 7, 0x0A, 1, code, 4, 0, 4, 0])
            self.request.sendall(bytes([0x30, 3 + len(answer)]) + asked[2:5] + answer)


@pytest.fixture(scope="module")
def directory() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Directory) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ldap://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what the server needs for TLS, and (key: pem) what vouches for it."""
    folder = tmp_path_factory.mktemp("certificate")
    store, pem = folder / "keys.p12", folder / "server.pem"
    common = ["-keystore", str(store), "-storepass", "changeit", "-alias", "spark"]
    own = ["-genkeypair", "-keyalg", "RSA", "-validity", "2", "-dname", "CN=127.0.0.1"]
    own += ["-ext", "SAN=ip:127.0.0.1", "-ext", "BC=ca:true", "-storetype", "PKCS12"]
    for words in (own, ["-exportcert", "-rfc", "-file", str(pem)]):
        subprocess.run(["keytool", *words, *common], check=True, capture_output=True)
    return {
        "hive.server2.use.SSL": "true",
        "hive.server2.keystore.path": str(store),
        "hive.server2.keystore.password": "changeit",
        "pem": str(pem),
    }


@contextmanager
def server(folder: Path, settings: dict[str, str]) -> Iterator[int]:
    """Start a Thrift server with settings of its own and yield its port."""
    port, home = spark_own._free_port(), spark_own._home()
    settings = {
        "hive.server2.thrift.bind.host": "127.0.0.1",
        "hive.server2.thrift.port": str(port),
        "hive.server2.thrift.http.port": str(port),
    } | {name: value for name, value in settings.items() if name != "pem"}
    command = [str(home / "bin" / "spark-submit"), "--class", spark_own.THRIFT]
    command += ["--master", "local[1]", "--driver-memory", "1g"]
    own = {
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
        ),
    }
    for name, value in (spark_own.SETTINGS | own).items():
        command += ["--conf", f"{name}={value}"]
    for name, value in settings.items():
        command += ["--hiveconf", f"{name}={value}"]
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until = time.monotonic() + 120
        while True:
            try:
                create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                ended = process.poll() is not None or time.monotonic() > until
                assert not ended, (folder / "log").read_text()[-3000:]
                time.sleep(0.3)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[dict[str, str]], int]]:
    pytest.importorskip("pyhive", reason="the clients of Spark are not installed: make test")
    try:
        spark_own._home()
        spark_own._check_java()
    except UsageError as error:
        pytest.skip(str(error))
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(server(tmp_path, settings))


def asked() -> list[tuple]:
    """Return what the server of the environment answers to who asks as everything does."""
    with spark_server.opened() as run:
        return run("select current_user(), current_catalog(), current_timezone()")


def dbt_told() -> str:
    """Return whom the server takes dbt's adapter for."""
    from dbt.adapters.contracts.connection import Connection
    from dbt.adapters.spark import connections

    spark_server.teach(connections)
    given = connections.SparkCredentials(host="by no means", method="thrift", schema="default")
    new = Connection(type="spark", name="one", credentials=given, state="init")
    opened = connections.SparkConnectionManager.open(new)
    try:
        cursor = opened.handle.cursor()
        cursor.execute("select current_user()")
        return cursor.fetchall()[0][0]
    finally:
        opened.handle.close()


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.parametrize("way", ["binary", "http"])
def test_a_password_over_a_checked_connection(
    way: str,
    start: Callable[[dict[str, str]], int],
    directory: str,
    certificate: dict[str, str],
) -> None:
    settings = certificate | {
        "hive.server2.authentication": "LDAP",
        "hive.server2.authentication.ldap.url": directory,
        "hive.server2.authentication.ldap.baseDN": "dc=example,dc=com",
        "hive.server2.transport.mode": way,
        "hive.server2.thrift.http.path": "sql/here",
    }
    given = MINE | {
        spark_server.HOST: "127.0.0.1",
        spark_server.PORT: str(start(settings)),
        spark_server.HTTP_PATH: "/sql/here" if way == "http" else "",
        spark_server.USER: "hanako",
        spark_server.PASSWORD: PASSWORD,
        spark_server.TLS: certificate["pem"],
        spark_server.CATALOG: "spark_catalog",
    }
    with Environment(given):
        [(user, catalog, zone)] = asked()
        assert (user, catalog, zone) == ("hanako", "spark_catalog", "UTC")
        assert dbt_told() == "hanako"
    with Environment(given | {spark_server.PASSWORD: "wrong"}), pytest.raises(RefreshError) as no:
        asked()
    assert "cannot be reached" in str(no.value)
    assert "wrong" not in str(no.value)
    # A certificate for which nobody vouches.
    with (
        Environment(given | {spark_server.TLS: "on"}),
        pytest.raises(RefreshError, match=r"certificate|cannot be reached"),
    ):
        asked()


@pytest.mark.spark
@pytest.mark.slow
def test_a_server_without_sasl(start: Callable[[dict[str, str]], int]) -> None:
    port = start({"hive.server2.authentication": "NOSASL"})
    given = {spark_server.HOST: "127.0.0.1", spark_server.PORT: str(port)}
    with Environment(MINE | given | {spark_server.AUTH: "nosasl"}):
        assert asked()[0][2] == "UTC"
