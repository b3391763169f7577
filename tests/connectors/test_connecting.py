"""Connecting from the command line: connect.yml, sources, and what cannot be connected."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from homes import Home
from postgres_server import postgres_server

from connectors import pages, skeleton
from connectors.description import FOLDER, connector_names, read_connector
from connectors.errors import SourceError
from connectors.sources import Source
from orchestration import connecting
from orchestration.assets import connected
from orchestration.errors import UsageError
from orchestration.run_resource import RefreshRun

SPEND = "日付,媒体,キャンペーン,費用\n2026-02-01,display,c1,1200\n2026-02-02,display,c1,800\n"


@pytest.fixture
def company(home: Home) -> Home:
    """Return a company that exports its advertising."""
    home.raw.mkdir(parents=True, exist_ok=True)
    exported = home.raw.parent / "exports"
    exported.mkdir()
    (exported / "広告費.csv").write_text(SPEND, encoding="utf-8")
    return home


def exported(home: Home) -> str:
    return str(home.raw.parent / "exports")


def written(home: Home) -> list[Path]:
    return sorted(home.raw.rglob("*.parquet"))


def test_a_vendor_is_connected_by_one_command(company: Home) -> None:
    dry = company.engagement("connect", "ad_table", "--from", exported(company), "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "web.ad_spend  2 rows from 2 of spend; 2 new" in dry.output
    assert written(company) == []
    done = company.engagement("connect", "ad_table", "--from", exported(company))
    assert "Written: 1 files." in done.output
    [file] = written(company)
    assert file.parent == company.raw / "web" / "ad_spend"
    again = company.engagement("connect", "ad_table", "--from", exported(company))
    assert "Nothing new." in again.output
    assert written(company) == [file]


def test_a_source_under_another_name_would_count_twice(company: Home) -> None:
    place = exported(company)
    assert company.engagement("connect", "ad_table", "--from", place).exit_code == 0
    other = company.engagement("connect", "ad_table", "--from", place, "--name", "display")
    assert other.exit_code == 2
    assert "connected already as ad_table" in other.output
    (company.raw / "connect.yml").write_text(
        f"ad_table: {{vendor: ad_table, from: {place}, prefix: x-}}", encoding="utf-8"
    )
    otherwise = company.engagement("connect")
    assert otherwise.exit_code == 2
    assert "ids that were written begin with 'ad_table-'" in otherwise.output
    assert len(written(company)) == 1


def test_connect_yml_lists_the_sources_of_a_company(
    company: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORTS", exported(company))
    (company.raw / "connect.yml").write_text(
        "display:\n  vendor: ad_table\n  from: ${EXPORTS}\n  options: {currency: USD}\n"
        "search:\n  vendor: ad_table\n  from: ../exports\n  tables: {spend: 広告費}\n"
        "  columns: {spend: {channel: 媒体}}\n",
        encoding="utf-8",
    )
    done = company.engagement("connect")
    assert done.exit_code == 0, done.output
    names = {file.name.partition("-")[0] for file in written(company)}
    assert names == {"display", "search"}
    rows = duckdb.read_parquet(str(company.raw / "web" / "ad_spend" / "display-*.parquet"))
    assert {row[0] for row in rows.select("currency").fetchall()} == {"USD"}
    one = company.engagement("connect", "search")
    assert "search: " in one.output
    assert "display: " not in one.output
    with company.use():
        assets = connected.connected_sources()
        assert [asset.key.path for asset in assets] == [
            ["connect", "display"],
            ["connect", "search"],
        ]
        assert connected.source_assets()["search"][1] == ["web.ad_spend"]


def test_a_source_is_an_asset_that_says_what_it_left_out(company: Home) -> None:
    (company.raw / "connect.yml").write_text(
        "ads: {vendor: ad_table, from: ../exports}", encoding="utf-8"
    )
    with (Path(exported(company)) / "広告費.csv").open("a", encoding="utf-8") as stream:
        stream.write("2026-02-03,display,c1,\n")
    with company.use(), dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize(
            connected.connected_sources(),
            resources={"refresh_run": RefreshRun()},
            instance=instance,
        )
    [event] = done.get_asset_materialization_events()
    told = {name: value.value for name, value in event.materialization.metadata.items()}
    assert (told["rows in"], told["rows out"], told["rows left out"]) == (3, 2, 1)
    assert "| web.ad_spend | 3 | 1 no spend is told | 2 | 2 | 0 | 0 |" in told["by table"]
    assert len(written(company)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", ["has to list sources by name"]),
        ("shop: {vendor: shopify}", ["source shop", "vendor and from"]),
        ("Shop 1: {vendor: shopify, from: x}", ["'Shop 1' is no name"]),
        ("shop: {vendor: shopify, from: x, form: rest}", ["source shop, key form"]),
        ("shop: {vendor: shopify, from: '${NO_SUCH}'}", ["no variable NO_SUCH"]),
        ("shop: {vendor: shopfy, from: x}", ["no connector shopfy", "Do you mean shopify?"]),
        ("shop: {vendor: shopify, from: x, options: {a: 1}}", ["no option a", "timezone"]),
        ("shop: {vendor: shopify, from: nowhere}", ["There is nothing at"]),
        ("shop: [", ["cannot be read as YAML"]),
        (
            "a: {vendor: ad_table, from: x}\na: {vendor: ad_table, from: y}",
            ["a stands there twice"],
        ),
        ("a: {vendor: ad_table, from: }", ["vendor and from must not be empty"]),
        (
            "a: {vendor: ga4, from: x, prefix: ''}\nb: {vendor: ga4, from: y, prefix: ''}",
            ["begin with ''"],
        ),
        ("a: {vendor: ad_table, from: x, tables: {spend: 5}}", ["tables as {table: your name}"]),
        ("a: {vendor: ad_table, from: x, columns: {spend: }}", ["columns as"]),
        ("a: {vendor: ad_table, from: x, options: {timezone: Tokyo}}", ["no time zone"]),
        ("a: {vendor: ga4, from: x, options: {shop: shopp}}", ["there is no source shopp"]),
    ],
)
def test_what_connect_yml_says_wrongly_is_named(company: Home, text: str, said: list[str]) -> None:
    (company.raw / "connect.yml").write_text(text, encoding="utf-8")
    done = company.engagement("connect")
    assert done.exit_code in (1, 2)
    assert [word for word in said if word not in done.output] == []
    assert written(company) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "There is nothing to connect"),
        (("shopify",), "There is nothing to connect"),
        (("--from", "x"), "needs the name of a vendor"),
        (("ad_table", "--from", "x", "--option", "currency"), "NAME=VALUE"),
        (("ad_table", "--from", "x", "--name", "A b"), "'A b' is no name"),
        (("ad_table", "--schema", "x"), "need --from"),
        (("--new", "Shop"), "'Shop' is no name"),
        (("--new", "shopify"), "There is a connector shopify already"),
    ],
)
def test_wrong_use_says_what_is_right(home: Home, arguments: tuple[str, ...], said: str) -> None:
    home.raw.mkdir(parents=True, exist_ok=True)
    done = home.engagement("connect", *arguments)
    assert done.exit_code == 2, done.output
    assert said in done.output


def test_the_made_up_companys_zone_takes_no_other_companys_rows(company: Home) -> None:
    (company.raw / "truth.json").write_text('{"generator": "sample_company"}', encoding="utf-8")
    done = company.engagement("connect", "ad_table", "--from", exported(company))
    assert done.exit_code == 2
    assert "is the made-up company's" in done.output


def test_a_refresh_connects_first_and_says_when_it_cannot(company: Home) -> None:
    (company.raw / "connect.yml").write_text(
        "ads: {vendor: ad_table, from: nowhere}", encoding="utf-8"
    )
    done = company.engagement("run")
    assert done.exit_code == 1
    assert "There is nothing at" in done.output
    told = (company.data / "last_refresh.json").read_text(encoding="utf-8")
    assert connecting.STEP in told


def test_every_connector_can_be_listed_and_explained(home: Home) -> None:
    home.raw.mkdir(parents=True, exist_ok=True)
    listed = home.engagement("connect", "--list").output
    for name in connector_names():
        assert f"\n{name} " in f"\n{listed}"
        told = home.engagement("connect", name, "--explain")
        assert told.exit_code == 0, told.output
        for fill in read_connector(FOLDER / name).fills:
            assert f"fills {fill.raw.full_name}: " in told.output
    told = home.engagement("connect", "zendesk", "--explain").output
    assert "support_issues" in told.partition("Marts that it fills alone: ")[2].splitlines()[0]
    assert "Empty without web.events: sessions" in told


def test_a_connector_of_ones_own_begins_with_one_that_works(tmp_path: Path, home: Home) -> None:
    place = skeleton.begin("loyalty_club", tmp_path)
    home.raw.mkdir(parents=True, exist_ok=True)
    done = home.engagement("connect", str(place), "--try")
    assert done.exit_code == 0, done.output
    assert "wrong" not in done.output
    (place / "examples" / "tables.csv").write_text(
        "table,measure,value\ncrm.customers,rows,2\n", encoding="utf-8"
    )
    done = home.engagement("connect", str(place), "--try")
    assert done.exit_code == 1
    assert "crm.customers, rows: 2 expected, 1 came out" in done.output


def test_the_pages_of_the_connectors_are_as_the_connectors_are() -> None:
    stale = [path.name for path, text in pages.texts() if path.read_text("utf-8") != text]
    assert stale == [], "python -m connectors.pages"


# --- PostgreSQL -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of one's own."""
    with postgres_server() as address:
        yield address


