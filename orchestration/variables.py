"""What the variables may be, checked before anything starts.

The rules stand in ``dbt_project/macros/vars.sql``, where a build by hand checks them too; they are
read from there, so that there is one set of them.
"""

import ast
import json
import re
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from orchestration.paths import DBT_PROJECT_DIR

BRACKETS = "activity_retention_brackets"
MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?Z?)?", re.ASCII
)


@cache
def rules() -> dict[str, dict[str, Any]]:
    """Return the rule of each variable, as macro var_rules has them."""
    text = (DBT_PROJECT_DIR / "macros" / "vars.sql").read_text(encoding="utf-8")
    body = re.search(r"macro var_rules\(\).*?return\((\{.*?\})\) %\}", text, re.DOTALL)
    return ast.literal_eval(body[1])


def wrong(given: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with variables; all others are taken as their defaults.

    Args:
        given: Variables with the project's defaults.

    """
    for name, rule in rules().items():
        if name in given and (allowed := problem(given[name], rule)):
            value = json.dumps(given[name], ensure_ascii=False, default=str)
            yield (
                f"Variable {name} = {'(secret)' if rule['kind'] == 'secret' else value} is "
                f"wrong: allowed is {allowed}. Set it in dbt_project.yml, by --vars or by make run "
                "VARS='{...}'."
            )
            return
    stages = [given[name] for name in ("new_days", "active_days", "lapsing_days")]
    if stages != sorted(stages):
        yield (
            f"Variables new_days, active_days, lapsing_days = {stages} are wrong: allowed is an "
            "ascending order."
        )
    brackets = [[*map(int, b.split("-"))] for b in given[BRACKETS].split(",")]
    for number, (first, last) in enumerate(brackets):
        if first > last or first in [earlier[0] for earlier in brackets[:number]]:
            yield (
                f'Variable {BRACKETS} = "{given[BRACKETS]}" is wrong at {first}-{last}: allowed is '
                "a bracket that does not end before it begins, and no two that begin on one day. "
                "Set it in dbt_project.yml, by --vars or by make run VARS='{...}'."
            )
            return
    shares = given["influence_share"] + given["referral_share"]
    if shares > 1:
        yield (
            f"Variables referral_share + influence_share = {shares} are wrong: allowed is at most "
            "1, or more than a buyer's margin would be given away."
        )


def problem(value: object, rule: dict[str, Any]) -> str:
    """Return what is allowed instead of a value; empty when it is fine."""
    kind = rule["kind"]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind in ("whole", "number"):
        is_whole = is_number and value == value and (kind == "number" or value == int(value))
        if is_whole and rule["min"] <= value <= rule["max"]:
            return ""
        word = "whole number" if kind == "whole" else "number"
        return f"a {word} from {rule['min']} to {rule['max']}"
    if kind in ("text", "secret"):
        is_fine = isinstance(value, str) and re.fullmatch(rule["pattern"], value)
        return "" if is_fine else rule["allowed"]
    if kind == "zone":
        is_fine = isinstance(value, str) and value in zoneinfo.available_timezones()
        return "" if is_fine else "an IANA time zone such as Asia/Tokyo"
    if kind == "list":
        is_fine = isinstance(value, list) and all(
            isinstance(item, str) and re.fullmatch(rule["pattern"], item) for item in value
        )
        return "" if is_fine else rule["allowed"]
    if kind == "flag":
        return "" if isinstance(value, bool) else "true or false"
    if kind == "date":
        is_fine = isinstance(value, str) and len(value) == 10 and is_moment(value)
        return "" if is_fine else "a date YYYY-MM-DD"
    if value is None or is_moment(str(value)):
        return ""
    return "null, a date YYYY-MM-DD or a UTC timestamp YYYY-MM-DD HH:MM:SS"


def is_moment(text: str) -> bool:
    """Return whether a text is a date or a UTC timestamp that exists."""
    found = MOMENT.fullmatch(text)
    if not found:
        return False
    year, month, day, hour, minute, second, _ = (int(part or 0) for part in found.groups())
    try:
        date(year, month, day)
        datetime(year, month, day, hour, minute, second)
    except ValueError:
        return False
    return True
