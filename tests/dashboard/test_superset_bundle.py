"""What Superset will import is true of the marts: every name exists, every expression runs.

Superset itself is asked in tests/end_to_end/test_superset.py; here nothing but DuckDB is needed.
"""

import ast
import dataclasses
import re
import shutil
import socket
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import marts_by_hand
import pytest
import superset_queries

from dashboard.superset import bundle, server
from orchestration import yamls
from orchestration.errors import RefreshError, UsageError
from orchestration.paths import ROOT

FOLDER = ROOT / "dashboard" / "superset"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CHARTS = bundle.content("charts")
DASHBOARDS = bundle.content("dashboards")


@pytest.fixture(scope="module")
def told(published: Path) -> bundle.Bundle:
    return bundle.Bundle(bundle.read_warehouse(published), published)


@pytest.fixture(scope="module")
def files(told: bundle.Bundle) -> dict[str, dict[str, Any]]:
    return told.files()


@pytest.fixture(scope="module")
def marts(published: Path, told: bundle.Bundle) -> duckdb.DuckDBPyConnection:
    """A connection with the rights that Superset has; the bundle, read before, needs others."""
    config = {"access_mode": "read_only"} | bundle.CONFIG
    with duckdb.connect(str(published), config=config) as connection:
        yield connection


def of(files: dict[str, dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {path: told for path, told in files.items() if path.startswith(f"{kind}/")}


def test_there_is_a_dataset_of_every_mart_in_both_languages(
    files: dict[str, dict[str, Any]],
) -> None:
    names = {told["table_name"] for told in of(files, "datasets").values()}
    marts = [name for name in marts_by_hand.tables() if name != "refresh"]
    assert names == {form.format(name) for name in marts for form in bundle.LANGUAGES.values()}


def test_every_dataset_has_the_columns_that_it_names(
    files: dict[str, dict[str, Any]], marts: duckdb.DuckDBPyConnection
) -> None:
    for path, dataset in of(files, "datasets").items():
        found = marts.execute(f"describe {dataset['sql']}").fetchall()
        described = {row[0]: re.sub(r"\(.*", "", row[1]).lower() for row in found}
        named = {
            c["column_name"]: re.sub(r"\(.*", "", c["type"]).lower() for c in dataset["columns"]
        }
        assert named == described, path


def test_a_dataset_has_the_rows_of_its_mart(
    told: bundle.Bundle, marts: duckdb.DuckDBPyConnection
) -> None:
    for table in told.warehouse.tables:
        counts = [
            marts.execute(f"select count(*) from ({sql})").fetchone()
            for sql in (told.sql(table, "ja"), f'from marts."{table}"')
        ]
        assert counts[0] == counts[1], table


def test_every_metric_runs(
    files: dict[str, dict[str, Any]], marts: duckdb.DuckDBPyConnection
) -> None:
    for path, dataset in of(files, "datasets").items():
        listed = ", ".join(f"({metric['expression']})" for metric in dataset["metrics"])
        rows = marts.execute(f"select {listed} from ({dataset['sql']}) as t").fetchall()
        assert len(rows) == 1, path


def test_names_are_in_both_languages_and_once(files: dict[str, dict[str, Any]]) -> None:
    for kind, text in (("charts", "slice_name"), ("dashboards", "dashboard_title")):
        names = {path: told[text] for path, told in of(files, kind).items()}
        assert [p for p, n in names.items() if ("ja_" in p) != bool(JAPANESE.search(n))] == []
        assert [n for n, count in Counter(names.values()).items() if count > 1] == []
    for path, dataset in of(files, "datasets").items():
        for part in ("columns", "metrics"):
            labels = Counter(thing["verbose_name"] for thing in dataset[part])
            assert [n for n, count in labels.items() if count > 1 or not n] == [], path


def test_a_chart_asks_for_metrics_and_columns_that_its_dataset_has(
    files: dict[str, dict[str, Any]],
) -> None:
    datasets = {told["uuid"]: told for told in of(files, "datasets").values()}
    for path, chart in of(files, "charts").items():
        dataset = datasets[chart["dataset_uuid"]]
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        columns = {column["column_name"] for column in dataset["columns"]}
        asked_metrics, asked_columns = superset_queries.asked(chart["params"])
        assert asked_metrics <= metrics, path
        assert asked_columns <= columns, path
        assert asked_metrics | asked_columns, path


@pytest.mark.parametrize("name", CHARTS)
def test_the_query_of_a_chart_runs(
    name: str, told: bundle.Bundle, marts: duckdb.DuckDBPyConnection
) -> None:
    marts.execute(superset_queries.query(told, name)).fetchall()


def test_the_exposure_names_the_marts_that_charts_read() -> None:
    file = ROOT / "dbt_project" / "models" / "exposures.yml"
    exposures = yamls.read(file.read_text(encoding="utf-8"))["exposures"]
    told = next(exposure for exposure in exposures if exposure["name"] == "superset")
    assert told["depends_on"] == [
        f"ref('{mart}')" for mart in sorted({chart["dataset"] for chart in CHARTS.values()})
    ]


def test_every_chart_is_on_a_dashboard_whose_rows_are_full() -> None:
    shown = {
        chart for told in DASHBOARDS.values() for row in told["rows"] for chart in row["charts"]
    }
    assert shown == set(CHARTS)
    for told in DASHBOARDS.values():
        for row in told["rows"]:
            count = len(row["charts"])
            widths = row.get("widths") or [bundle.DASHBOARD_WIDTH // count] * count
            assert sum(widths) == bundle.DASHBOARD_WIDTH


def test_ids_are_unique_and_stay_the_same(
    told: bundle.Bundle, files: dict[str, dict[str, Any]]
) -> None:
    ids = [file["uuid"] for file in files.values() if "uuid" in file]
    assert len(ids) == len(set(ids)) == len(files) - 1
    assert told.files() == files
    # A bundle of another day gives the same ids: importing it replaces.
    assert bundle.identity("en", "chart", "nps") == "9a8cbfb8-7c5e-50dc-88ca-c5738b865093"


def test_headline_figures_are_those_of_kpis(
    marts: duckdb.DuckDBPyConnection, told: bundle.Bundle
) -> None:
    """A metric of one month equals the value that mart kpis publishes for it."""
    metrics = told.metrics("kpis")
    rows = marts.execute(
        "select metric, month, value from marts.kpis where segment_type = 'all' "
        "and numerator is not null and is_complete"
    ).fetchall()
    checked = 0
    for metric, month, value in rows:
        if metric in metrics:
            [(figure,)] = marts.execute(
                f"select {metrics[metric]['sql']} from ({told.sql('kpis', 'en')}) as t "
                "where month = ?",
                [month],
            ).fetchall()
            assert figure == pytest.approx(value), (metric, month)
            checked += 1
    assert checked > 10


def test_a_week_has_seven_days_from_monday_and_the_first_complete_one_is_1(
    marts: duckdb.DuckDBPyConnection, told: bundle.Bundle
) -> None:
    """DuckDB's date_diff('week') counts from Thursdays."""
    sql = told.extras["orders"]["columns"]["weeks_ago"]["sql"]
    monday = "date '2026-11-30'"
    days = dict(
        marts.execute(
            f"select business_date, {sql.format(next_day=monday)} "
            "from (select unnest(generate_series(date '2026-11-15', date '2026-11-30', "
            "interval 1 day))::date as business_date)"
        ).fetchall()
    )
    by_day = {f"{day:%m-%d}": weeks for day, weeks in days.items()}
    assert by_day["11-15"] == 3
    assert {by_day[f"11-{day}"] for day in range(16, 23)} == {2}
    assert {by_day[f"11-{day}"] for day in range(23, 30)} == {1}  # Sunday the 29th is over
    assert by_day["11-30"] == 0


@pytest.mark.parametrize(
    ("as_of", "next_day"),
    [
        # In Tokyo it is 09:00 on the last day of the month: neither it nor the month is over.
        ("2026-11-30 00:00:00", "2026-11-30"),
        ("2026-11-30 14:59:59.999998", "2026-11-30"),
        ("2026-11-30 14:59:59.999999", "2026-12-01"),
        ("2026-11-30 15:00:00", "2026-12-01"),
    ],
)
def test_a_day_is_over_with_its_last_microsecond(as_of: str, next_day: str) -> None:
    """A chart of complete months never shows the running one as if it were complete."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.refresh as select cast(? as timestamp) as "
            'as_of, \'{"business_timezone": "Asia/Tokyo"}\' as vars',
            [as_of],
        )
        [(day,)] = connection.execute(f"select cast({bundle.NEXT_DAY} as varchar)").fetchall()
    assert day == next_day


def test_the_connection_can_only_read(files: dict[str, dict[str, Any]], published: Path) -> None:
    [database] = of(files, "databases").values()
    assert database["sqlalchemy_uri"] == f"duckdb:///{published}?access_mode=read_only"
    config = database["extra"]["engine_params"]["connect_args"]["config"]
    assert config == {"enable_external_access": False, "lock_configuration": True}
    allowed = {key: value for key, value in database.items() if key.startswith("allow_")}
    assert set(allowed.values()) == {False}
    assert set(allowed) >= {"allow_dml", "allow_ctas", "allow_cvas", "allow_file_upload"}


def test_superset_is_pinned_whole_with_the_duckdb_of_the_project() -> None:
    text = (FOLDER / "requirements.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^ \\;]+)", text, re.MULTILINE))
    wanted = re.findall(r"^[\w.-]+", (FOLDER / "requirements.in").read_text("utf-8"), re.MULTILINE)
    assert set(wanted) <= set(pins)
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert pins["duckdb"] == next(p["version"] for p in lock if p["name"] == "duckdb")
    pinned = re.findall(r"^[\w.-]+.*==.*$", text, re.MULTILINE)
    assert len(pinned) > 100
    assert len(re.findall(r"==.*\\\n +--hash=sha256:", text)) == len(pinned)


def test_no_secret_and_no_address_beyond_this_machine_is_in_the_settings() -> None:
    tree = ast.parse((FOLDER / "superset_config.py").read_text(encoding="utf-8"))
    texts = {
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    assert [
        text for text in texts if "//" in text and not text.endswith("//") and text != "sqlite:///"
    ] == []
    given = {t.id: n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets}
    assert not isinstance(given["SECRET_KEY"], ast.Constant)
    assert '"bind", f"127.0.0.1:' in (FOLDER / "serve.py").read_text(encoding="utf-8")


def test_extras_are_of_marts_and_say_what_they_are() -> None:
    extras = yamls.read((FOLDER / "datasets.yml").read_text(encoding="utf-8"))
    assert set(extras) <= set(marts_by_hand.tables())
    for told in extras.values():
        for metric in told.get("metrics", {}).values():
            assert "sql" in metric
            assert ("like" in metric) != ("label" in metric)


def test_a_file_of_an_earlier_version_is_told(told: bundle.Bundle, published: Path) -> None:
    tables = {name: columns for name, columns in told.warehouse.tables.items() if name != "kpis"}
    assert told.missing() == []
    earlier = dataclasses.replace(told.warehouse, tables=tables)
    assert bundle.Bundle(earlier, published).missing() == ["kpis"]


def test_secrets_are_made_once_for_their_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ENGAGEMENT_IDENTITY_SALT", "secret")
    server.home().mkdir()
    server.make_secrets()
    files = [server.home() / name for name in ("secret_key", "password")]
    first = [file.read_text() for file in files]
    server.make_secrets()
    assert [file.read_text() for file in files] == first
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert server.home().stat().st_mode & 0o777 == 0o700
    assert len(first[0]) >= 48
    assert first[0] != first[1]
    assert [name for name in server.environment() if name.startswith("ENGAGEMENT_")] == []
    assert server.environment()["HOME"] == str(server.home())  # nothing lands in the user's


def test_what_is_missing_is_told_with_its_remedy(
    tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path))
    with pytest.raises(UsageError, match="Nothing is published .* engagement run"):
        server.start()
    (tmp_path / "engagement.duckdb").symlink_to(published)
    with pytest.raises(UsageError, match="not installed.* make superset"):
        server.start(python=tmp_path / "none")
    assert not server.home().exists()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} is taken .*PORT={port + 1}"):
            server.start(port, python=Path(sys.executable))


def test_a_superset_that_ends_at_once_is_told_with_its_log(
    tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGEMENT_DATA_DIR", str(tmp_path))
    (tmp_path / "engagement.duckdb").symlink_to(published)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = server.start(port, python=Path(shutil.which("false")))
    with pytest.raises(RefreshError, match="superset.log"):
        server.wait(process, port)
