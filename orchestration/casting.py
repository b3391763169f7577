"""How a landing value becomes a value of the contract, as SQL: one rule per type and per meta word.

In which words an engine says it is a matter of its dialect. No engine's own cast is strict enough
(DuckDB rounds '7.5' to an integer), and what a value may be (sign, range, earliest date, reserved
words) is declared in the source YAML, never here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestration.contract import RawTable
from orchestration.dialects import DUCKDB, DuckDB, literal, quoted

__all__ = ["literal", "quoted"]
# What a text must look like before it is cast.
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
        written: Its name as it stands in the file, where the engine calls it otherwise.

    """

    name: str
    kind: str
    is_floating: bool = False
    written: str = ""

    @property
    def base(self) -> str:
        """The type without its parameters."""
        return self.kind.split("(")[0]


def is_id(column: dict[str, Any]) -> bool:
    """Return whether a column holds ids, which are texts without outer blanks."""
    is_named_so = column["name"].endswith("_id") or column["name"] == "member_no"
    return column["data_type"] == "varchar" and is_named_so


def is_number_like(table: RawTable, column: dict[str, Any]) -> bool:
    """Return whether a spreadsheet may have shortened the column's texts to 8.19E+11."""
    if column["data_type"] != "varchar":
        return False
    return is_id(column) or column["name"] == "phone" or column["name"] in table.key


def typed(
    table: RawTable, column: dict[str, Any], given: Given | None, words: DuckDB = DUCKDB
) -> str:
    """Return the SQL that casts a column to the contract's type; null where it does not cast.

    What shall be a text is read by the name of its plain text.
    """
    wanted = column["data_type"]
    if given is None:
        return f"cast(null as {words.type(wanted)})"
    if wanted == "varchar":
        return _text(table, column, given, words)
    name, base, kind = words.quoted(given.name), given.base, words.type(wanted)
    if base == "VARCHAR":
        return _from_text(words.stripped(name), wanted, words)
    if base == "BOOLEAN" and wanted == "boolean":
        return name
    if base in INTEGERS:
        if wanted == "boolean":
            return f"case when {name} in (0, 1) then {name} = 1 end"
        if wanted in ("integer", "bigint", "double", "decimal(18,4)"):
            return f"try_cast({name} as {kind})"
    if base in FLOATS | {"DECIMAL"}:
        if wanted in ("integer", "bigint"):
            # Frames with a gap write whole numbers as 7.0; that is 7, while 7.5 is no integer.
            return f"case when {words.is_whole(name, base)} then try_cast({name} as {kind}) end"
        if wanted in ("double", "decimal(18,4)"):
            number = (
                words.to_decimal(name, base, kind)
                if wanted != "double"
                else f"try_cast({name} as {kind})"
            )
            if base in FLOATS:
                is_finite = words.is_finite(f"cast({name} as double)")
                return f"case when {is_finite} then {number} end"
            return number
    if base == "DATE" and wanted in ("date", "timestamp"):
        return f"cast({name} as {kind})"
    if base in TIMESTAMPS | ZONED_TIMESTAMPS:
        utc = words.moment(name, base)
        if wanted == "timestamp":
            return utc
        if wanted == "date":
            return f"case when {utc} = date_trunc('day', {utc}) then cast({utc} as date) end"
    return f"cast(null as {kind})"


def _from_text(text: str, wanted: str, words: DuckDB) -> str:
    cast = f"try_cast({text} as {words.type(wanted)})"
    if wanted == "timestamp":
        cast = words.moment_of_text(text)
    if wanted == "double":
        cast = f"case when {words.is_finite(cast)} then {cast} end"
    return f"case when {words.matches(text, TEXT_FORMS[wanted])} then {cast} end"


def text_name(column: dict[str, Any], words: DuckDB = DUCKDB) -> str:
    """Return the SQL name of a column's plain text: said once, as several rules look at it."""
    return words.quoted("__text_" + column["name"])


