"""The steps of a refresh as plain functions; Dagster only calls them in their order."""

import contextlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import (
    contacts,
    dbt,
    engines,
    erasure,
    fingerprint,
    landing_zone,
    loading,
    made_up,
    modes,
    naming,
    paths,
    postgres,
    publishing,
    salt,
    semantic_layer,
    settings,
)
from orchestration import passed as tests_passed
from orchestration.contract import read_contract
from orchestration.data_checks import Finding
from orchestration.errors import BusyError, PublishError, RefreshError
from orchestration.landing import LoadReport
from orchestration.state import Check, RefreshState

# The data test of a plain dbt build whose findings are checks of their own in a refresh.
TOLD_BEFORE = "assert_landing_data_looks_right"
# Rows of a test that its message names.
ROWS_TOLD = 20
# A host with more than this share of the sessions of channel referral may be one's own.
OWN_HOST_SHARE = 0.2
STALE_REMEDY = (
    "Ask whoever sends these files. Where the source is sent less often, change its freshness "
    "rule in dbt_project/models/staging."
)


def load(state: RefreshState) -> LoadReport:
    """Load new landing files and note what deserves a look.

    Raises:
        UsageError: If the default salt would serve a zone of people who may be real.

    """
    given = settings.project_vars() | state.variables
    salt.chosen(str(given["identity_salt"]), bool(given["accept_default_salt"]), paths.raw_dir())
    loading.prepare_folders()
    if state.full_refresh:
        erasure.begin_anew()
    contacts.clean()
    modes.tighten(publishing.copies_dir())
    state.has_read = True
    report = loading.load_landing(state.variables)
    state.loaded_files = report.files
    if state.landing_digest and not _is_what_was_loaded(state.landing_digest):
        # Not the zone that was looked at in the beginning: whoever asks next must not take it for
        # published.
        state.fingerprint = state.landing_digest = ""
        state.warn(
            "Landing files came or went while they were loaded; the next refresh looks again."
        )
    # An empty stretch of a new table is no news; a table read anew is.
    for folder in report.reloaded:
        state.warn(f"{folder} was read anew: loaded files have changed or vanished.")
    for text in report.warnings:
        state.warn(text)
    return report


def _is_what_was_loaded(digest: str) -> bool:
    """Return whether the zone is as it was when the refresh began, and was loaded as it is."""
    there = fingerprint.landing_files(paths.raw_dir())
    folders = {table.folder for table in read_contract()}
    expected = {
        file
        for file in there
        if file[0].rpartition("/")[0] in folders and landing_zone.format_of(Path(file[0]))
    }
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        loaded = connection.execute(
            "select source || '/' || table_name || '/' || file, size_bytes, modified_ns "
            "from raw.landing_files"
        ).fetchall()
    known = {file for file in loaded if file[0].rpartition("/")[0] in folders}
    return fingerprint.digest(there) == digest and known == expected


def check_landing_data(state: RefreshState) -> dict[str, list[Finding]]:
    """Return what looks wrong in the landing tables, by table; critical findings are problems."""
    by_table: dict[str, list[Finding]] = {}
    planted = made_up.planted(paths.raw_dir()).findings
    for found in loading.landing_findings(state.variables):
        table = f"{found.source}.{found.table_name}"
        by_table.setdefault(table, []).append(found)
        place = (table, found.column_name, found.check_name)
        state.checks.append(
            Check(
                f"landing {table}",
                found.check_name,
                False,
                found.is_critical,
                observed=found.message,
                is_planted=not found.is_critical and planted.get(place) == found.row_count,
            )
        )
        if found.is_critical:
            state.problems.append(f"{found.message}\n  (check {found.check_name})")
    return by_table


