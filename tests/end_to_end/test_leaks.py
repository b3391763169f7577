"""What a refresh leaves behind holds nothing of anybody that may not be there.

One refresh of the company, the second into its data folder: its landing zone has grown by a row of
canaries in each table and by the request of a customer to be erased. The contact file is asked for:
the one file, by its name, that may hold identifiers.
"""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import attack
import canaries
import duckdb
import leaks
import pytest
from click.testing import Result
from homes import Environment, Home, open_to_others

from orchestration import paths, yamls
from orchestration.contract import read_contract
from orchestration.landing import CONTROL_COLUMNS

MAY_BE_PUBLISHED = Path(__file__).with_name("may_be_published.yml")
CONTACT_FILE = "engagement_contacts.duckdb"
# What it holds beyond what may be published anyway.
IDENTIFIERS = {f"crm.customers.{c}" for c in ("full_name", "email", "phone", "postal_code")}
SALT = "engagement"


@dataclass(frozen=True)
class Erased:
    """A customer of the made-up company who asked to be erased, and all that names them."""

    records: list[str]
    devices: list[str]
    identifiers: list[str]
    texts: list[str]
    hashes: list[str]


@dataclass(frozen=True)
class Searched:
    home: Home
    planted: canaries.Planted
    erased: Erased
    result: Result


def whoever_has_most(home: Home) -> Erased:
    """Choose the customer with most kinds of facts, and gather by what files name them."""
    warehouse = home.data / "build" / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def column(sql: str, *given: object) -> list[str]:
            return [value for (value,) in connection.execute(sql, list(given)).fetchall() if value]

        (person,) = column(
            """
            select customer_id from identity.id_records_resolved as records
            inner join raw.crm__customers as details
                on records.record_id = details.customer_record_id
            where details.email is not null and details.phone is not null
            group by customer_id
            order by
                customer_id in (select customer_id from pii.contact_list) desc,
                bool_or(records.record_id in (
                    select min(user_id) from raw.web__events where user_id is not null
                    group by anonymous_id having count(distinct user_id) = 1
                )) desc,
                count(distinct records.record_id) > 1 desc,
                bool_or(records.record_id in (
                    select customer_record_id from staging.stg_survey__responses
                    where customer_record_id is not null
                )) desc,
                customer_id
            limit 1
            """
        )
        records = column(
            "select record_id from identity.id_records_resolved where customer_id = ?", person
        )
        connection.execute("create temp table own as select unnest(?) as id", [records])
        details = connection.execute(
            "select distinct email, phone, member_no, full_name from raw.crm__customers "
            "where customer_record_id in (from own)"
        ).fetchall()
        devices = column(
            "select anonymous_id from raw.web__events where user_id is not null "
            "group by 1 having bool_and(user_id in (from own))"
        )
        values = connection.execute(
            "select identifier_type, identifier_value from identity.id_records_to_identifiers "
            "group by all having bool_and(record_id in (from own))"
        ).fetchall()
        texts = column(
            "select answers.text from raw.survey__answers as answers "
            "inner join raw.survey__responses as responses using (response_id) "
            "where responses.customer_record_id in (from own) and length(answers.text) > 12 "
            "and answers.text not in (select text from raw.survey__answers "
            "group by 1 having count(distinct response_id) > 1)"
        )
    shared = {value for row in details for value in row} - {None}
    return Erased(
        records,
        devices,
        sorted({v for v in shared if len(v) > 5} | {v for _, v in values if len(v) > 5}),
        texts,
        [hashlib.sha256(f"{SALT}|{kind}|{value}".encode()).hexdigest() for kind, value in values],
    )


def write_contacts(home: Home) -> None:
    """Write the contact file of the refresh before, as if it had been asked for then."""
    from orchestration import contacts, dbt, publishing

    with home.use():
        facts = publishing.Facts(publishing.read_refresh()["run_id"])
        with contacts.beside(facts, dbt.read_manifest()["nodes"]):
            pass


def contact_rows(home: Home, erased: Erased) -> list[tuple]:
    """Return what the contact file says of the person who is to be erased."""
    with duckdb.connect(str(home.data / CONTACT_FILE), read_only=True) as connection:
        return connection.execute(
            "from contacts.contact_list where customer_id = any(?)", [erased.records]
        ).fetchall()


