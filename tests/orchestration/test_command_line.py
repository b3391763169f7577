"""Wrong use and broken landing zones are told in plain words, with the promised exit codes."""

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from homes import Environment, Home

from orchestration import landing_report, paths, settings
from orchestration.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["run", *arguments])


def told(result: Result, code: int) -> str:
    """Return what was said on standard error, after seeing that it is for people."""
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert "ERROR: " in result.stderr
    return result.stderr


def customers(home: Home, **columns: list) -> Path:
    """Write one file of customers with the required columns, or other ones."""
    table = {
        "customer_record_id": ["c1"],
        "created_at": ["2025-01-01 00:00:00"],
        "updated_at": ["2025-01-01 00:00:00"],
        "_loaded_at": ["2025-01-02 00:00:00"],
    } | columns
    folder = home.raw / "crm" / "customers"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "one.parquet"
    pq.write_table(pa.table({k: v for k, v in table.items() if v is not None}), file)
    return file


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from orchestration.cli import main\n"
        "try: main(['--help'])\nfinally: print(sorted(sys.modules))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    for heavy in ("dagster", "duckdb", "great_expectations", "pandas", "dbt"):
        assert f"'{heavy}'" not in shown


@pytest.mark.parametrize("file", [None, "customers.csv", "Crm/customer/one.csv"])
def test_a_zone_without_any_known_table_is_no_company(home: Home, file: str | None) -> None:
    if file:
        (home.raw / file).parent.mkdir(parents=True, exist_ok=True)
        (home.raw / file).write_text("customer_record_id\nc1\n", encoding="utf-8")
    remedy = f"{home.raw} holds no file of any known table. A file belongs into <source>/<table>/"
    assert remedy in told(run(), 1)
    assert not home.link.exists()
    checked = CliRunner().invoke(main, ["check-landing", str(home.raw)])
    assert checked.exit_code == 1, checked.output
    assert remedy in checked.output
    assert "A refresh would stop." in checked.output


def test_what_nobody_expected_quotes_no_value(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise duckdb.ConversionException(
            f"Conversion Error: Could not convert string '{'canary'}' to X"
        )

    monkeypatch.setattr(landing_report, "check", broken)
    result = CliRunner().invoke(main, ["check-landing", str(home.raw)])
    assert "unexpected ConversionException" in told(result, 1)
    kept = (home.data / "logs" / "last_error.txt").read_text(encoding="utf-8")
    assert "ConversionException" in kept
    assert "canary" not in result.output + result.stderr + kept


def test_a_landing_zone_that_does_not_exist_is_wrong_use(home: Home) -> None:
    with Environment({"ENGAGEMENT_RAW_DIR": str(home.raw / "nowhere")}):
        assert "There is no landing zone at" in told(run(), 2)


@pytest.mark.parametrize("text", ["{as_of: 1}", "[1]", '"x"', "{", "null"])
def test_variables_that_are_no_json_object_are_wrong_use(home: Home, text: str) -> None:
    assert "JSON" in told(run("--vars", text), 2)


def test_an_unknown_variable_is_wrong_use_and_the_nearest_name_is_offered(home: Home) -> None:
    message = told(run("--vars", '{"busines_timezone": "Asia/Tokyo"}'), 2)
    assert "Unknown variable busines_timezone (the variables given). Did you mean" in message
    assert "business_timezone?" in message


def test_an_unknown_option_is_wrong_use(home: Home) -> None:
    result = run("--colour")
    assert result.exit_code == 2
    assert "No such option" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("THREADS", "many"), ("THREADS", "0"), ("MEMORY_LIMIT", "lots"), ("MEMORY_LIMIT", "-1GB")],
)
def test_a_limit_that_makes_no_sense_is_wrong_use(home: Home, name: str, value: str) -> None:
    with Environment({f"ENGAGEMENT_{name}": value}):
        assert f"ENGAGEMENT_{name} = '{value}' is wrong" in told(run(), 2)


def test_a_truncated_file_is_named_with_what_to_do(home: Home) -> None:
    file = customers(home)
    file.write_bytes(file.read_bytes()[:50])
    message = told(run(), 1)
    assert "crm/customers/one.parquet cannot be read" in message
    assert "Send the file again" in message


def test_a_missing_column_is_named_before_anything_is_built(home: Home) -> None:
    customers(home, customer_record_id=None)
    message = told(run(), 1)
    assert "required columns customer_record_id, source_system of table crm.customers" in message
    assert not paths.marts_file().exists()


def test_a_table_name_that_is_a_file_is_told(home: Home) -> None:
    customers(home)
    (home.raw / "web").mkdir()
    (home.raw / "web" / "events").write_text("not a folder")
    assert "web/events is a file" in told(run(), 1)


def test_a_build_database_that_is_garbage_is_told_with_the_way_out(home: Home) -> None:
    customers(home)
    paths.build_dir().mkdir(parents=True)
    paths.warehouse_file().write_bytes(b"this is no database" * 1000)
    assert "engagement run --full-refresh" in told(run(), 1)


def test_a_second_refresh_is_refused_and_told_who_runs(home: Home) -> None:
    code = (
        "import time; from orchestration import locks, paths\n"
        "with locks.refresh_lock(paths.data_dir() / '.refresh.lock'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        message = told(run(), 1)
        assert f"Another refresh is running (process {holder.pid}, since" in message
        began = time.monotonic()
        told(run("--wait", "1.5"), 1)
        assert time.monotonic() - began >= 1.5
    finally:
        holder.kill()
        holder.wait()
    # A killed holder leaves nothing behind: this run gets as far as the broken file.
    customers(home).write_bytes(b"no parquet")
    assert "crm/customers" in told(run(), 1)


def test_a_surprise_is_told_without_a_traceback(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprise() -> None:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(settings, "check_environment", surprise)
    message = told(run(), 1)
    assert "unexpected ZeroDivisionError: nobody thought of this" in message
    assert "Traceback" in (home.data / "logs" / "last_error.txt").read_text()


def test_summary_and_rollback_without_a_refresh_say_what_to_do(home: Home) -> None:
    runner = CliRunner()
    assert "Nothing is published" in told(runner.invoke(main, ["summary"]), 2)
    assert "no older copy" in told(runner.invoke(main, ["rollback"]), 1)
    assert "Nothing is built" in told(runner.invoke(main, ["check"]), 2)
    assert "Nothing is built" in told(runner.invoke(main, ["docs"]), 2)
