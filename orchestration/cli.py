"""The command line. Everything heavy is imported inside the commands, so that help is instant.

Exit codes: 0 published (or nothing to do), 1 the refresh failed and nothing was published,
2 wrong use. Errors are told in plain words on standard error.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.errors import RefreshError, without_values

if TYPE_CHECKING:
    from connectors.description import Connector

DEFAULT_PEOPLE, DEFAULT_MONTHS, DEFAULT_SEED = 3000, 24, 7
vars_option = click.option(
    "--vars", "variables", metavar="JSON", help="dbt variables as a JSON object."
)
wait_option = click.option(
    "--wait",
    default=0.0,
    show_default=True,
    metavar="SECONDS",
    help="Wait this long for another refresh to end.",
)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Tell errors to people and exit with their code; a traceback is never the message."""
    try:
        yield
    except RefreshError as error:
        click.echo(f"ERROR: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo(
            "ERROR: stopped by hand. What was published before is still published.", err=True
        )
        sys.exit(1)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - the last resort, so that nobody has to read a traceback
        from orchestration import machine

        if text := machine.told(error):
            click.echo(f"ERROR: {text}", err=True)
            sys.exit(1)
        click.echo(
            f"ERROR: unexpected {type(error).__name__}: {without_values(str(error))}\n"
            f"What was published before is still published. Details: {_keep_traceback()}",
            err=True,
        )
        sys.exit(1)


@contextlib.contextmanager
def _piped() -> Iterator[None]:
    """Let whoever reads standard output have enough (``| head``) without an error."""
    try:
        yield
    except BrokenPipeError:
        # Python must not write the rest as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _keep_traceback() -> str:
    import traceback

    from orchestration import paths

    try:
        file = paths.data_dir() / "logs" / "last_error.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(without_values(traceback.format_exc()), encoding="utf-8")
    except OSError:
        return "none, the data folder cannot be written"
    return str(file)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Engagement Warehouse: from raw tables to how strong the bond with each customer is.

    Settings: ENGAGEMENT_RAW_DIR (landing zone), ENGAGEMENT_DATA_DIR (output, default data/),
    ENGAGEMENT_MEMORY_LIMIT (such as 4GB), ENGAGEMENT_THREADS (such as 4).
    """
    from orchestration import modes

    modes.owner_only()


def _choose_target(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Let an option win over the setting, for this process and those below it."""
    if value:
        os.environ["ENGAGEMENT_TARGET"] = value


target_option = click.option(
    "--target",
    type=click.Choice(["duckdb", "postgres", "spark"]),
    expose_value=False,
    is_eager=True,
    callback=_choose_target,
    help="Engine that builds the models; by default ENGAGEMENT_TARGET, else duckdb.",
)


@main.command()
@vars_option
@wait_option
@target_option
@click.option(
    "--force",
    is_flag=True,
    help="Refresh also when files, project, variables and settings are the same.",
)
@click.option("--full-refresh", is_flag=True, help="Build everything anew from the landing files.")
@click.option(
    "--new-baseline",
    is_flag=True,
    help="Do not compare with the published refresh; start afresh from this one.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Say what was rebuilt and why: new files, touched keys, rows and dates.",
)
def run(
    variables: str | None,
    wait: float,
    force: bool,
    full_refresh: bool,
    new_baseline: bool,
    explain: bool,
) -> None:
    """Load, build, check and publish everything, unless nothing has changed."""
    with plain_errors():
        from orchestration import settings

        given = settings.parse_vars(variables)
        _refresh(
            given,
            force or full_refresh or new_baseline,
            wait_seconds=wait,
            explains=explain,
            full_refresh=full_refresh,
            new_baseline=new_baseline,
        )


def _refresh(given: dict, force: bool, explains: bool = False, **options: float) -> None:
    """Refresh and show the result."""
    from orchestration import (
        explaining,
        outcome,
        paths,
        progress,
        refresh,
        settings,
        summary,
        watching,
    )

    settings.prepare_environment()
    if paths.raw_dir() != paths.sample_dir():
        _connect_all(options.get("wait_seconds", 0))
    settings.check_environment()
    if not force and refresh.unchanged(given):
        click.echo(
            "Nothing has changed since the published refresh: files, project, variables and "
            "settings are the same. (--force refreshes all the same.)"
        )
        for text in refresh.forget_erased() + refresh.follow():
            click.echo(f"WARNING: {text}", err=True)
        # Figures stay as they are while time goes on; which sources fell silent does not.
        troubles = outcome.unchanged() + watching.look().troubles
        summary.show(summary.read(), troubles, checks_now=refresh.freshness_now())
        return
    state = refresh.run(given, progress=progress.for_stream(sys.stderr), **options)
    for text in state.problems:
        click.echo(f"WARNING: {text}", err=True)
    summary.show(summary.read(), state.problems)
    if explains:
        click.echo(f"\n{explaining.text(state)}")


