"""What is wrong on purpose in the made-up company needs nobody's eyes; everything else does."""

import datetime as dt
import json
from pathlib import Path

import pytest

from orchestration import made_up, summary
from sample_company.world import last_complete_day

TRUTH = {
    "generator": made_up.GENERATOR,
    "last_date": "2026-09-30",
    "findings": [{"table": "crm.customers", "column": "phone", "check": "is_whole", "rows": 2}],
    "unknown_columns": {"crm.customers": ["vip"]},
    "tables": {"crm.customers": {"quarantined": 3}, "crm.consents": {"quarantined": 0}},
}


def test_what_the_generator_wrote_down_is_read(tmp_path: Path) -> None:
    (tmp_path / made_up.MARKER).write_text(json.dumps(TRUTH), encoding="utf-8")
    told = made_up.planted(tmp_path)
    assert told.findings == {("crm.customers", "phone", "is_whole"): 2}
    assert told.quarantined == {"crm.customers": 3}
    assert told.unknown_columns == {"crm.customers": "vip"}


def test_nothing_is_planted_in_a_zone_of_another_hand_or_of_an_older_generator(
    tmp_path: Path,
) -> None:
    marker = tmp_path / made_up.MARKER
    assert made_up.planted(tmp_path) == made_up.Planted()
    for told in (TRUTH | {"generator": "other"}, {"generator": made_up.GENERATOR}, []):
        marker.write_text(json.dumps(told), encoding="utf-8")
        assert made_up.planted(tmp_path) == made_up.Planted()


def test_the_summary_speaks_of_what_is_not_planted() -> None:
    check = {"table": "landing crm.customers", "check": "is_whole", "observed": "2", "reason": ""}
    checks = {"passed": 7, "failed": [check | {"is_planted": True}, check | {"observed": "3"}]}
    texts = summary.warnings_of({"checks": checks, "warnings": ["a column is unknown"]})
    assert texts == ["a column is unknown", "landing crm.customers: is_whole. Observed: 3."]
    assert summary.checks_told(checks) == (
        "7 checks passed, 1 warn and stop nothing, 1 find exactly what the made-up company has "
        "wrong on purpose (the page lists it under Sources)."
    )


@pytest.mark.parametrize(("days_ago", "remedy"), [(0, "a larger one"), (1, "makes it anew")])
def test_old_sources_of_a_company_that_is_new_are_not_sent_in_a_circle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days_ago: int, remedy: str
) -> None:
    monkeypatch.setenv("ENGAGEMENT_RAW_DIR", str(tmp_path))
    last_date = (last_complete_day() - dt.timedelta(days=days_ago)).isoformat()
    truth = json.dumps(TRUTH | {"last_date": last_date})
    (tmp_path / made_up.MARKER).write_text(truth, encoding="utf-8")
    stale = {"table": "landing crm.leads", "check": "is_fresh", "observed": "", "reason": ""}
    (text,) = summary.warnings_of({"checks": {"failed": [stale]}, "warnings": []})
    assert remedy in text
    assert ("makes it anew" in text) is (days_ago == 1)