@pytest.fixture(scope="module")
def searched(warehouse: Home, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    folder = tmp_path_factory.mktemp("searched")
    home = Home(folder / "data", folder / "landing")
    shutil.copytree(warehouse.data, home.data, symlinks=True)
    shutil.copytree(warehouse.raw, home.raw)
    erased = whoever_has_most(home)
    assert home.query(
        f"select count(*) from marts.customers where customer_id in {tuple(erased.records + [''])}"
    ) == [(1,)]
    planted = canaries.plant(home.raw)
    record = planted.of("crm.customers.customer_record_id", "key")
    (home.raw / "support" / "tickets" / "waits.csv").write_text(
        "ticket_id,requester_record_id,channel,direction,status,is_spam,created_at,updated_at,"
        f"_loaded_at\nwaits,{record},email,inbound,open,false,{canaries.MOMENT},{canaries.MOMENT},"
        f"{canaries.MOMENT}\n",
        encoding="utf-8",
    )
    (home.raw / "crm" / "erasure_requests" / "request.csv").write_text(
        "request_id,customer_record_id,requested_at,_loaded_at\n"
        f"please-forget-me,{erased.records[-1]},2026-09-20T03:00:00Z,2026-09-21T03:00:00Z\n",
        encoding="utf-8",
    )
    with Environment({"ENGAGEMENT_CONTACT_FILE": "on"}):
        write_contacts(home)
        before = contact_rows(home, erased)
        unreadable = home.raw / "commerce" / "orders" / "unreadable.csv"
        unreadable.write_text("no_column_of_ours\n1\n", encoding="utf-8")
        refused = home.engagement("run", "--new-baseline")
        assert refused.exit_code == 1, refused.output
        assert contact_rows(home, erased) == before != []
        unreadable.unlink()
        result = home.engagement("run", "--new-baseline")
    assert result.exit_code == 0, result.output
    assert "WARNING" not in result.stderr, result.stderr
    (home.data / "terminal.txt").write_text(result.output, encoding="utf-8")
    docs = home.engagement("check", "--docs")
    assert docs.exit_code == 0, docs.output
    (home.data / "terminal_of_check.txt").write_text(docs.output, encoding="utf-8")
    return Searched(home, planted, erased, result)


def may_be_published() -> set[str]:
    listed = yamls.read(MAY_BE_PUBLISHED.read_text(encoding="utf-8"))
    return {f"{table}.{column}" for table, columns in listed.items() for column in columns}


def test_no_text_of_the_landing_zone_goes_further_than_it_may(searched: Searched) -> None:
    """The build database holds what came; all else only what may be published, by its list."""
    allowed = may_be_published()
    data, found = searched.home.data, {}
    for file in sorted(f for f in data.rglob("*") if f.is_file() and not f.is_symlink()):
        if file.name == "warehouse.duckdb":
            continue
        may_hold = allowed | IDENTIFIERS if file == data / CONTACT_FILE else allowed
        seen = searched.planted.seen(leaks.content(file) + file.name.encode())
        if file.suffix == ".duckdb":
            seen |= searched.planted.seen(leaks.texts(file))
        for column, kind in seen:
            if column not in may_hold or kind == "broken":
                found.setdefault(f"{column} ({kind})", set()).add(str(file.relative_to(data)))
    assert found == {}


def test_what_may_be_published_is(searched: Searched) -> None:
    """The list holds no column that is published by nobody any more."""
    seen = {column for column, _ in searched.planted.seen(leaks.texts(searched.home.link))}
    assert sorted(may_be_published() - seen) == []


def test_the_contact_file_has_what_it_is_for_and_is_its_owners(searched: Searched) -> None:
    file = searched.home.data / CONTACT_FILE
    assert file.stat().st_mode & 0o777 == 0o400
    seen = {column for column, _ in searched.planted.seen(leaks.texts(file))}
    assert seen >= IDENTIFIERS
    assert str(file) in searched.result.stdout.replace("\n", "")
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("select run_id from contacts.refresh").fetchall() == (
            searched.home.query("select run_id from marts.refresh")
        )
        listed = connection.execute(
            "select customer_id, rule, due_date from contacts.contact_list order by all"
        ).fetchall()
    assert listed == searched.home.query(
        "select customer_id, rule, due_date from marts.action_items where is_main order by all"
    )


def test_without_the_setting_there_is_no_contact_file(warehouse: Home) -> None:
    assert [file for file in warehouse.data.rglob("*") if CONTACT_FILE in file.name] == []


def test_every_text_of_the_contract_was_planted_and_arrived(searched: Searched) -> None:
    raw = searched.home.data / "build" / "warehouse.duckdb"
    arrived = {column for column, _ in searched.planted.seen(leaks.texts(raw))}
    declared = {
        f"{table.full_name}.{column['name']}"
        for table in read_contract()
        for column in table.columns
        if column["data_type"] == "varchar" and column["name"] not in CONTROL_COLUMNS
    }
    assert sorted(declared - arrived) == []


def test_nothing_of_an_erased_person_is_left_anywhere(searched: Searched) -> None:
    erased = searched.erased
    assert erased.identifiers
    assert erased.hashes
    assert erased.devices
    needles = [*erased.records, *erased.devices, *erased.identifiers, *erased.texts, *erased.hashes]
    assert leaks.found(searched.home.data, needles) == []
    # Among what was searched is what the next refresh puts back.
    assert (searched.home.data / "build" / "erased.sealed").stat().st_size > 10_000


def test_pages_that_are_free_hold_nothing(searched: Searched) -> None:
    build = searched.home.data / "build"
    assert leaks.free_pages(build / "warehouse.duckdb") == 0
    # Of what is published only the stamp of the build went.
    assert leaks.free_pages(searched.home.link.resolve()) <= 1


def test_the_older_copy_is_gone_and_nobody_can_go_back_to_it(searched: Searched) -> None:
    assert [copy.resolve() for copy in (searched.home.data / "published").iterdir()] == [
        searched.home.link.resolve()
    ]
    told = searched.home.engagement("rollback")
    assert told.exit_code == 1
    assert "no older copy" in told.stderr


def test_the_proof_names_the_request_and_nobody(searched: Searched) -> None:
    warehouse = searched.home.data / "build" / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select state, erased_record_count from audit.erasures "
            "where request_id = 'please-forget-me'"
        ).fetchall()
    assert rows == [("fulfilled", len(searched.erased.records))]


