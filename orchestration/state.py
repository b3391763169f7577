"""What a refresh has found out so far, shared by its steps and read by whoever started it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from orchestration.progress import Progress, Silent


@dataclass(frozen=True)
class Check:
    """Result of one check, whoever made it (dbt or an expectation).

    Attributes:
        table: What was checked, for people: ``landing survey.answers``, ``orders``.
        check: Short name, unique within the table.
        passed: Whether it held.
        is_critical: Whether a failure stops the publishing.
        observed: What was measured.
        reason: Why the threshold exists.
        remedy: What to do when it fails.
        is_planted: Whether it finds exactly what the made-up company has wrong on purpose.

    """

    table: str
    check: str
    passed: bool
    is_critical: bool
    observed: str = ""
    reason: str = ""
    remedy: str = ""
    is_planted: bool = False

    def message(self) -> str:
        """Return the failure as text: table, check, observed, reason, remedy."""
        parts = [f"{self.table}: check {self.check} failed."]
        parts += [f"  observed: {self.observed}"] if self.observed else []
        parts += [f"  why it matters: {self.reason}"] if self.reason else []
        parts += [f"  what to do: {self.remedy}"] if self.remedy else []
        return "\n".join(parts)


@dataclass
class RefreshState:
    """Facts of one refresh.

    Attributes:
        run_id: Id of the run, in Dagster too; also the stamp of the marts.
        variables: Variables given for this run.
        started_at: UTC, naive.
        full_refresh: Whether everything is built from nothing.
        is_new_baseline: Whether comparisons with the published refresh are left out.
        fingerprint: What the refresh was made from; empty when nobody asked.
        landing_digest: The landing files it was made from; empty when nobody asked.
        checks: All checks made so far.
        problems: What failed, told for people; empty while all is well.
        warnings: What deserves a look but stops nothing.
        loaded_files: Landing files that were loaded, by folder of their table.
        suites_run: Suites of expectations that ran.
        has_read: Whether it has begun to read landing files.
        has_built: Whether dbt has begun to build in this run.
        is_built: Whether dbt built everything in this run.
        failed_step: The step that failed; empty while none has.
        evidence: Folder of the failing rows of a run that was stopped; empty where there is none.
        published: Name of the published file, once there is one.
        published_rows: Rows per mart in it.

    """

    run_id: str
    variables: dict[str, Any] = field(default_factory=dict)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    full_refresh: bool = False
    is_new_baseline: bool = False
    fingerprint: str = ""
    landing_digest: str = ""
    checks: list[Check] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    loaded_files: dict[str, int] = field(default_factory=dict)
    suites_run: set[str] = field(default_factory=set)
    has_read: bool = False
    has_built: bool = False
    is_built: bool = False
    is_wrong_use: bool = False
    failed_step: str = ""
    evidence: str = ""
    published: str | None = None
    published_rows: dict[str, int] = field(default_factory=dict)
    progress: Progress = field(default_factory=Silent)

    @property
    def failed_critical(self) -> list[Check]:
        """Return the failed checks that stop the publishing."""
        return [c for c in self.checks if not c.passed and c.is_critical]

    def warn(self, text: str) -> None:
        """Note something to look at, once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def checks_json(self) -> str:
        """Return the checks as JSON for the table ``refresh``: the failed ones in full."""
        return json.dumps(
            {
                "passed": sum(c.passed for c in self.checks),
                "failed": [asdict(c) for c in self.checks if not c.passed],
            },
            ensure_ascii=False,
            default=str,
        )
