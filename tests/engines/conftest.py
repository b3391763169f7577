"""Spark for tests: one JVM of its own, with nothing in it, gone afterwards."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from homes import Environment

if TYPE_CHECKING:
    from orchestration.engines.spark import Spark

# For a few rows: plans are followed as they are, as compiling them costs more than running them.
QUICK = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}


@pytest.fixture(scope="session")
def spark_server() -> Iterator[dict[str, object]]:
    """Start a Thrift server and yield host and port; skip where Java or Spark is missing."""
    pytest.importorskip("pyhive", reason="the clients of Spark are not installed: make test")
    from orchestration import spark_own
    from orchestration.errors import UsageError

    folder = Path(mkdtemp(prefix="engagement-spark-"))
    settings = {"ENGAGEMENT_DATA_DIR": str(folder), "ENGAGEMENT_SPARK_MEMORY": "2g"}
    with Environment(settings), mock.patch.dict(spark_own.SETTINGS, QUICK):
        try:
            told = spark_own.start()
        except UsageError as error:
            pytest.skip(str(error))
        try:
            yield told
        finally:
            spark_own.stop()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def engine(spark_server: dict[str, object], tmp_path: Path) -> Iterator["Spark"]:
    """The engine of that server, with an exchange folder of the test."""
    from orchestration.engines.spark import Spark

    settings = {
        "ENGAGEMENT_SPARK_HOST": str(spark_server["host"]),
        "ENGAGEMENT_SPARK_PORT": str(spark_server["port"]),
        "ENGAGEMENT_SPARK_EXCHANGE": str(tmp_path / "exchange"),
    }
    with Environment(settings):
        yield Spark()


@pytest.fixture(scope="session")
def spark(spark_server: dict[str, object]) -> Iterator[Callable[[str], list[tuple]]]:
    """Yield what runs a statement on Spark and returns its rows."""
    from pyhive import hive

    with hive.connect(host=spark_server["host"], port=spark_server["port"]) as connection:

        def run(sql: str) -> list[tuple]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []

        yield run