@pytest.mark.parametrize("is_sealed", [True, False])
def test_the_next_load_gets_back_what_figures_need(
    searched: Searched, tmp_path: Path, is_sealed: bool
) -> None:
    """Loading after an erasure gives the raw tables of a load into an empty database."""
    from orchestration import landing, sealing

    grown, fresh = tmp_path / "grown.duckdb", tmp_path / "fresh" / "fresh.duckdb"
    fresh.parent.mkdir()
    shutil.copyfile(searched.home.data / "build" / "warehouse.duckdb", grown)
    if is_sealed:
        sealed = sealing.file_beside(searched.home.data / "build" / "warehouse.duckdb")
        shutil.copyfile(sealed, sealing.file_beside(grown))
        with duckdb.connect(str(grown)) as connection:
            assert sealing.put_back(connection, searched.home.raw)
    for file in (grown, fresh):
        with duckdb.connect(str(file)) as connection:
            report = landing.load(connection, searched.home.raw)
            assert file == fresh or (report.files, report.reloaded) == ({}, [])
    with duckdb.connect() as connection:
        connection.execute(f"attach '{grown}' as grown (read_only)")
        connection.execute(f"attach '{fresh}' as fresh (read_only)")
        for table in read_contract():
            (differing,) = connection.execute(
                f"select count(*) from ((from grown.{table.relation} except all "
                f"from fresh.{table.relation}) union all (from fresh.{table.relation} "
                f"except all from grown.{table.relation}))"
            ).fetchone()
            assert differing == 0, table.full_name
        (unpublished,) = connection.execute(
            "select count(*) from grown.raw.landing_files where not is_published"
        ).fetchone()
        assert unpublished == 0


def test_texts_of_strangers_are_texts_on_the_page(searched: Searched) -> None:
    assert searched.home.query(
        "select count(*) > 0 from marts.campaigns where contains(name, '<script>alert(1)</script>')"
    ) == [(True,)]
    page = (searched.home.data / "dashboard.html").read_text(encoding="utf-8")
    for code in ("<script>alert", "<img src=x", "onerror=alert(1)>"):
        assert code not in page


def test_nobody_else_may_open_what_the_command_line_and_dagster_write(searched: Searched) -> None:
    """The company was refreshed by the command line; Dagster's definitions set the same mask."""
    data = searched.home.data
    assert open_to_others(data) == []
    assert {f.stat().st_mode & 0o777 for f in (data / "published").iterdir()} == {0o400}
    code = "import os; import orchestration.definitions; print(oct(os.umask(0)))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=paths.ROOT
    )
    assert told.stdout.strip() == "0o77"


def test_what_is_shared_holds_no_customer_and_no_small_group(searched: Searched) -> None:
    from orchestration import dbt, sharing

    file = searched.home.data.parent / "shared.duckdb"
    told = searched.home.engagement("share", str(file))
    assert told.exit_code == 0, told.output
    assert "kpis: left out; figures of other marts once more" in told.stdout
    assert file.stat().st_mode & 0o077 == 0
    again = searched.home.engagement("share", str(file))
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    marts = {node["name"]: node for node in dbt.read_manifest()["nodes"].values()}
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = {
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        }
        for name in tables - {"columns", "words", "metrics", "shared"}:
            assert sharing.is_aggregate(marts[name])
            for count in sharing.rule(marts[name]).people:
                row = connection.execute(f"select min({count}) from marts.{name}").fetchone()
                assert row[0] is None or row[0] >= 10, f"{name}.{count}"
        counted = connection.execute("select sum(shared_row_count) from marts.shared").fetchone()
        assert counted[0] > 100
        left_out = connection.execute(
            "select count(*) from marts.shared where left_out_because is not null"
        ).fetchone()
    assert left_out[0] > 5
    persons = searched.home.query(
        "select customer_id from marts.customers where length(customer_id) > 6"
    )
    assert (
        leaks.found(file.parent, [p for (p,) in persons], [searched.home.data, searched.home.raw])
        == []
    )


def test_nothing_small_follows_from_what_the_company_shares(
    searched: Searched, tmp_path: Path
) -> None:
    """Every value all is a total, and no sum or difference of what is shared tells of few."""
    from orchestration import dbt

    file = tmp_path / "shared.duckdb"
    assert searched.home.engagement("share", str(file)).exit_code == 0
    marts = [node for node in dbt.read_manifest()["nodes"].values() if dbt.is_mart(node)]
    assert attack.what_follows(searched.home.link, file, marts, least=10) == {}
