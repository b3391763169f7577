"""What a run of dbt refuses before it builds anything, and what it says to do."""

import pytest
from parsed import project

RUN = ("run", "--select", "stg_crm__consents")


def test_a_model_whose_parents_are_not_built_says_what_to_build() -> None:
    said = str(project().dbt(*RUN, succeeds=False))
    assert "Not in the build database yet: crm.consents, outdated_others." in said
    assert "dbt build --select +orders" in said


@pytest.mark.parametrize(
    ("known", "changed"),
    [
        ("['consent_event_id']", "['channel']"),
        ("'consents': ['consent_event_id'],", ""),
        ("'consents': ['consent_event_id'],", "'consents': ['consent_event_id'], 'more': ['id'],"),
    ],
)
def test_a_contract_that_has_changed_says_what_to_run_first(
    known: str, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    macro = project().parsed.macros["macro.engagement.raw_tables"]
    assert known in macro.macro_sql
    monkeypatch.setattr(macro, "macro_sql", macro.macro_sql.replace(known, changed))
    said = str(project().dbt(*RUN, succeeds=False))
    table = "crm.more" if "more" in changed else "crm.consents"
    assert f"The source YAML of {table} has changed since macros/raw_tables.sql" in said
    assert "python -m orchestration.contract" in said
