"""The Thrift server of Spark: where it is, how it is told who asks, and a session there.

All that asks it is connected here, dbt as well (``teach``): secrets come from the environment, go
to the server alone, and only where its certificate has been checked, unless somebody says that the
way there may be read.
"""

import base64
import contextlib
import os
import re
import ssl
from collections.abc import Callable, Iterator
from typing import Any

from orchestration import spark_own
from orchestration.casting import literal
from orchestration.errors import RefreshError, UsageError

HOST, PORT, USER = "ENGAGEMENT_SPARK_HOST", "ENGAGEMENT_SPARK_PORT", "ENGAGEMENT_SPARK_USER"
PASSWORD, AUTH = "ENGAGEMENT_SPARK_PASSWORD", "ENGAGEMENT_SPARK_AUTH"
TLS, HTTP_PATH = "ENGAGEMENT_SPARK_TLS", "ENGAGEMENT_SPARK_HTTP_PATH"
KERBEROS_SERVICE = "ENGAGEMENT_SPARK_KERBEROS_SERVICE"
CATALOG = "ENGAGEMENT_SPARK_CATALOG"
# As servers call them (hive.server2.authentication).
WITH_PASSWORD = ("LDAP", "CUSTOM", "PAM")
AUTHS = ("NONE", "NOSASL", *WITH_PASSWORD, "KERBEROS")
# What every session is told, whatever the server's own settings are.
SESSION = {
    "set:spark.sql.session.timeZone": "UTC",
    "set:spark.sql.ansi.enabled": "true",
    "set:spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # Its own limits of what a recursive query may give are met by a few million events.
    "set:spark.sql.cteRecursionRowLimit": "-1",
    "set:spark.sql.cteRecursionLevelLimit": "-1",
}
# Seconds between two questions whether a statement has ended; a server of one's own answers the
# first only when it has, or after five seconds.
POLL_SECONDS = 1
CONNECT_RETRIES = 3
SAID = re.compile(r"\[([A-Z_.]+)\] (.*?)(?: SQLSTATE| ?\\n|\n|$)", re.DOTALL)


def address() -> tuple[str, int]:
    """Return host and port of the Thrift server.

    Raises:
        UsageError: If none is named and none runs here, or the port is no number.

    """
    host, port = os.environ.get(HOST), os.environ.get(PORT)
    if not host:
        told = spark_own.running()
        if told is None:
            raise UsageError(
                f"No Spark is named to build on, and none runs here. Start one: make spark; or set "
                f"{HOST} and {PORT} to a Thrift server that exists."
            )
        return str(told["host"]), int(str(told["port"]))
    port = port or ("443" if os.environ.get(HTTP_PATH) else "10000")
    if not port.isdecimal():
        raise UsageError(f"{PORT} = {port!r} is wrong: a whole number, such as 10000.")
    return host, int(port)


def authentication() -> str:
    """Return how the server is told who asks, as it calls it.

    Raises:
        UsageError: If the setting is unknown, or goes without a password that it needs, or is given
            one that it would not use.

    """
    is_given = bool(os.environ.get(PASSWORD))
    auth = (os.environ.get(AUTH) or ("LDAP" if is_given else "NONE")).upper()
    if auth not in AUTHS:
        raise UsageError(f"{AUTH} = {auth!r} is wrong: one of {', '.join(AUTHS)}.")
    if (auth in WITH_PASSWORD) != is_given:
        what = f"needs {PASSWORD}" if not is_given else f"would not use {PASSWORD}; take it away"
        raise UsageError(f"{AUTH} = {auth} {what}.")
    return auth


def encryption() -> ssl.SSLContext | None:
    """Return what checks the server's certificate; None where the connection is not encrypted.

    Raises:
        UsageError: If the setting names no file of certificates.

    """
    given = os.environ.get(TLS) or ("on" if os.environ.get(PASSWORD) else "off")
    if given.lower() == "off":
        return None
    try:
        return ssl.create_default_context(cafile=None if given.lower() == "on" else given)
    except (OSError, ssl.SSLError):
        raise UsageError(
            f"{TLS} = {given!r} is wrong: on, off, or a file with the certificate (PEM) that "
            "vouches for the server."
        ) from None


def connected() -> Any:  # noqa: ANN401 - of a package that is not always there
    """Return a session of PyHive.

    Raises:
        UsageError: If a setting is wrong or a package is missing.
        RefreshError: If the server cannot be reached or does not let anybody in.

    """
    from pyhive import hive
    from thrift.Thrift import TException

    host, port = address()
    auth, told = authentication(), f"{host}:{port}"
    transport = _transport(host, port, auth, encryption())

    class Session(hive.Connection):
        """What was asked for is done, even where the server stumbles over the session's end."""

        def close(self) -> None:
            with contextlib.suppress(hive.Error, TException, OSError):
                super().close()

    try:
        connection = Session(
            thrift_transport=transport,
            username=_user(),
            configuration=SESSION,
        )
        if catalog := os.environ.get(CATALOG):
            with contextlib.closing(connection.cursor()) as cursor:
                cursor.execute(f"set catalog {literal(catalog)}")
    except ssl.SSLError as error:
        raise RefreshError(
            f"The certificate of Spark at {told} does not hold: {error.reason or 'unknown'}. "
            f"{TLS} may name the file that vouches for it. What is published stays published."
        ) from None
    except (OSError, EOFError, TException, hive.Error) as error:
        # What the server says may hold what it was given.
        raise RefreshError(
            f"Spark cannot be reached at {told}: {type(error).__name__}. Look at {HOST}, {PORT}, "
            f"{AUTH}, {TLS} and {HTTP_PATH}, whether the server runs, and whether it knows user "
            "and password. What is published stays published."
        ) from None
    return connection