@main.command()
@click.option(
    "--people",
    default=DEFAULT_PEOPLE,
    show_default=True,
    type=click.IntRange(1),
    help="How many customers.",
)
@click.option(
    "--months",
    default=DEFAULT_MONTHS,
    show_default=True,
    type=click.IntRange(1),
    help="How many months.",
)
@click.option(
    "--seed", default=DEFAULT_SEED, show_default=True, help="Another number makes another company."
)
@click.option(
    "--end",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Last day of the data, such as 2026-09-30.  [default: the last complete day]",
)
def sample(people: int, months: int, seed: int, end: datetime | None) -> None:
    """Write the made-up company into a landing zone."""
    with plain_errors():
        _write_sample(people, months, seed, end.date() if end else None)


def _write_sample(people: int, months: int, seed: int, end: date | None = None) -> None:
    import shutil

    from orchestration import paths
    from sample_company import generate

    target = paths.sample_dir()
    new = target.with_name(".landing.new")
    # Written beside and renamed: a stopped generator must not look like a company.
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    click.echo(f"Writing a company of {people:,} people over {months} months ...", err=True)
    generate(new, people=people, months=months, seed=seed, end=end)
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)
    click.echo(f"The landing zone is {target}")


@main.command()
@vars_option
@wait_option
def demo(variables: str | None, wait: float) -> None:
    """Show everything on the made-up company; quick when nothing has changed."""
    with plain_errors():
        from orchestration import paths, postgres, settings

        # The demonstration speaks of the made-up company, whatever landing zone is set otherwise,
        # and never puts it before the readers of the company's PostgreSQL unasked.
        os.environ["ENGAGEMENT_RAW_DIR"] = str(paths.sample_dir())
        os.environ.pop(postgres.ADDRESS, None)
        given = settings.parse_vars(variables)
        if not paths.sample_dir().is_dir():
            _write_sample(DEFAULT_PEOPLE, DEFAULT_MONTHS, DEFAULT_SEED)
        _refresh(given, force=False, wait_seconds=wait)


@main.command("make-salt")
def make_salt() -> None:
    """Write a salt for published hashes into a file that only you may read."""
    with plain_errors():
        from orchestration import salt

        path = salt.make()
        click.echo(
            f"{path} holds a new salt, and every refresh into this data folder uses it "
            f"({salt.VARIABLE} goes before it). Keep a copy in a safe place: without it no hash "
            "can be made again."
        )


@main.command("check-landing")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@vars_option
def check_landing(folder: str, variables: str | None) -> None:
    """Say what a landing zone would give, in seconds; builds nothing.

    Exit codes: 0 a refresh can start, 1 it would stop, 2 wrong use.
    """
    with plain_errors():
        from orchestration import landing_report, settings

        report = landing_report.check(
            Path(folder), settings.parse_vars(variables, Path(folder).absolute())
        )
        for line in landing_report.lines(report):
            click.echo(line)
        sys.exit(0 if report.is_usable else 1)


@main.command()
@click.option("--all", "is_all", is_flag=True, help="Show every metric of the registry.")
def summary(is_all: bool) -> None:
    """Show the headline figures of the published refresh."""
    with plain_errors():
        from orchestration import summary as summaries

        summaries.show(summaries.read(is_all))


