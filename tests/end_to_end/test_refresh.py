"""A whole refresh of a small company, from its files to what people read."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import yaml
from click.testing import Result
from homes import Home
from markupsafe import escape

from expectations import suites
from orchestration import outcome, paths, publishing, refresh, steps, yamls
from orchestration.errors import RefreshError
from orchestration.state import RefreshState

Again = tuple[Home, dg.ExecuteInProcessResult]


def test_a_refresh_publishes_and_shows_figures_warnings_and_files(
    refreshed: tuple[Home, Result],
) -> None:
    home, result = refreshed
    assert result.exit_code == 0, result.output
    for shown in ("Customers", "Counted orders", "Net sales", "To look at:", "checks passed"):
        assert shown in result.stdout
    assert str(home.link) in result.stdout.replace("\n", "")
    assert (home.data / "dashboard.html").stat().st_size > 10_000
    for step in (
        "Loading landing files",
        "Building and testing",
        "Checking the marts",
        "Publishing",
    ):
        assert step in result.stderr


def test_the_published_file_says_what_it_was_made_of(warehouse: Home) -> None:
    with warehouse.use():
        row = publishing.read_refresh()
    assert row["as_of"] is not None
    assert row["row_counts"]["customers"] > 100
    assert row["landing"]["tables"]["crm.customers"]["rows"] > 100
    assert row["checks"]["passed"] > 100
    assert [c for c in row["checks"]["failed"] if c["is_critical"]] == []


def test_checks_that_failed_reach_the_page(warehouse: Home) -> None:
    """From the runner of the checks through the published record to what people read."""
    with warehouse.use():
        failed = publishing.read_refresh()["checks"]["failed"]
    shown = [check for check in failed if check["check"] != "is_fresh"]
    assert shown, "the made-up company has troubles on purpose"
    page = (warehouse.data / "dashboard.html").read_text(encoding="utf-8")
    findings = page.split('data-table="landing_checks"')[-1].split("</table>")[0]
    attention = page.split('id="block-attention"')[-1].split("</section>")[0]
    for check in shown:
        is_landing = check["table"].startswith("landing ")
        place = findings if is_landing else attention
        assert check["table"].removeprefix("landing ") in place
        assert str(escape(check["observed"])) in place


def test_no_names_e_mails_or_phones_are_published(warehouse: Home) -> None:
    found, texts = {}, {}
    for mart, column in warehouse.query(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and "
        "data_type = 'VARCHAR'"
    ):
        # Free text is what people wrote; everything else is ours to keep clean.
        if column not in ("comment",):
            texts.setdefault(mart, []).append(column)
    with duckdb.connect(str(warehouse.link.resolve()), read_only=True) as connection:
        for mart, columns in texts.items():
            # Only what holds the sign is matched.
            hits = ", ".join(
                f'count(*) filter (contains("{column}", \'@\') and regexp_matches("{column}", '
                "'[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}'))"
                for column in columns
            )
            counts = connection.execute(f'select {hits} from marts."{mart}"').fetchone()
            found |= {f"{mart}.{c}": n for c, n in zip(columns, counts, strict=True) if n}
    assert found == {}
    # can_email says whether somebody may be written to, and no address.
    names = "email|phone|full_name|first_name|last_name|member_no"
    banned = re.compile(rf"(^|(?<!^can)_)({names})(_|$)")
    columns = warehouse.query(
        "select column_name from duckdb_columns() where schema_name = 'marts'"
    )
    assert [name for (name,) in columns if banned.search(name)] == []


def test_the_secret_salt_is_not_published(warehouse: Home) -> None:
    with warehouse.use():
        assert "identity_salt" not in json.dumps(publishing.read_refresh()["vars"])


def test_the_second_refresh_is_compared_with_the_first(again: Again) -> None:
    home, _ = again
    assert len(home.query("select * from marts.refresh")) == 1
    with home.use():
        # A killed refresh may have left a whole copy of its own.
        assert len(publishing.kept_copies()) in (2, 3)


def test_nothing_is_done_when_nothing_has_changed(again: Again) -> None:
    home, _ = again
    before = home.link.resolve()
    result = home.engagement("run")
    assert result.exit_code == 0
    assert "Nothing has changed" in result.stdout
    assert home.link.resolve() == before


def test_a_rollback_is_a_change_that_the_next_run_would_undo(
    again: Again,
) -> None:
    home, _ = again
    newest = home.link.resolve()
    assert home.engagement("rollback").exit_code == 0
    assert home.link.resolve() < newest
    assert home.engagement("summary").exit_code == 0


def test_a_wrong_value_of_a_variable_is_wrong_use(again: Again) -> None:
    home, _ = again
    before = home.link.resolve().read_bytes()
    result = home.engagement("run", "--vars", '{"business_timezone": "Tokio"}')
    assert result.exit_code == 2, result.output
    assert "Variable business_timezone" in result.stderr
    assert "Traceback" not in result.stderr
    assert home.link.resolve().read_bytes() == before


def stamp_as_built(state: RefreshState) -> Iterator[str]:
    """Do in place of a build what makes the marts that are there those of this run."""
    with duckdb.connect(str(paths.marts_file())) as connection:
        connection.execute("update audit.build_stamp set run_id = ?", [state.run_id])
    state.is_built = True
    yield from ()


def test_a_critical_failure_publishes_nothing_and_says_why(
    again: Again, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home, _ = again
    folder = tmp_path / "expectations"
    shutil.copytree(suites.FOLDER, folder)
    file = folder / "marts" / "source_reconciliation.yml"
    suite = yamls.read(file.read_text())
    for statement in suite["expectations"]:
        if statement["meta"]["check"] == "every_row_is_accounted_for":
            statement["kwargs"] |= {"min_value": 1, "max_value": 2}
    file.write_text(yaml.safe_dump(suite))
    monkeypatch.setattr(suites, "FOLDER", folder)
    monkeypatch.setattr(steps, "build", stamp_as_built)
    before, page = home.link.resolve(), (home.data / "dashboard.html").read_text()
    content = before.read_bytes()
    result = home.engagement("run", "--force")
    assert result.exit_code == 1
    assert "source_reconciliation: check every_row_is_accounted_for failed." in result.stderr
    assert "observed: 0 (allowed: at least 1 at most 2)" in result.stderr
    assert "why it matters:" in result.stderr
    assert "what to do:" in result.stderr
    assert home.link.resolve() == before
    assert before.read_bytes() == content
    # The page keeps the older figures and says why they are older; the terminal where to look.
    now = (home.data / "dashboard.html").read_text()
    (said,) = re.findall(r'<p class="failed".*?</p>', now)
    assert "Checks that failed: source_reconciliation: every_row_is_accounted_for" in said
    empty = re.sub(r">.*", " hidden></p>", said)
    assert now.replace(said, empty) == page
    (kept,) = re.findall(r"The failing rows are kept in (.*), as tables", result.stderr)
    assert (Path(kept) / "checks.csv").exists()
    assert "every_row_is_accounted_for" in home.engagement("summary").stdout
    assert home.engagement("watch").exit_code == 1
    # Once nothing is wrong any more the page says nothing of it.
    with home.use():
        assert outcome.unchanged() == []
    assert (home.data / "dashboard.html").read_text() == page


def test_a_dashboard_that_cannot_be_drawn_is_told_and_leaves_the_old_page(
    again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dashboard

    home, _ = again
    page = (home.data / "dashboard.html").read_bytes()

    def render(database: Path, output: Path) -> None:
        output.write_text("half a page")
        raise ValueError("no colours left")

    monkeypatch.setattr(dashboard, "render", render)
    with (
        home.use(),
        pytest.raises(RefreshError, match="published, but the dashboard could not be drawn"),
    ):
        steps.draw_dashboard()
    assert (home.data / "dashboard.html").read_bytes() == page


def test_what_fails_after_publishing_is_a_loud_warning_not_a_failed_refresh(
    again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute(state: RefreshState) -> None:
        state.published = "engagement-x.duckdb"
        state.problems.append("The refresh is published, but the dashboard could not be drawn.")

    home, _ = again
    monkeypatch.setattr(refresh, "_execute", execute)
    result = home.engagement("run", "--force")
    assert result.exit_code == 0, result.output
    assert (
        "WARNING: The refresh is published, but the dashboard could not be drawn" in result.stderr
    )


def test_the_runs_are_there_to_look_at_in_dagster(warehouse: Home) -> None:
    with warehouse.use():
        import os

        os.environ["DAGSTER_HOME"] = str(warehouse.data / ".dagster")
        with dg.DagsterInstance.get() as instance:
            runs = instance.get_runs()
    assert [(run.job_name, run.status) for run in runs] == [
        ("command_line_refresh", dg.DagsterRunStatus.SUCCESS)
    ]


def test_checks_can_be_read_as_pages_without_the_network(warehouse: Home) -> None:
    result = warehouse.engagement("check", "--docs")
    assert result.exit_code == 0, result.output
    pages = list((warehouse.data / "docs" / "checks").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        assert not re.search(
            r"<(script|link|img)[^>]*(src|href)=.https?:", page.read_text(encoding="utf-8")
        )
