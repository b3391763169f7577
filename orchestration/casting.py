"""How a landing value becomes a value of the contract, as SQL: one rule per type and per meta word.

No engine's own cast is strict enough (DuckDB rounds '7.5' to an integer), and what a value may be
(sign, range, earliest date, reserved words) is declared in the source YAML, never here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestration.contract import RawTable

# What a text must look like before it is cast.
MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?"
TEXT_FORMS = {
    "integer": "[+-]?[0-9]+",
    "bigint": "[+-]?[0-9]+",
    "double": "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?",
    "decimal(18,4)": "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)",
    "boolean": "(?i)(true|false|t|f|1|0)",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "timestamp": (
        "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
        "( ?([zZ]|(?i:utc|gmt)|[+-][0-9]{2}(:?[0-9]{2})?))?)?"
    ),
}
# For people whose values do not cast.
ACCEPTED_FORMS = {
    "integer": "digits with an optional sign",
    "bigint": "digits with an optional sign",
    "double": "a finite number with a decimal point",
    "decimal(18,4)": "a plain number with a decimal point, without thousands separators",
    "boolean": "true, false, t, f, 1 or 0",
    "date": "YYYY-MM-DD",
    "timestamp": "YYYY-MM-DD HH:MM:SS or with T, fraction and offset (Z, +09:00, UTC) optional",
}
# Beyond these an engine would overflow sooner or later; ends are included.
SIZE_LIMITS = {"bigint": 10**15, "double": 10**15, "decimal(18,4)": 10**12}
INTEGERS = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
INTEGERS |= {"INTEGER", "UINTEGER"}
# Up to these a floating-point type holds every whole number; ids beyond have lost digits.
EXACT_WHOLE = {"FLOAT": 2**24, "DOUBLE": 2**53}
FLOATS = set(EXACT_WHOLE)
TIMESTAMPS = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
ZONED_TIMESTAMPS = {"TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"}
# What stands round an id without being part of it: blanks of any kind, also the full-width one.
BLANKS = " \t\r\n\u00a0\u3000"
# A number that a spreadsheet shortened: its digits are lost.
SPREADSHEET_NUMBER = "[+-]?[0-9]([.][0-9]+)?[eE][+][0-9]{2,3}"
# What begins so a spreadsheet would take for a formula, and run it; the page's lists say the same.
FORMULA_STARTS = "=+@\t\r\n＝＋＠－-"
FLOATING_ID = "[+-]?[0-9]+[.]0+"


@dataclass(frozen=True)
class Given:
    """A column of the contract as a file brings it.

    Attributes:
        name: What the engine calls the column of the file.
        kind: The engine's type.
        is_floating: Whether all ids of the column are texts that end in .0.

    """

    name: str
    kind: str
    is_floating: bool = False

    @property
    def base(self) -> str:
        """The type without its parameters."""
        return self.kind.split("(")[0]


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_id(column: dict[str, Any]) -> bool:
    """Return whether a column holds ids, which are texts without outer blanks."""
    is_named_so = column["name"].endswith("_id") or column["name"] == "member_no"
    return column["data_type"] == "varchar" and is_named_so


def is_number_like(table: RawTable, column: dict[str, Any]) -> bool:
    """Return whether a spreadsheet may have shortened the column's texts to 8.19E+11."""
    if column["data_type"] != "varchar":
        return False
    return is_id(column) or column["name"] == "phone" or column["name"] in table.key


def typed(table: RawTable, column: dict[str, Any], given: Given | None) -> str:
    """Return the SQL that casts a column to the contract's type; null where it does not cast.

    What shall be a text is read by the name of its plain text.
    """
    wanted = column["data_type"]
    if given is None:
        return f"cast(null as {wanted})"
    if wanted == "varchar":
        return _text(table, column, given)
    name, base = quoted(given.name), given.base
    if base == "VARCHAR":
        return _from_text(f"trim({name})", wanted)
    if base == "BOOLEAN" and wanted == "boolean":
        return name
    if base in INTEGERS:
        if wanted == "boolean":
            return f"case when {name} in (0, 1) then {name} = 1 end"
        if wanted in ("integer", "bigint", "double", "decimal(18,4)"):
            return f"try_cast({name} as {wanted})"
    if base in FLOATS | {"DECIMAL"}:
        if wanted in ("integer", "bigint"):
            # Frames with a gap write whole numbers as 7.0; that is 7, while 7.5 is no integer.
            return f"case when {name} = trunc({name}) then try_cast({name} as {wanted}) end"
        if wanted in ("double", "decimal(18,4)"):
            is_finite = (
                f"case when isfinite(cast({name} as double)) then " if base in FLOATS else ""
            )
            return f"{is_finite}try_cast({name} as {wanted}){' end' if is_finite else ''}"
    if base == "DATE" and wanted in ("date", "timestamp"):
        return f"cast({name} as {wanted})"
    if base in TIMESTAMPS | ZONED_TIMESTAMPS:
        utc = (
            f"timezone('UTC', cast({name} as timestamptz))"
            if base in ZONED_TIMESTAMPS
            else f"try_cast({name} as timestamp)"
        )
        if wanted == "timestamp":
            return utc
        if wanted == "date":
            return f"case when {utc} = date_trunc('day', {utc}) then cast({utc} as date) end"
    return f"cast(null as {wanted})"