@main.command()
@click.argument("metric")
@click.option(
    "--month",
    type=click.DateTime(["%Y-%m"]),
    metavar="MONTH",
    help="Such as 2026-05.  [default: the newest complete one]",
)
@click.option(
    "--segment", default="all", show_default=True, metavar="TYPE:VALUE", help="As in mart kpis."
)
@click.option("--sql", "is_sql", is_flag=True, help="Show the query, not its rows.")
def rows(metric: str, month: datetime | None, segment: str, is_sql: bool) -> None:
    """Write the rows behind a headline figure as CSV: METRIC --month 2026-05 > rows.csv.

    They add up to numerator and denominator of mart kpis; what they come to is told on standard
    error.
    """
    with plain_errors():
        from orchestration import figure_rows, spreadsheet

        answer = figure_rows.read(metric, month.date() if month else None, segment)
        if is_sql:
            click.echo(answer.sql)
            return
        with _piped():
            spreadsheet.write(answer.columns, answer.rows, sys.stdout.buffer)
        for text in answer.told:
            click.echo(text, err=True)


def _given(sql: str | None, file: Path | None) -> str:
    """Return the query of the command line or of a file."""
    if (sql is None) == (file is None):
        raise click.UsageError("Give either a query or --file.")
    if file is None:
        return sql
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(
            f"{file} is not written in UTF-8. Save it so, and ask again."
        ) from None


@main.command()
@click.argument("sql", required=False)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ask what stands in this file, such as analyses/detractors_to_call.sql.",
)
@click.option(
    "--csv",
    "target",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write all rows as CSV that Excel opens right; - is standard output.",
)
def query(sql: str | None, file: Path | None, target: Path | None) -> None:
    """Ask the published file: "select metric, value from kpis" or --file analyses/....sql.

    It reads what is published and nothing else, and changes nothing. Exit code 2: no good query.
    """
    with plain_errors():
        import shutil

        from orchestration import asking, settings, spreadsheet

        settings.prepare_environment()
        with asking.open_question(_given(sql, file)) as question:
            if target is None:
                click.echo(question.table(shutil.get_terminal_size((160, 40)).columns), nl=False)
                return
            if str(target) == "-":
                with _piped():
                    rows = question.write(sys.stdout.buffer)
            else:
                rows = question.save(target.absolute())
        click.echo(f"{rows:,} rows", err=True)
        if rows > spreadsheet.MAX_ROWS:
            click.echo(
                f"WARNING: a sheet of Excel has room for {spreadsheet.MAX_ROWS:,} rows.", err=True
            )


@main.command()
@click.option("--test", is_flag=True, help="Send an alert that says it is a test.")
def watch(test: bool) -> None:
    """Tell when no refresh comes, one failed or was killed, or sources went silent (for cron).

    Exit codes: 0 all is well, 1 there is something to tell, or an alert could not be sent.
    """
    with plain_errors():
        from orchestration import settings, watching

        settings.prepare_environment()
        sys.exit(watching.run(test))


@main.command()
@click.argument("name", required=False, metavar="[VENDOR | SOURCE]")
@click.option("--from", "place", metavar="PLACE", help="Folder, DuckDB file or postgresql://...")
@click.option("--schema", metavar="NAME", help="Schema of a database.")
@click.option("--name", "as_name", metavar="NAME", help="Name of the source.  [default: VENDOR]")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="Of the connector.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML: tables, columns and options as the company has them.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@click.option(
    "--accept-changes",
    is_flag=True,
    help="Take tables, columns and rows of the last run that are not there now for deleted.",
)
@click.option("--list", "is_list", is_flag=True, help="Show the connectors.")
@click.option("--explain", is_flag=True, help="Say what VENDOR reads, fills and cannot give.")
@click.option("--new", metavar="NAME", help="Begin a connector of your own.")
@click.option("--try", "is_trial", is_flag=True, help="Try VENDOR on the examples in its folder.")
def connect(  # noqa: PLR0913 - the options of the command
    name: str | None,
    place: str | None,
    schema: str | None,
    as_name: str | None,
    options: tuple[str, ...],
    mapping: Path | None,
    dry_run: bool,
    accept_changes: bool,
    is_list: bool,
    explain: bool,
    new: str | None,
    is_trial: bool,
) -> None:
    """Add what is new at a vendor to the landing zone (docs/connectors.md).

    Without VENDOR it runs all sources of connect.yml, with the name of one of them that one.
    """
    with plain_errors():
        from connectors import skeleton, told
        from orchestration import connecting, settings

        settings.prepare_environment()
        if is_list or new:
            begun = [f"Begun: {skeleton.begin(new)} (docs/write-a-connector.md)"] if new else []
            for line in begun or told.list_lines():
                click.echo(line)
            return
        if explain:
            vendor = connecting.Listed(name or "", name or "", "")
            for line in told.explain_lines(connecting.order(vendor).connector):
                click.echo(line)
            return
        if is_trial:
            vendor = connecting.Listed(name or "", name or "", "")
            sys.exit(_try(connecting.order(vendor).connector))
        sources = connecting.listed()
        for source in connecting.chosen(sources, name, place, schema, as_name, options, mapping):
            done = connecting.run(source, sources, is_dry=dry_run, accepts_changes=accept_changes)
            for line in told.run_lines(done, dry_run):
                click.echo(line)


