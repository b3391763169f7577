"""Small landing zones that show a fault, each with what must come of it.

A case is published with the figures of its ``expect.md``, published with a warning, or refused
before anything is built; a silent wrong figure is never the outcome. The zones lie beside this
repository; without them these tests are skipped.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from light import Light, Outcome

from orchestration import steps
from orchestration.paths import ROOT

CASES = ROOT.parent / "shared" / "data" / "cases"


@dataclass(frozen=True)
class Expected:
    """What must come of a case.

    Attributes:
        refused: Pattern of the refusal, or None where it is published.
        warned: Pattern of a warning, or None where none is needed.
        figures: Whether the figures of expect.md must come out.
        instead: Query of expect.md -> the answer that a ruling gives in its place.
        besides: Query -> answer that expect.md does not ask.

    """

    refused: str | None = None
    warned: str | None = None
    figures: bool = True
    instead: dict[str, str] = field(default_factory=dict)
    besides: dict[str, str] = field(default_factory=dict)


TWO_NAMES = "select count(*) from customers where customer_id in ('{}1', '{}2')".format  # noqa: S608 - a test
ONE_PHONE = (
    "select count(distinct identifier_hash) from customer_identities "
    "where identifier_type = 'phone' and customer_id in ('{}1', '{}2')"
).format
OUTCOMES = {
    "ad-spend-per-ad-group": Expected(refused="20 rows repeat a key of the same file"),
    "direct-in-brackets": Expected(),
    "empty-strings-parquet": Expected(warned="anonymous_id: required and null"),
    "erasure-that-names-nobody": Expected(
        warned="2 of 3 name a customer_record_id that crm.customers does not have", figures=False
    ),
    "event-names-of-another-tool": Expected(),
    "excel-scientific-phones": Expected(warned="4 values have the form of a spreadsheet's"),
    "family-landline": Expected(),
    "file-without-header": Expected(refused="crm/customers/part-0001.csv: required columns .*row"),
    "float-ids-parquet": Expected(),
    "full-width-hashtags": Expected(),
    "google-and-yahoo-that-are-no-search": Expected(),
    "header-in-capitals": Expected(),
    "link-to-nowhere": Expected(
        refused="crm/customers/part-0002.csv is a link to a place that is gone"
    ),
    "loading-time-in-the-future": Expected(
        refused="crm/customers/part-0002.csv holds a _loaded_at more than a day after the clock"
    ),
    "logins-by-email": Expected(refused="web.events.user_id: 48 of 48 .*like e-mail addresses"),
    "merged-record-keeps-its-orders": Expected(),
    "mixed-line-ends": Expected(refused="part-0001.csv .*CR LF up to line 13, LF from line 14"),
    "negative-refunds": Expected(refused="commerce.refunds.amount: 4 of 4 .*sign is turned"),
    "nps-on-a-five-point-scale": Expected(refused="none of 200 scores of nps question .*exceeds 5"),
    "null-words-as-member-number": Expected(),
    "orders-only-as-csv-gz": Expected(),
    "own-shop-is-no-referral": Expected(
        warned="www.hanaya-store.example is the referrer of .* own_domains", figures=False
    ),
    "paid-social-by-its-short-names": Expected(),
    # The records bear two names, so that a shared phone does not join them (ruling 131); it is one.
    "phone-of-an-unlisted-country": Expected(
        instead={TWO_NAMES("b", "b"): "2"},
        besides={ONE_PHONE("b", "b"): "1", ONE_PHONE("a", "a"): "2"},
    ),
    "phone-with-zero-in-brackets": Expected(
        instead={TWO_NAMES("a", "a"): "2", TWO_NAMES("b", "b"): "2"},
        besides={ONE_PHONE("a", "a"): "1", ONE_PHONE("b", "b"): "1"},
    ),
    "placeholder-dates": Expected(warned="ordered_at: before 1990-01-01"),
    "same-id-in-two-systems": Expected(refused="24 keys come with more than one source_system"),
    "term-ends-at-235959": Expected(warned="terms end a second or a day before the next"),
    "test-order-of-all-nines": Expected(warned="1 of 25 orders have a line in quarantine"),
    "timestamps-of-warehouse-exports": Expected(),
    "update-file-without-some-columns": Expected(
        refused="orders.customer_record_id: 24 of 24 keys had a value .*part-0002.csv"
    ),
    "zero-device-id": Expected(),
}


def queries(case: str) -> Iterator[tuple[str, str]]:
    """Yield (query, right answer) of a case's table of figures."""
    text = (CASES / case / "expect.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if found := re.fullmatch(r"\| `(select .*)` \| (.*?) \| .*? \|", line):
            yield found[1].replace("\\|", "|"), found[2]


def told(outcome: Outcome) -> tuple[str, str]:
    """Return the refusal and the warnings, those of the landing checks included."""
    if outcome.refusal:
        return outcome.refusal, "\n".join(outcome.warnings)
    findings = outcome.query("select is_critical, message from audit.data_checks")
    critical = "\n".join(message for is_critical, message in findings if is_critical)
    other = [message for is_critical, message in findings if not is_critical]
    asked = steps.hosts_to_ask_about(outcome.connection)
    return critical, "\n".join([*outcome.warnings, *other, *asked])


def refreshed(case: str, zone: Path, light: Light) -> Outcome:
    """Refresh a case, with only the marts that its figures read."""
    variables = CASES / case / "vars.json"
    given = json.loads(variables.read_text(encoding="utf-8")) if variables.exists() else {}
    asked = " ".join([*OUTCOMES[case].besides, *(query for query, _ in queries(case))])
    marts = set(re.findall(r"\bfrom (\w+)", asked))
    told_by = ["data_checks", "int_referrers_counted", "source_reconciliation"]
    return light.refresh(zone, given, marts=[*marts, *told_by])


@pytest.fixture
def light() -> Iterator[Light]:
    """A warehouse of its own."""
    with Light() as light:
        yield light


def test_every_case_has_an_outcome() -> None:
    if not CASES.is_dir():
        pytest.skip("the cases are not beside this repository")
    assert {folder.name for folder in CASES.iterdir() if folder.is_dir()} == set(OUTCOMES)


@pytest.mark.parametrize("case", OUTCOMES)
def test_a_case_ends_as_it_must(case: str, tmp_path: Path, light: Light) -> None:
    if not CASES.is_dir():
        pytest.skip("the cases are not beside this repository")
    expected, zone = OUTCOMES[case], tmp_path / "landing"
    shutil.copytree(CASES / case / "landing", zone, symlinks=True)
    if case == "link-to-nowhere":
        (zone / "crm/customers/part-0002.csv").unlink(missing_ok=True)
        (zone / "crm/customers/part-0002.csv").symlink_to("gone.csv")
    outcome = refreshed(case, zone, light)
    refusal, warnings = told(outcome)
    if expected.refused is not None:
        assert re.search(expected.refused, refusal), refusal or "it was published"
        return
    assert refusal == ""
    if expected.warned is not None:
        assert re.search(expected.warned, warnings), warnings
    if expected.figures:
        right = dict(queries(case)) | expected.instead | expected.besides
        assert expected.instead.keys() <= dict(queries(case)).keys()
        assert {query: shown(outcome, query) for query in right} == right


def shown(outcome: Outcome, query: str) -> str:
    """Return the answer of a query as expect.md writes it."""
    marts = set(re.findall(r"\bfrom (\w+)", query))
    for mart in marts:
        query = re.sub(rf"\bfrom {mart}\b", f"from marts_build.marts.{mart}", query)
    rows = outcome.connection.execute(query).fetchall()
    if not rows:
        return "no row"
    value = rows[0][0]
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    text = str(value)
    return re.sub(r"[.]0+$", "", text) if re.fullmatch(r"-?\d+[.]\d+", text) else text