@contextlib.contextmanager
def opened() -> Iterator[Callable[[str], list[tuple]]]:
    """Open a session and yield what runs a statement and returns its rows.

    Raises:
        RefreshError: If the server cannot be reached, or a statement fails; without values.

    """
    from pyhive import hive
    from thrift.Thrift import TException

    connection = connected()

    def run(sql: str) -> list[tuple]:
        with contextlib.closing(connection.cursor()) as cursor:
            try:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
            except (hive.Error, TException) as error:
                said = SAID.search(str(error))
                reason = said.group(1) if said else type(error).__name__
                raise RefreshError(
                    f"Spark has stopped the build: {reason}. What was published before stays."
                ) from error

    with contextlib.closing(connection):
        yield run


def teach(adapters: Any) -> None:  # noqa: ANN401 - a module of a package that is not always there
    """Let dbt's adapter connect as everything else does.

    Its own way knows no path over HTTP but that of a cluster of Databricks, checks no certificate,
    and keeps passwords among what it may show.

    Args:
        adapters: Module ``dbt.adapters.spark.connections``.

    """

    def open_(cls: Any, connection: Any) -> Any:  # noqa: ANN401 - as dbt has them
        if connection.state == adapters.ConnectionState.OPEN:
            return connection

        def connect() -> Any:  # noqa: ANN401
            return adapters.PyhiveConnectionWrapper(connected(), poll_interval=POLL_SECONDS)

        return cls.retry_connection(
            connection,
            connect=connect,
            logger=adapters.logger,
            retryable_exceptions=[RefreshError],
            retry_limit=CONNECT_RETRIES,
        )

    adapters.SparkConnectionManager.open = classmethod(open_)


def _user() -> str:
    return os.environ.get(USER) or "engagement"


def _transport(host: str, port: int, auth: str, context: ssl.SSLContext | None) -> Any:  # noqa: ANN401
    """Return how bytes go there.

    Raises:
        UsageError: If a package for Kerberos is missing.

    """
    from pyhive.hive import get_installed_sasl
    from thrift.transport import THttpClient, TSocket, TSSLSocket, TTransport

    user, password = _user(), os.environ.get(PASSWORD)
    service = os.environ.get(KERBEROS_SERVICE) or "hive"
    if auth == "KERBEROS":
        _check_kerberos()
    if path := os.environ.get(HTTP_PATH):
        scheme = "http" if context is None else "https"
        address = f"{scheme}://{host}:{port}/{path.lstrip('/')}"
        transport = THttpClient.THttpClient(address, ssl_context=context)
        if auth == "KERBEROS":
            said = f"Negotiate {_ticket(service, host)}"
        else:
            told = f"{user}:{password or 'x'}".encode()
            said = f"Basic {base64.standard_b64encode(told).decode()}"
        transport.setCustomHeaders({"Authorization": said})
        return transport

    class _Encrypted(TSSLSocket.TSSLSocket):
        """May be closed where it could not be opened, so that the reason is told."""

        def close(self) -> None:
            if self.handle is not None:
                super().close()

    if context is None:
        socket = TSocket.TSocket(host, port)
    else:
        socket = _Encrypted(host, port, ssl_context=context)
    if auth == "NOSASL":
        return TTransport.TBufferedTransport(socket)
    import thrift_sasl

    mechanism = "GSSAPI" if auth == "KERBEROS" else "PLAIN"

    def sasl() -> Any:  # noqa: ANN401
        return get_installed_sasl(
            host=host,
            sasl_auth=mechanism,
            service=service,
            username=user,
            # Where nobody asks for a password it must not be empty all the same.
            password=password or "x",
        )

    return thrift_sasl.TSaslClientTransport(sasl, mechanism, socket)


def _check_kerberos() -> None:
    try:
        import kerberos  # noqa: F401
    except ImportError:
        raise UsageError(
            f"{AUTH} = KERBEROS needs package pykerberos, which is not installed: .venv/bin/uv pip "
            "install pykerberos (it is compiled with the headers of Kerberos; Debian and Ubuntu: "
            "apt install gcc libkrb5-dev python3-dev). A ticket is made by kinit."
        ) from None


def _ticket(service: str, host: str) -> str:
    """Return what shows the server over HTTP who asks: from the ticket that kinit has made."""
    import kerberos

    _, context = kerberos.authGSSClientInit(f"{service}@{host}")
    kerberos.authGSSClientStep(context, "")
    return str(kerberos.authGSSClientResponse(context))