def test_a_postgresql_schema_is_read_and_never_written(
    address: str, company: Home, tmp_path: Path
) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address) as connection:
        with connection.cursor() as cursor:
            for sql in (
                "create schema ads",
                'create table ads."Spend" (date date, media text, campaign text, cost numeric, '
                "at timestamptz, tags text[])",
                "insert into ads.\"Spend\" values ('2026-02-01', 'display', 'c1', 1200.5, "
                "'2026-02-01 09:00+09', '{a,b}')",
            ):
                cursor.execute(sql)
        connection.commit()
    done = company.engagement("connect", "ad_table", "--from", address, "--schema", "ads")
    assert done.exit_code == 0, done.output
    rows = duckdb.read_parquet(str(company.raw / "web" / "ad_spend" / "*.parquet"))
    assert rows.select("campaign_id, spend").fetchall()[0][0] == "c1"
    with duckdb.connect() as engine:
        source = Source(address, "ads", engine, tmp_path)
        [entry] = source.entries(["Spend"])
        [part] = source.parts(entry)
        values = engine.execute(
            f"select {', '.join(part.columns.values())} from {part.relation}"
        ).fetchone()
        source.close()
    assert values[3:] == ("1200.5", "2026-02-01 00:00:00+00", '["a","b"]')
    wrong = company.engagement("connect", "ad_table", "--from", address, "--schema", "none")
    assert "has no schema none. It has ads." in wrong.output


def test_a_database_that_cannot_be_opened_is_named_without_its_password() -> None:
    pytest.importorskip("adbc_driver_postgresql")
    with duckdb.connect() as engine, pytest.raises(SourceError) as told:
        Source("postgresql://me:hidden@localhost:1/db", None, engine, Path())
    assert "localhost:1/db cannot be opened" in str(told.value)
    assert "hidden" not in str(told.value)


def test_an_unknown_option_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UsageError, match="no option colour"):
        connecting.order(connecting.Listed("a", "ad_table", "x", options={"colour": "red"}))