def _text(table: RawTable, column: dict[str, Any], given: Given, words: DuckDB) -> str:
    """Return the text of a column that says something; it stands in its plain text."""
    text = text_name(column, words)
    if not is_number_like(table, column) and column.get("form") is None:
        return text
    is_emptied = emptied(table, column, given, words)
    return f"case when not coalesce({is_emptied}, false) then {text} end"


def plain_text(column: dict[str, Any], given: Given, words: DuckDB = DUCKDB) -> str:
    """Return the SQL for the text of a column: ids without blanks and decimals, nothing as null."""
    name = words.quoted(given.name)
    if given.base in FLOATS | {"DECIMAL"} and is_id(column):
        # An id column with gaps is written as numbers: 1002.0 is the id 1002.
        whole, finite = words.is_whole(name, given.base), ""
        if given.base in FLOATS:
            whole += f" and abs({name}) < 1e18"
            finite = f"when not {words.is_finite(name)} then null "
        number, text = words.digits_of(name, given.base), words.text_of(name, given.base, "")
        return f"case {finite}when {whole} then {number} else {text} end"
    if given.base != "VARCHAR":
        return words.text_of(name, given.base, given.kind)
    if not is_id(column):
        return f"nullif({name}, '')"
    # Most ids hold nothing that could be cut off, and seeing so is many times cheaper than cutting.
    may_be_cut = " or ".join(
        [words.is_wide(name)]
        + [f"contains({name}, {words.literal(blank)})" for blank in BLANKS if blank.isascii()]
    )
    text = f"case when {may_be_cut} then {words.trimmed(name, BLANKS)} else {name} end"
    if given.is_floating:
        text = words.without_end(text, "[.]0+")
    return f"nullif({text}, '')"


def emptied(
    table: RawTable, column: dict[str, Any], given: Given | None, words: DuckDB = DUCKDB
) -> str | None:
    """Return the SQL for whether a text says nothing although something stands there, or None.

    It looks at the plain text of the column by its name.
    """
    if given is None or column["data_type"] != "varchar":
        return None
    text = text_name(column, words)
    if column.get("form") == "json_object":
        return words.is_no_object(text)
    if is_id(column) and given.base in EXACT_WHOLE:
        return f"abs({words.quoted(given.name)}) > {EXACT_WHOLE[given.base]}"
    if is_number_like(table, column):
        # Looking for the two signs first is many times cheaper than matching every id.
        return (
            f"(contains({text}, 'E+') or contains({text}, 'e+')) and "
            f"{words.matches(words.stripped(text), SPREADSHEET_NUMBER)}"
        )
    return None


def is_given(given: Given, words: DuckDB = DUCKDB) -> str:
    """Return the SQL for whether a cell of a column that is no text holds anything."""
    name = words.quoted(given.name)
    return f"{words.stripped(name)} != ''" if given.base == "VARCHAR" else f"{name} is not null"


def unfit(
    column: dict[str, Any],
    given: Given | None,
    value: str,
    earliest: str,
    words: DuckDB = DUCKDB,
) -> Iterator[tuple[str, str]]:
    """Yield (condition, what is wrong) for all that a value of a column must not be.

    Args:
        column: The column as declared.
        given: The column as the file brings it.
        value: The SQL name of its typed value.
        earliest: First date that is no placeholder, ISO.
        words: The engine's.

    """
    if given is None:
        return
    name, wanted = column["name"], column["data_type"]
    if wanted != "varchar":
        yield f"{is_given(given, words)} and {value} is null", f"{name}: does not cast to {wanted}"
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
        values = ", ".join(words.literal(word) for word in accepted)
        yield f"{value} not in ({values})", f"{name}: value not accepted"
    if reserved := column.get("reserved"):
        values = ", ".join(words.literal(word) for word in reserved)
        yield f"{value} in ({values})", f"{name}: reserved word"