def _connect_all(wait_seconds: float) -> None:
    """Run the company's sources, and say what is worth a look."""
    from connectors import told
    from orchestration import connecting

    for outcome in connecting.run_all(wait_seconds):
        for line in told.short(outcome):
            click.echo(line, err=True)


def _try(connector: "Connector") -> int:
    """Tell how a connector does on its examples; return how many trials failed."""
    from connectors import trying

    failed = 0
    for name, wrong in trying.try_connector(connector):
        click.echo(f"{'wrong' if wrong else 'right'}  {name}")
        for text in wrong:
            click.echo(f"       {text}")
        failed += bool(wrong)
    return min(failed, 1)


@main.command()
@click.argument("customer")
@click.argument("rule")
@click.argument("state", type=click.Choice(["taken", "done", "dismissed", "snoozed"]))
@click.option("--note", help="What came of it.")
@click.option("--by", metavar="NAME", help="Who decided.  [default: the user of the machine]")
@click.option(
    "--until",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which a snoozed item comes back.",
)
def decide(  # noqa: PLR0913 - what can be said of a decision
    customer: str,
    rule: str,
    state: str,
    note: str | None,
    by: str | None,
    until: datetime | None,
) -> None:
    """Say what becomes of an item of mart action_items: CUSTOMER RULE done.

    Writes a row of crm.action_decisions into the landing zone; the next refresh reads it.
    """
    with plain_errors():
        from orchestration import decisions

        file = decisions.decide(
            customer, rule, state, until=until.date() if until else None, note=note, by=by
        )
        click.echo(f"Written: {file}. The next refresh takes it into the list.")


@main.command()
def rollback() -> None:
    """Publish the copy before the present one again."""
    with plain_errors():
        from orchestration import contacts, locks, paths, publishing, refresh, settings, steps

        settings.prepare_environment()
        with locks.refresh_lock(paths.data_dir() / ".refresh.lock"):
            copy = publishing.rollback()
            if contacts.take_away():
                click.echo(f"{paths.contact_file()} was of the later refresh and is taken away.")
            steps.draw_dashboard()
            for text in refresh.follow():
                click.echo(f"WARNING: {text}", err=True)
        click.echo(
            f"{paths.published_link()} now shows {copy.name}. The next refresh publishes anew."
        )


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--shareable", is_flag=True, help="Only what may leave the house, as share does.")
@click.option("--iceberg", is_flag=True, help="Write Iceberg tables into FOLDER/iceberg as well.")
def export(folder: Path, shareable: bool, iceberg: bool) -> None:
    """Write what is published into FOLDER/latest: a parquet file per table and manifest.json.

    The link is moved when all is written; the versions of the last refreshes stay beside it.
    """
    with plain_errors():
        from orchestration import exporting, settings

        settings.prepare_environment()
        exported = exporting.export(folder.absolute(), shareable, iceberg)
        for line in exporting.lines(exported):
            click.echo(line)
        for text in exported.told:
            click.echo(f"WARNING: {text}", err=True)


@main.command("publish-postgres")
@click.option(
    "--wait",
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Wait this long for readers in a transaction, or for another publisher, to end.",
)
@click.option("--force", is_flag=True, help="Copy also when PostgreSQL has this refresh.")
def publish_postgres(wait: float, force: bool) -> None:
    """Copy what is published into PostgreSQL (ENGAGEMENT_POSTGRES), swapped in as a whole.

    Schema ENGAGEMENT_POSTGRES_SCHEMA (default marts) gets every published table with its types,
    key, joins and comments; grants on it and views over it stay (docs/clients.md).
    """
    with plain_errors():
        from orchestration import postgres, settings

        settings.prepare_environment()
        copied = postgres.publish(wait, force)
        for line in postgres.lines(copied):
            click.echo(line)
        for text in copied.told:
            click.echo(f"WARNING: {text}", err=True)


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def share(file: Path) -> None:
    """Write a copy of the aggregate marts that may leave the house into FILE.

    It has no row about fewer people than minimum_cell_size, and none that tells of one.
    """
    with plain_errors():
        from orchestration import settings, sharing

        settings.prepare_environment()
        told = sharing.share(file.absolute())
        for line in sharing.lines(told):
            click.echo(line)
        click.echo(file)