def _from_text(text: str, wanted: str) -> str:
    cast = f"try_cast({text} as {wanted})"
    if wanted == "timestamp":
        # Digits beyond microseconds are cut, UTC and GMT say nothing, an offset counts.
        plain = (
            f"regexp_replace(upper({text}), '^({MOMENT})[0-9]{{0,3}} ?(?:Z|UTC|GMT)?"
            "([+-][0-9:]+)?$', '\\1\\5')"
        )
        # The two commonest forms need no pattern.
        is_plain = f"length({text}) in (19, 20) and substr({text}, 17, 1) = ':'"
        is_plain += f" and substr({text}, 20) in ('', 'Z', 'z')"
        cast = (
            f"case when {is_plain} then try_cast(substr({text}, 1, 19) as timestamp) "
            f"else timezone('UTC', try_cast({plain} as timestamptz)) end"
        )
    if wanted == "double":
        cast = f"case when isfinite({cast}) then {cast} end"
    return f"case when regexp_full_match({text}, {literal(TEXT_FORMS[wanted])}) then {cast} end"


def text_name(column: dict[str, Any]) -> str:
    """Return the SQL name of a column's plain text: said once, as several rules look at it."""
    return quoted("__text_" + column["name"])


def _text(table: RawTable, column: dict[str, Any], given: Given) -> str:
    """Return the text of a column that says something; it stands in its plain text."""
    text = text_name(column)
    if not is_number_like(table, column) and column.get("form") is None:
        return text
    return f"case when not coalesce({emptied(table, column, given)}, false) then {text} end"


def plain_text(column: dict[str, Any], given: Given) -> str:
    """Return the SQL for the text of a column: ids without blanks and decimals, nothing as null."""
    name = quoted(given.name)
    if given.base in FLOATS | {"DECIMAL"} and is_id(column):
        # An id column with gaps is written as numbers: 1002.0 is the id 1002.
        whole = f"{name} = trunc({name}) and abs({name}) < 1e18"
        number = f"cast(cast({name} as bigint) as varchar)"
        if given.base == "DECIMAL":
            number = f"cast(cast({name} as hugeint) as varchar)"
            whole = f"{name} = trunc({name})"
        finite = f"when not isfinite({name}) then null " if given.base in FLOATS else ""
        return f"case {finite}when {whole} then {number} else cast({name} as varchar) end"
    if given.base != "VARCHAR":
        is_nested = given.base in ("STRUCT", "MAP", "JSON") or given.kind.endswith("]")
        return f"cast({f'to_json({name})' if is_nested else name} as varchar)"
    if not is_id(column):
        return f"nullif({name}, '')"
    # Most ids hold nothing that could be cut off, and seeing so is many times cheaper than cutting.
    may_be_cut = " or ".join(
        [f"strlen({name}) != length({name})"]
        + [f"contains({name}, {literal(blank)})" for blank in BLANKS if blank.isascii()]
    )
    text = f"case when {may_be_cut} then trim({name}, {literal(BLANKS)}) else {name} end"
    if given.is_floating:
        text = f"regexp_replace({text}, '[.]0+$', '')"
    return f"nullif({text}, '')"


def emptied(table: RawTable, column: dict[str, Any], given: Given | None) -> str | None:
    """Return the SQL for whether a text says nothing although something stands there, or None.

    It looks at the plain text of the column by its name.
    """
    if given is None or column["data_type"] != "varchar":
        return None
    text = text_name(column)
    if column.get("form") == "json_object":
        kind = f"case when json_valid({text}) then json_type({text}) end"
        return f"{text} is not null and coalesce({kind}, '') != 'OBJECT'"
    if is_id(column) and given.base in EXACT_WHOLE:
        return f"abs({quoted(given.name)}) > {EXACT_WHOLE[given.base]}"
    if is_number_like(table, column):
        # Looking for the two signs first is many times cheaper than matching every id.
        return (
            f"(contains({text}, 'E+') or contains({text}, 'e+')) and "
            f"regexp_full_match(trim({text}), {literal(SPREADSHEET_NUMBER)})"
        )
    return None


def is_given(given: Given) -> str:
    """Return the SQL for whether a cell of a column that is no text holds anything."""
    name = quoted(given.name)
    return f"trim({name}) != ''" if given.base == "VARCHAR" else f"{name} is not null"


def unfit(
    column: dict[str, Any], given: Given | None, value: str, earliest: str
) -> Iterator[tuple[str, str]]:
    """Yield (condition, what is wrong) for all that a value of a column must not be.

    Args:
        column: The column as declared.
        given: The column as the file brings it.
        value: The SQL name of its typed value.
        earliest: First date that is no placeholder, ISO.

    """
    if given is None:
        return
    name, wanted = column["name"], column["data_type"]
    if wanted != "varchar":
        yield f"{is_given(given)} and {value} is null", f"{name}: does not cast to {wanted}"
    if wanted in ("date", "timestamp"):
        first = column.get("earliest", earliest)
        yield f"{value} < {wanted} '{first}'", f"{name}: before {first}"
    least, greatest = column.get("min"), column.get("max")
    if limit := SIZE_LIMITS.get(wanted):
        least_size = -limit if least is None else max(least, -limit)
        greatest_size = limit if greatest is None else min(greatest, limit)
        if least is not None and greatest is not None:
            yield (
                f"{value} not between {least} and {greatest}",
                f"{name}: outside {least}..{greatest}",
            )
        elif least is not None:
            yield f"{value} < {least_size}", f"{name}: below {least}"
            yield f"{value} > {greatest_size}", f"{name}: beyond {limit:.0e}".replace("+", "")
        else:
            yield (
                f"{value} not between {least_size} and {greatest_size}",
                f"{name}: beyond {limit:.0e}".replace("+", ""),
            )
    elif least is not None:
        yield f"{value} not between {least} and {greatest}", f"{name}: outside {least}..{greatest}"
    if accepted := column.get("accepted"):
        values = ", ".join(literal(word) for word in accepted)
        yield f"{value} not in ({values})", f"{name}: value not accepted"
    if reserved := column.get("reserved"):
        values = ", ".join(literal(word) for word in reserved)
        yield f"{value} in ({values})", f"{name}: reserved word"
