"""Superset itself on a published file: every dataset and chart answers, and nothing can write."""

import hashlib
import itertools
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
import superset_queries
from homes import Home

from dashboard.superset import bundle, server
from orchestration import publishing, webserver
from orchestration.errors import RefreshError

CHARTS = bundle.content("charts")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


def real(test: Callable) -> Callable:
    """Mark a test that opens Superset: it is slow, and skipped where Superset is not installed."""
    reason = "Superset is not installed here (make test-superset)"
    return pytest.mark.slow(pytest.mark.skipif(not server.PYTHON.exists(), reason=reason)(test))


@pytest.fixture(scope="module")
def told(published: Path) -> bundle.Bundle:
    return bundle.Bundle(bundle.read_warehouse(published), published)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_rows(name: str, told: bundle.Bundle, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(superset_queries.query(told, name)).fetchall()
    assert [row for row in rows if any(value is not None for value in row)]


def test_a_figure_of_one_row_is_the_marts_own(told: bundle.Bundle, published: Path) -> None:
    """What charts sum up from parts equals the mart's column where a single row is summed up."""
    checked = 0
    with duckdb.connect(str(published), read_only=True) as connection:
        for table, extra in told.extras.items():
            own = {column.name for column in told.warehouse.tables[table]}
            for name, metric in extra.get("metrics", {}).items():
                if metric.get("like") not in own:
                    continue
                keys = connection.execute(
                    "select string_agg(column_name, ', ') from marts.columns "
                    "where table_name = ? and is_key",
                    [table],
                ).fetchall()[0][0]
                rows = connection.execute(
                    f'select {metric["sql"]}, max("{metric["like"]}") '
                    f"from ({told.sql(table, 'en')}) as t group by {keys}"
                ).fetchall()
                figures = [(figure, column) for figure, column in rows if figure is not None]
                checked += len(figures)
                # Where the mart refuses to tell a figure, a chart does not tell one either.
                assert [f for f, column in figures if column is None] == [], (table, name)
                for figure, column in figures:
                    assert float(figure) == pytest.approx(float(column)), (table, name)
                # Only a condition (what is counted, what is to do) may leave a figure out.
                is_conditional = "filter" in metric["sql"]
                assert is_conditional or len(figures) == sum(c is not None for _, c in rows), name
    assert checked > 1000


@pytest.fixture(scope="module")
def place(warehouse: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A data folder of its own with what the company published, under a name that needs care."""
    home = Home(tmp_path_factory.mktemp("superset") / "data 日本", warehouse.raw)
    with home.use():
        publishing.copies_dir().mkdir(parents=True)
        publish(warehouse.link.resolve(), 1)
        yield home


def publish(source: Path, number: int) -> Path:
    """Publish a copy as a refresh does: beside the others, then the link moves."""
    copy = publishing.copies_dir() / f"engagement-20260930T{number:012d}.duckdb"
    shutil.copyfile(source, copy)
    publishing.relink(copy)
    publishing.forget(publishing.copies_dir(), publishing.KEEP)
    return copy


@pytest.fixture(scope="module")
def port(place: Home) -> Iterator[int]:
    """The port of a Superset that has started for the first time and imported everything."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    process = server.start(number)
    try:
        server.wait(process, number)
        server.bring(server.Client(number))
        yield number
    finally:
        webserver.stop(process, patience_seconds=5)


@pytest.fixture
def client(port: int) -> server.Client:
    return server.Client(port)


def run(client: server.Client, sql: str) -> list[dict]:
    """Return what SQL Lab answers."""
    [database] = client.listed("database")
    order = {"database_id": database["id"], "sql": sql, "schema": "marts", "runAsync": False}
    order["client_id"] = hashlib.sha256(sql.encode()).hexdigest()[:11]
    return client.ask("/api/v1/sqllab/execute/", order)["data"]


@real
def test_every_dataset_answers_with_all_its_columns_and_metrics(
    client: server.Client, place: Home
) -> None:
    files = bundle.Bundle(bundle.read_warehouse(place.link), place.link).files()
    by_id = {file["uuid"]: file for file in files.values() if "uuid" in file}

    def ask(dataset: dict) -> str | None:
        file = by_id[dataset["uuid"]]
        columns = [column["column_name"] for column in file["columns"]]
        metrics = [metric["metric_name"] for metric in file["metrics"]]
        order = {
            "datasource": {"id": dataset["id"], "type": "table"},
            "queries": [
                {"columns": columns, "metrics": None, "row_limit": 3},
                {"columns": [], "metrics": metrics},
            ],
        }
        rows, total = client.ask("/api/v1/chart/data", order)["result"]
        is_right = set(rows["colnames"]) == set(columns) and set(total["colnames"]) == set(metrics)
        is_whole = is_right and total["rowcount"] == 1 and not (rows["error"] or total["error"])
        return None if is_whole else dataset["table_name"]

    datasets = client.listed("dataset", "uuid")
    assert len(datasets) > 100
    with ThreadPoolExecutor(4) as pool:
        assert [name for name in pool.map(ask, datasets) if name] == []


@real
def test_importing_again_doubles_nothing_and_takes_away_what_is_no_more(
    client: server.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("database", "dataset", "chart", "dashboard")
    before = {kind: {thing["uuid"] for thing in client.listed(kind, "uuid")} for kind in kinds}
    assert not server.bring(client)  # nothing has changed
    own = client.ask(
        "/api/v1/chart/",
        {
            "slice_name": "mine",
            "viz_type": "table",
            "params": "{}",
            "datasource_id": client.listed("dataset")[0]["id"],
            "datasource_type": "table",
        },
    )["id"]
    files = bundle.Bundle.files

    def some(told: bundle.Bundle) -> dict[str, dict]:
        kept = ("metadata.yaml", "databases/engagement.yaml", "en/kpis.yaml", "en_nps.yaml")
        return {path: file for path, file in files(told).items() if path.endswith(kept)}

    monkeypatch.setattr(bundle.Bundle, "files", some)
    assert server.bring(client)
    assert [thing["table_name"] for thing in client.listed("dataset")] == ["kpis"]
    names = {thing["slice_name"] for thing in client.listed("chart")}
    assert names == {"Net Promoter Score", "mine"}  # what people made stays
    client.ask(f"/api/v1/chart/{own}", method="DELETE")
    monkeypatch.undo()
    assert server.bring(client)
    after = {kind: {thing["uuid"] for thing in client.listed(kind, "uuid")} for kind in kinds}
    assert after == before


@real
@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.mine as select 1",
        "update marts.kpis set value = 1",
        "delete from marts.kpis",
        "drop table marts.kpis",
        "with new as (select 1) insert into marts.kpis (metric) select 'x' from new",
        "copy (select 1) to '{folder}/out.csv'",
        "export database '{folder}'",
        "attach '{folder}/new.duckdb' as new",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "set enable_external_access = true",
        "install httpfs",
        "select 1; drop table marts.kpis",
    ],
)
def test_sql_lab_cannot_write_nor_reach_files(
    sql: str, client: server.Client, place: Home, tmp_path: Path
) -> None:
    before = hashlib.sha256(place.link.read_bytes()).digest()
    with pytest.raises(RefreshError, match="refuses"):
        run(client, sql.format(folder=tmp_path))
    assert hashlib.sha256(place.link.read_bytes()).digest() == before
    assert list(tmp_path.iterdir()) == []


@real
def test_sql_lab_reads_the_marts(client: server.Client, place: Home) -> None:
    [(count,)] = place.query("select count(*) from marts.kpis")
    assert run(client, "select count(*) as count from kpis") == [{"count": count}]
    [database] = client.listed("database")
    assert client.ask(f"/api/v1/database/{database['id']}/schemas/")["result"] == ["marts"]


@real
def test_a_refresh_shows_at_once_and_readers_meet_no_error(
    client: server.Client, place: Home, tmp_path: Path
) -> None:
    """Published is again and again while charts and SQL Lab ask; older copies are deleted."""
    dataset = next(d for d in client.listed("dataset") if d["table_name"] == "nps")
    order = {
        "datasource": {"id": dataset["id"], "type": "table"},
        "queries": [{"columns": [], "metrics": ["row_count"]}],
    }

    def count() -> int:
        [answer] = client.ask("/api/v1/chart/data", order)["result"]
        return answer["data"][0]["row_count"]

    first = place.link.resolve().read_bytes()
    draft = tmp_path / "draft.duckdb"
    draft.write_bytes(first)
    seen, errors, is_over = [], [], threading.Event()

    def read(ask: object) -> None:
        while not is_over.is_set():
            try:
                seen.append(ask())
            except Exception as error:  # noqa: BLE001 - any is one too many
                errors.append(error)

    numbers = itertools.count()

    def lab() -> int:
        # Two readers with one name of a query would be one query to SQL Lab.
        return run(client, f"select count(*) as row_count -- {next(numbers)}\nfrom nps")[0][
            "row_count"
        ]

    rows = count()
    threads = [threading.Thread(target=read, args=(ask,)) for ask in (count, count, lab)]
    for thread in threads:
        thread.start()
    expected = [rows]
    try:
        for number in range(2, 8):
            with duckdb.connect(str(draft)) as connection:
                connection.execute("insert into marts.nps from marts.nps limit 1")
            publish(draft, number)
            expected.append(rows + number - 1)
            time.sleep(0.2)
            assert count() == expected[-1]
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert errors == []
    assert len(seen) > 6
    assert set(seen) <= set(expected)


@real
def test_secrets_and_what_superset_keeps_are_the_owners(place: Home, port: int) -> None:
    folder = place.data / "superset"
    assert folder.stat().st_mode & 0o777 == 0o700
    password = (folder / "password").read_text()
    open_files = [f.name for f in folder.rglob("*") if f.stat().st_mode & 0o077]
    assert open_files == []
    lines = "\n".join(server.greeting(port))
    assert str(folder / "password") in lines
    assert password not in lines
    assert password not in (folder / "superset.log").read_text(errors="replace")
    with socket.socket() as probe:  # it listens on 127.0.0.1 only
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.2", port)) != 0


@real
def test_a_wrong_password_and_none_are_refused(port: int, place: Home) -> None:
    file = place.data / "superset" / "password"
    password = file.read_text()
    try:
        for wrong in ("admin", ""):
            file.write_text(wrong)
            with pytest.raises(RefreshError, match=r"\((401|400)\)"):
                server.Client(port)
    finally:
        file.write_text(password)


@real
@pytest.mark.browser
def test_every_dashboard_is_drawn_and_asks_nothing_of_the_network(place: Home, port: int) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    base = f"http://127.0.0.1:{port}"
    told = bundle.Bundle(bundle.read_warehouse(place.link), place.link)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 2400})
        answers, beyond = [], []
        page.on("response", lambda r: answers.append(r) if "/chart/data" in r.url else None)
        page.on(
            "response",
            lambda r: None if r.url.startswith((base, "data:", "blob:")) else beyond.append(r.url),
        )
        page.goto(f"{base}/login/")
        page.fill("#username", server.USER)
        page.fill("#password", (place.data / "superset" / "password").read_text())
        page.keyboard.press("Enter")
        page.wait_for_url("**/superset/welcome/**")
        for name, language in itertools.product(told.dashboards, bundle.LANGUAGES):
            charts = [c for row in told.dashboards[name]["rows"] for c in row["charts"]]
            answers.clear()
            page.goto(f"{base}/lang/{language}")
            page.goto(f"{base}/superset/dashboard/{bundle.slug(name, language)}/")
            for chart in charts:
                page.get_by_text(told.name(chart)[language], exact=True).first.wait_for()
            deadline = time.monotonic() + 60
            while len(answers) < len(charts) and time.monotonic() < deadline:
                page.wait_for_timeout(100)
            results = [r.json()["result"][0] for r in answers]
            assert len(results) >= len(charts), name
            assert [r["error"] for r in results if r["error"] or not r["rowcount"]] == []
            page.wait_for_load_state("networkidle")
            assert page.get_by_role("alert").count() == 0
        assert beyond == []
        browser.close()