@main.command("export-audience")
@click.argument("name")
@click.option(
    "--channel",
    required=True,
    type=click.Choice(["email", "sms", "push", "line", "phone", "post", "ads"]),
    help="By what they will be contacted; ads = hashed for an advertising platform.",
)
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; for its owner alone.",
)
@click.option(
    "--platform",
    default="google",
    show_default=True,
    type=click.Choice(["google", "meta"]),
    help="Whose names of columns a file of --channel ads has.",
)
@click.option(
    "--assignments",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write both groups as messaging.assignments as well, for measure_effects.",
)
@click.option("--experiment", metavar="ID", help="Their experiment_id.")
def export_audience(  # noqa: PLR0913 - what can be said of an export
    name: str,
    channel: str,
    out: Path,
    platform: str,
    assignments: Path | None,
    experiment: str | None,
) -> None:
    """Hand over audience NAME: who may be contacted, never the holdout.

    Names and addresses for the channel, or hashed identifiers for an advertising platform. Logged
    in table audit.exports.
    """
    with plain_errors():
        from orchestration import audiences, locks, paths, settings

        settings.prepare_environment()
        with locks.refresh_lock(paths.data_dir() / ".refresh.lock"):
            told = audiences.export(
                name,
                channel,
                out.absolute(),
                platform=platform,
                assignments=assignments.absolute() if assignments else None,
                experiment=experiment,
            )
        for line in told:
            click.echo(line)


@main.command()
@vars_option
@click.option("--docs", is_flag=True, help="Write the results as HTML (Data Docs) as well.")
def check(variables: str | None, docs: bool) -> None:
    """Run the expectations on what was built last; publishes nothing."""
    with plain_errors():
        from orchestration import inspect_checks, settings

        settings.prepare_environment()
        sys.exit(inspect_checks.run(settings.parse_vars(variables), docs))


@main.command()
def docs() -> None:
    """Write one file that says what each mart answers, holds and comes from (after a refresh)."""
    with plain_errors():
        from orchestration import documentation, settings

        settings.prepare_environment()
        click.echo(documentation.generate())


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def metrics(arguments: tuple[str, ...]) -> None:
    """Ask the semantic layer (mf query): --metrics nps --group-by metric_time__month."""
    with plain_errors():
        from orchestration import semantic_layer, settings

        settings.prepare_environment()
        sys.exit(semantic_layer.query(list(arguments)))


@main.command()
@click.option("--port", default=3000, show_default=True, type=click.IntRange(1, 65535))
def ui(port: int) -> None:
    """Open Dagster on this machine: assets, checks, runs, schedule and sensor. Ends with Ctrl-C."""
    with plain_errors():
        from orchestration import settings, webserver

        settings.prepare_environment()
        sys.exit(webserver.serve(port))


@main.command("postgres-server")
@click.argument("what", type=click.Choice(["start", "stop", "address"]))
def postgres_server(what: str) -> None:
    """Start or stop a PostgreSQL server in a folder of its own, for those who have none.

    start prints the address of its database, which ENGAGEMENT_POSTGRES takes.
    """
    with plain_errors():
        from orchestration import postgres_own, settings

        settings.prepare_environment()
        if what == "stop":
            postgres_own.stop()
            return
        click.echo(postgres_own.start() if what == "start" else postgres_own.address())


@main.command()
@click.option("--port", default=8088, show_default=True, type=click.IntRange(1, 65535))
@click.option("--again", is_flag=True, help="Import all charts again, also when none has changed.")
def superset(port: int, again: bool) -> None:
    """Open Superset on this machine, on the published file, read-only. Ends with Ctrl-C."""
    with plain_errors():
        from dashboard.superset import server
        from orchestration import settings

        settings.prepare_environment()
        sys.exit(server.serve(port, again))


if __name__ == "__main__":
    main()