def hosts_to_ask_about(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return a question for each host that sends so many visits that it may be one's own.

    The host is named: nobody could answer otherwise, and it is no person's.
    """
    rows = connection.execute(
        "select referrer_host, session_count, referral_count from audit.referring_hosts "
        f"where session_share > {OWN_HOST_SHARE} order by session_count desc, referrer_host"
    ).fetchall()
    return [
        f"{host} is the referrer of {count:,} of {whole:,} sessions of channel referral. Is it "
        "yours? Put it into variable own_domains; a payment or sign-in page belongs into seed "
        "ignored_referrers."
        for host, count, whole in rows
    ]


def dbt_target() -> Path:
    """Return the folder of dbt's artifacts of the last refresh."""
    return paths.data_dir() / ".dbt"


def build(
    state: RefreshState, selected: list[str] | None = None, only_tests: bool = False
) -> Iterator[dbt.Done]:
    """Build models and seeds with their data tests, yielding each node as it ends.

    Args:
        state: The run.
        selected: Names of models, seeds and tests to build; all by default.
        only_tests: Whether the selected ones are tests, to be run on what was built last.

    Raises:
        BusyError: If another program holds a database.
        UsageError: If a variable is wrong.
        RefreshError: If anything failed.

    """
    # Unit tests speak of the code, not of today's data; they belong to the project's own tests.
    # What looks wrong in the landing tables has been told before, one check for each table.
    arguments = ["--exclude-resource-type", "unit_test", "--exclude", TOLD_BEFORE]
    if state.full_refresh:
        arguments.append("--full-refresh")
    if selected is not None:
        # A test over several models runs only where all of them are as new as the selected ones.
        arguments += ["--indirect-selection", "buildable", "--select", *selected]
    command = "test" if only_tests else "build"
    state.has_built = True
    engine = engines.chosen()
    if selected is not None and engine.is_elsewhere:
        # What a part reads may be gone: an erasure leaves no rows of persons there.
        raise engine.refused("Building or testing a part of the models", "Run the job refresh.")
    with engine.alone(state.run_id):
        run = dbt.Build(arguments, state.variables, dbt_target(), state.run_id, command)
        for done in run:
            state.progress.advance(done.name, done.total)
            yield done
        report = dbt.report(
            dbt_target() / "run_results.json", manifest(), run.errors, run.exit_code, found_rows
        )
        state.checks += report.checks
        if report.is_locked:
            raise BusyError("\n".join(report.problems))
        dbt.raise_for(report)
        if not only_tests:
            note_passed(state)
            engine.hand_back(state.run_id, manifest())
            erasure.renew_marts()
    state.is_built = selected is None


def note_passed(state: RefreshState) -> None:
    """Note what the data tests of this run have found right, for the next run to look at less."""
    passed = [
        result["compiled_code"] or ""
        for result in dbt.read_results(dbt_target() / "run_results.json")
        if result["unique_id"].startswith("test.") and result["status"] == "pass"
    ]
    # Without the note the next run looks at everything.
    with (
        contextlib.suppress(RefreshError, duckdb.Error),
        loading.open_file(paths.warehouse_file()) as connection,
    ):
        tests_passed.note(connection, passed, state.run_id)


def found_rows(test_file: str) -> list[str]:
    """Return what a test finds as text: which keys of which table are broken, or its rows.

    Args:
        test_file: The test's file as dbt names it.

    """
    compiled = dbt_target() / "compiled" / "engagement" / test_file
    engine = engines.chosen()
    with duckdb.connect() as connection:
        try:
            if engine.is_elsewhere:
                return _rows_told(test_file, engine.rows(compiled.read_text(encoding="utf-8")))
            for alias, file in (
                ("warehouse", paths.warehouse_file()),
                ("marts_build", paths.marts_file()),
            ):
                path = str(file).replace("'", "''")
                connection.execute(f"attach '{path}' as {alias} (read_only)")
            rows = connection.execute(compiled.read_text(encoding="utf-8")).fetchall()
        except (duckdb.Error, OSError, RefreshError) as error:
            return [f"where cannot be told now: {type(error).__name__}"]
    return _rows_told(test_file, rows)


def _rows_told(test_file: str, rows: list[tuple]) -> list[str]:
    """Return the rows that a test finds as text."""
    if dbt.KEY_TESTS not in test_file:
        shown = [": ".join(str(value) for value in row) for row in rows[:ROWS_TOLD]]
        return shown + [f"and {len(rows) - ROWS_TOLD:,} more"] * (len(rows) > ROWS_TOLD)
    return [f"{table}: {count:,} keys ({key}) are empty or repeated" for table, key, count in rows]


def manifest() -> dict[str, Any]:
    """Return dbt's manifest of the last build; without nodes when dbt did not get so far."""
    try:
        return json.loads((dbt_target() / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {"nodes": {}, "sources": {}}


def expect(
    state: RefreshState,
    layer: str,
    told: Callable[[str], None] = lambda name: None,
    docs_context: Any = None,  # noqa: ANN401 - a context of Great Expectations
    tables: set[str] | None = None,
) -> list[Check]:
    """Run the suites of a layer and return a check per expectation.

    Args:
        state: The run; it gets the checks.
        layer: ``landing`` or ``marts``.
        told: Called after each suite.
        docs_context: A context that keeps what it validates, for Data Docs.
        tables: Tables whose suites to run; all by default.

    Raises:
        BusyError: If another program holds a database.

    """
    from expectations.room import ask_elsewhere, checking_room
    from expectations.runner import run_suites
    from expectations.suites import read_suites

    suites = [s for s in read_suites(layer) if tables is None or s.table in tables]
    before = comparable(state) if layer == "marts" else None
    marts_file = paths.marts_file() if layer == "marts" else None
    try:
        with (
            publishing.readable(before) as readable,
            checking_room(
                paths.warehouse_file(), marts_file, readable, settings.duckdb_config()
            ) as room,
        ):
            if readable != before:
                state.warn(
                    f"{before} is open to write in another program, so that nobody else can read "
                    "it. Let that program open it read-only."
                )
            engine, asked = engines.chosen(), suites
            if layer == "landing" and engine.has_raw_rows:
                with engine.raw_rows(room) as raw:
                    asked = ask_elsewhere(room, suites, raw)
            outcomes = run_suites(
                room, asked, told=lambda suite: told(suite.name), docs_context=docs_context
            )
    except duckdb.Error as error:
        raise loading.told(error, marts_file or paths.warehouse_file()) from error
    checks = [
        Check(
            table=outcome.suite.name,
            check=outcome.statement.check,
            passed=outcome.passed,
            is_critical=outcome.statement.is_critical,
            observed=outcome.observed,
            reason=outcome.statement.notes,
            remedy=outcome.statement.remedy,
        )
        for outcome in outcomes
    ]
    state.checks += checks
    state.suites_run |= {f"{layer}/{suite.table}" for suite in suites}
    state.problems += [
        check.message() for check in checks if not check.passed and check.is_critical
    ]
    return checks


def comparable(state: RefreshState) -> Path | None:
    """Return the published file where drift against it means something, else None.

    Other landing files, other rules or an earlier as_of make other figures on purpose.
    """
    file = publishing.current()
    try:
        published = publishing.read_refresh(file)
    except RefreshError as error:
        state.warn(f"Nothing was compared with the published refresh. {error}")
        return None
    if published is None or state.is_new_baseline:
        return None
    with publishing.readable(file) as copy:
        if not publishing.is_whole(copy):
            state.warn(
                "Nothing was compared with the published refresh: the files of its large marts are "
                "gone from the engine. They come with this one."
            )
            return None
    like = published["landing"].get("comparison")
    if like != fingerprint.comparison(paths.raw_dir(), state.variables):
        return None
    now = as_of()
    if now is not None and published["as_of"] is not None and now < published["as_of"]:
        return None
    return file


def as_of() -> datetime | None:
    """Return the moment the figures in the build database speak of."""
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        try:
            row = connection.execute("select as_of_at from audit.as_of").fetchone()
        except duckdb.CatalogException:
            return None
    return row[0] if row else None


def publish(state: RefreshState, manifest: dict[str, Any]) -> publishing.Published:
    """Publish the marts of this run, if this run built and checked all of them.

    Args:
        state: The run.
        manifest: The dbt project.

    Raises:
        RefreshError: If something was not built, not checked, or failed a critical check.

    """
    if failed := state.failed_critical:
        raise RefreshError(
            "Nothing was published.\n" + "\n".join(check.message() for check in failed)
        )
    if not state.is_built or all_suites() - state.suites_run:
        raise RefreshError(
            "This run did not build and check everything, so nothing was published. Run the "
            "whole job refresh."
        )
    landing, quarantined = landing_state()
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        for text in hosts_to_ask_about(connection):
            state.warn(text)
    note_landing(state, landing, quarantined)
    if paths.contact_file().exists() and not settings.has_contact_file():
        state.warn(
            f"{paths.contact_file()} was taken away: {settings.CONTACT_FILE} is not on any more."
        )
    facts = publishing.Facts(
        run_id=state.run_id,
        as_of=as_of(),
        started_at=state.started_at,
        git_commit=git_commit(),
        vars=json.dumps(
            {
                name: value
                for name, value in (settings.project_vars() | state.variables).items()
                if name not in settings.SECRET_VARS
            },
            ensure_ascii=False,
        ),
        checks=state.checks_json(),
        landing=json.dumps(
            {
                "tables": landing,
                "files": state.landing_digest,
                "fingerprint": state.fingerprint,
                "comparison": fingerprint.comparison(paths.raw_dir(), state.variables),
            },
            default=str,
        ),
        warnings=json.dumps(state.warnings, ensure_ascii=False),
    )
    marts = dbt.marts(manifest)
    if not marts:
        raise RefreshError(
            f"dbt has left no whole manifest in {dbt_target()}, so that nobody knows the marts. "
            "Nothing was published; run the refresh again."
        )
    erasure.guard(marts)
    nodes = [manifest["nodes"][f"model.engagement.{name}"] for name in marts]
    with contacts.beside(facts, manifest["nodes"]):
        published = publishing.publish(
            facts,
            marts,
            columns=naming.entries(nodes),
            descriptions={node["name"]: node["description"] for node in nodes},
        )
        # Whatever comes of the contact file now, the marts are out.
        state.published, state.published_rows = published.file.name, published.row_counts
    note_published(state)
    try:
        semantic_layer.write_osi(paths.data_dir() / "engagement.osi.json")
    except OSError as error:
        state.warn(f"The definitions of the metrics could not be written beside the file: {error}")
    return published


def all_suites() -> set[str]:
    """Return the suites that must have run before anything is published, ``layer/table``."""
    from expectations.suites import read_suites

    return {f"{layer}/{s.table}" for layer in ("landing", "marts") for s in read_suites(layer)}


def note_landing(
    state: RefreshState, landing: dict[str, dict[str, Any]], quarantined: dict[str, int]
) -> None:
    """Note quarantined rows and unknown columns, one line per kind whatever the tables."""
    planted = made_up.planted(paths.raw_dir())
    for table, facts in landing.items():
        facts["quarantined"] = quarantined.get(table, 0)
    if quarantined and quarantined != planted.quarantined:
        tables = ", ".join(f"{table} {count:,}" for table, count in quarantined.items())
        state.warn(
            f"{sum(quarantined.values()):,} landing rows are in quarantine ({tables}). "
            "Table marts.quarantined_rows has each with file, row and reasons."
        )
    by_columns: dict[str, list[str]] = {}
    for table, facts in landing.items():
        if facts["unknown_columns"] not in (None, planted.unknown_columns.get(table)):
            by_columns.setdefault(str(facts["unknown_columns"]), []).append(table)
    for columns, tables in by_columns.items():
        state.warn(
            f"Columns outside the contract were not read: {columns} (in {', '.join(tables)})."
        )


def landing_state() -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """Return facts per landing table, and the tables with rows in quarantine."""
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        landing = loading.landing_facts(connection)
        try:
            rows = connection.execute(
                "select source || '.' || table_name, count(*) from audit.quarantine group by "
                "1 order by 1"
            ).fetchall()
        except duckdb.CatalogException:
            rows = [
                (table, facts["quarantined"])
                for table, facts in landing.items()
                if facts["quarantined"]
            ]
    return landing, dict(rows)


def note_published(state: RefreshState) -> None:
    """Mark the landing files as published, so that the next refresh judges only new rows."""
    try:
        with loading.open_file(paths.warehouse_file()) as connection:
            connection.execute(
                "update raw.landing_files set is_published = true where not is_published"
            )
            # Requests name who is to be erased, and so are the first that have to go.
            connection.execute(
                "update raw.landing_files set erased_row_count = 0 "
                "where source = 'crm' and table_name = 'erasure_requests' "
                "and erased_row_count is null"
            )
    except (RefreshError, duckdb.Error) as error:
        # The marts are out; at worst the next refresh judges the quarantine over more rows.
        state.warn(f"Landing files could not be marked as published: {error}")


def forget_erased(state: RefreshState) -> None:
    """Take erased persons out of what this refresh leaves behind, whether it was published or not.

    When that fails they are still there, which is a problem that must be told; the next refresh
    tries again, also one that has nothing else to do.
    """
    try:
        if state.published or erasure.is_due(state.has_read):
            erasure.take_out(state.published is not None, state.has_built)
            engine = engines.chosen()
            if not engine.has_raw_rows:
                engine.forget()
            elif erasure.is_asked():
                engine.forget()
                erasure.note_forgotten()
    except (RefreshError, OSError) as error:
        said = str(error).partition("\n")[0]  # one remedy is enough
        state.problems.append(
            "Persons who asked to be erased are out of what is published, but still in the build "
            f"database or in older copies: {said}\nRun the refresh again: engagement run"
        )


def publish_postgres() -> postgres.Copied:
    """Let PostgreSQL follow what is published.

    Raises:
        RefreshError: If it cannot; what is published as files stays, and so does PostgreSQL's.

    """
    try:
        return postgres.publish()
    except RefreshError as error:
        # Neither wrong use nor something to wait for again: the refresh itself is published.
        raise PublishError(
            f"The refresh is published, but PostgreSQL shows the one before. {error}\n"
            "Once it is mended: make publish-postgres"
        ) from error


def publish_on_engine() -> Any:  # noqa: ANN401 - what the engine tells of it
    """Let those who read on the engine itself see what is published; None where nobody does.

    Raises:
        RefreshError: If it cannot be done; what is published as files stays.

    """
    engine = engines.chosen()
    try:
        return engine.publish()
    except RefreshError as error:
        raise PublishError(
            f"The refresh is published, but readers on engine {engine.name} see the one before. "
            f"{error}\nOnce it is mended: engagement run"
        ) from error


def draw_dashboard() -> Path:
    """Draw the dashboard from the published file and put it in place in one step.

    Raises:
        RefreshError: If it cannot be drawn; what is published stays.

    """
    output = paths.data_dir() / "dashboard.html"
    temporary = output.with_name(".dashboard.html.new")
    try:
        from dashboard import render

        with publishing.readable(publishing.current()) as file:
            render(file, temporary, settings.duckdb_config())
        modes.publish_as(temporary, 0o600)
        os.replace(temporary, output)
    except Exception as error:  # noqa: BLE001 - whatever a drawing library raises, the marts are published
        temporary.unlink(missing_ok=True)
        raise RefreshError(
            f"The refresh is published, but the dashboard could not be drawn "
            f"({type(error).__name__}: {error}). "
            f"{output} still shows the refresh before."
        ) from error
    return output


@dataclass(frozen=True)
class Age:
    """How old the newest row of a source is.

    Attributes:
        table: ``source.table``.
        is_fresh: Whether it is as young as the source's freshness rule asks.
        seen: What was seen, as text.
        hours: Hours since the newest row was loaded; None while the source is not in use.
        allowed_hours: What the rule allows.

    """

    table: str
    is_fresh: bool
    seen: str
    hours: float | None
    allowed_hours: float


def check_freshness(state: RefreshState, manifest: dict[str, Any]) -> list[Age]:
    """Compare the newest row of each source with its rule; news, never a reason to stop.

    Args:
        state: The run; it gets the checks.
        manifest: The dbt project.

    """
    ages = freshness(manifest, state.started_at)
    state.checks += [
        Check(
            f"landing {age.table}",
            "is_fresh",
            age.is_fresh,
            is_critical=False,
            observed=age.seen,
            remedy=STALE_REMEDY,
        )
        for age in ages
    ]
    return ages


def freshness(
    manifest: dict[str, Any], now: datetime, landing: dict[str, dict[str, Any]] | None = None
) -> list[Age]:
    """Return the age of every source with a freshness rule.

    Args:
        manifest: The dbt project.
        now: The run's clock, UTC, naive.
        landing: Facts of the landing tables; by default those of the build database.

    """
    if landing is None:
        with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
            landing = loading.landing_facts(connection)
    found = []
    for source in sorted(manifest["sources"].values(), key=lambda s: s["unique_id"]):
        rule = (source.get("freshness") or {}).get("warn_after") or {}
        if not rule.get("count"):
            continue
        table = f"{source['source_name']}.{source['name']}"
        allowed = rule["count"] * {"minute": 1 / 60, "hour": 1, "day": 24}[rule["period"]]
        newest = landing.get(table, {}).get("newest_loaded_at")
        if newest is None:
            unused = "no files: the source is not in use"
            found.append(Age(table, True, unused, hours=None, allowed_hours=allowed))
            continue
        hours = (now - newest).total_seconds() / 3600
        limit = f"{rule['count']} {rule['period']}{'s' if rule['count'] != 1 else ''}"
        seen = f"newest row loaded {newest:%F %H:%M} UTC (allowed: {limit})"
        found.append(Age(table, hours <= allowed, seen, hours, allowed))
    return found


def git_commit(root: Path = paths.ROOT) -> str | None:
    """Return the project's commit, ``-dirty`` when files differ from it; None outside git."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude", "*"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
