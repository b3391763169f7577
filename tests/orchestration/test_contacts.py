"""The contact file is there where it is wanted, of the published refresh, for its owner alone."""

import stat
from unittest import mock

import duckdb
import pytest
import test_erasure
import test_publishing
from homes import Home
from test_modes import own_group

from orchestration import contacts, dbt, erasure, modes, paths, publishing, settings, steps
from orchestration.errors import PublishError, RefreshError, UsageError

NODES = dbt.read_manifest()["nodes"]


@pytest.fixture(autouse=True)
def small(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small databases of these tests do without who is who."""
    monkeypatch.setattr(contacts, "erasure", mock.Mock())


def build(version: int) -> None:
    """Write the databases that a build leaves, with a contact list of two customers."""
    test_publishing.build(version)
    columns = NODES["model.engagement.contact_list"]["columns"]
    listed = ", ".join(f"{name} {column['data_type']}" for name, column in columns.items())
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute(f"create schema pii; create table pii.contact_list ({listed})")
        connection.execute(
            "insert into pii.contact_list (customer_id, full_name, priority, rule) values "
            f"('late', '花子', 9, 'birthday_soon'), ('first', 'v{version}', 1, 'renewal_due')"
        )


def publish(version: int) -> None:
    """Build and publish a version, with its contact file where the setting wants it."""
    build(version)
    facts = publishing.Facts(run_id=f"run{version}")
    with contacts.beside(facts, NODES):
        publishing.publish(facts, test_publishing.MARTS)


def query(sql: str) -> list[tuple]:
    with duckdb.connect(str(paths.contact_file()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def on(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose setting asks for the contact file."""
    monkeypatch.setenv(settings.CONTACT_FILE, "on")
    return home


@pytest.mark.parametrize("told", [None, "", "off"])
def test_there_is_none_unless_somebody_asks(
    home: Home, monkeypatch: pytest.MonkeyPatch, told: str | None
) -> None:
    if told is not None:
        monkeypatch.setenv(settings.CONTACT_FILE, told)
    publish(1)
    assert not paths.contact_file().exists()
    assert contacts.is_as_wanted("run1")


def test_what_is_neither_on_nor_off_is_wrong_use(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.CONTACT_FILE, "yes")
    with pytest.raises(UsageError, match="ENGAGEMENT_CONTACT_FILE = 'yes' is wrong"):
        settings.check_environment()


def test_it_says_whom_to_call_of_which_refresh_and_what_all_of_it_means(on: Home) -> None:
    publish(1)
    assert contacts.is_as_wanted("run1")
    assert query("select customer_id, full_name from contacts.contact_list") == [
        ("first", "v1"),
        ("late", "花子"),
    ]
    assert query("select run_id from contacts.refresh") == [("run1",)]
    assert query(
        "select label_en, label_ja, is_key from contacts.columns where column_name = 'full_name'"
    ) == [("Name", "氏名", False)]
    assert query("select count(*) from contacts.words where value = 'birthday_soon'") == [(1,)]
    silent = (
        "select table_name, column_name from duckdb_columns() where comment is null "
        "and schema_name = 'contacts'"
    )
    assert query(silent) == []


def test_it_is_for_its_owner_alone_whoever_may_read_the_rest(
    on: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(modes.READERS, own_group())
    publish(1)
    modes.tighten(publishing.copies_dir())
    assert stat.S_IMODE(on.link.resolve().stat().st_mode) == 0o440
    assert stat.S_IMODE(paths.contact_file().stat().st_mode) == 0o400


def test_a_refresh_that_fails_leaves_the_old_one(on: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(1)
    before = paths.contact_file().read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "relink", test_publishing.broken)
        with pytest.raises(OSError, match="No space left"):
            publish(2)
    assert paths.contact_file().read_bytes() == before
    assert [path.name for path in on.data.iterdir() if "contacts" in path.name] == [
        paths.contact_file().name
    ]
    publish(3)
    assert query("select full_name from contacts.contact_list limit 1") == [("v3",)]


def test_nothing_is_published_beside_a_list_that_cannot_be_written(on: Home) -> None:
    publish(1)
    test_publishing.build(2)  # without a list
    facts = publishing.Facts(run_id="run2")
    with pytest.raises(RefreshError, match="Build it anew"), contacts.beside(facts, NODES):
        publishing.publish(facts, test_publishing.MARTS)
    assert test_publishing.seen(on.link) == (1, 1)
    assert query("select run_id from contacts.refresh") == [("run1",)]


def test_a_refresh_without_the_setting_takes_it_away(
    on: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(1)
    monkeypatch.delenv(settings.CONTACT_FILE)
    assert not contacts.is_as_wanted("run1")
    publish(2)
    assert not paths.contact_file().exists()


def test_a_refresh_is_due_when_the_file_is_not_that_of_the_published_one(on: Home) -> None:
    publish(1)
    assert not contacts.is_as_wanted("run2")
    left = contacts._new()
    left.write_bytes(b"killed while it was written")
    assert not contacts.is_as_wanted("run1")
    contacts.clean()
    assert contacts.is_as_wanted("run1")
    paths.contact_file().unlink()
    assert not contacts.is_as_wanted("run1")


def test_a_roll_back_brings_none_back(on: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(1)
    publish(2)
    monkeypatch.setattr(steps, "draw_dashboard", lambda: None)
    told = on.engagement("rollback")
    assert told.exit_code == 0, told.output
    assert "engagement_contacts.duckdb was of the later refresh" in told.stdout
    assert not paths.contact_file().exists()
    assert test_publishing.seen(on.link) == (1, 1)


def test_a_list_with_an_erased_person_is_refused(home: Home) -> None:
    test_erasure.loaded(home)
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute(
            "create schema pii; create table pii.contact_list as "
            "select 'stays-1' as customer_id, 'stays@example.com' as email"
        )
    erasure.guard_contacts("contact_list")
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute("insert into pii.contact_list values ('goes-2', 'goes@example.com')")
    with pytest.raises(PublishError, match=r"contact_list\.customer_id \(1 rows\), contact_list.e"):
        erasure.guard_contacts("contact_list")
