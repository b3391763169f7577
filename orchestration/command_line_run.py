"""The run that Dagster shows for a refresh from the command line: what came of it, told at its end.

Kept apart from ``orchestration.definitions``, which reads the whole dbt project.
"""

import json

import dagster as dg
from pydantic import Field


class Said(dg.Config):
    """What came of a refresh."""

    said: str = Field(description="What came of the refresh, as JSON.")


@dg.op(
    out=dg.Out(dg.Nothing),
    description="Tells what a refresh from the command line did; it starts nothing.",
)
def what_the_command_line_did(context: dg.OpExecutionContext, config: Said) -> None:
    """Log the rows of each mart and what deserves a look, or fail as the refresh failed."""
    facts = json.loads(config.said)
    for text in facts["failed_checks"] + facts["warnings"]:
        context.log.warning(text)
    for mart, rows in facts["rows"].items():
        context.log_event(
            dg.AssetMaterialization(["marts", mart], metadata={"dagster/row_count": rows})
        )
    if facts["published"]:
        context.log_event(
            dg.AssetMaterialization(
                ["published", "engagement"],
                metadata={
                    "file": facts["published"],
                    "dagster/row_count": sum(facts["rows"].values()),
                    "checks passed": facts["checks_passed"],
                    "checks failed": len(facts["failed_checks"]),
                    "warnings": len(facts["warnings"]),
                },
            )
        )
    if facts["problems"]:
        raise dg.Failure("\n".join(facts["problems"]), allow_retries=False)


@dg.job(
    executor_def=dg.in_process_executor,
    description="Written at the end of `engagement run`; start job refresh to refresh from here.",
)
def command_line_refresh() -> None:
    """Show a refresh that ran outside Dagster."""
    what_the_command_line_did()
