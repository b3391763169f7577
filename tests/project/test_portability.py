"""The compiled SQL stays within what DuckDB and Spark understand alike, and PostgreSQL mostly.

Engine differences live in macros/engines.sql; what a variant for DuckDB writes is taken out before
looking. The list says what goes wrong elsewhere, so that nobody has to try.
"""

import re

import pytest
from parsed import project

AVOID = {
    "qualify": (r"\bqualify\b", "PostgreSQL has none: number the rows in a CTE"),
    "double colon": (r"::", "write cast(x as type)"),
    "star exclude": (
        r"\*\s*(exclude|except|replace)\s*\(",
        "spelt differently everywhere: list the columns",
    ),
    "columns()": (r"\bcolumns\s*\(", "DuckDB only: list the columns"),
    "distinct on": (r"\bdistinct\s+on\b", "Spark has none: number the rows in a CTE"),
    "group or order by all": (
        r"\b(group|order)\s+by\s+all\b",
        "PostgreSQL has none: name the columns",
    ),
    "list or struct": (
        r"\b(list|array_agg|struct_pack|list_\w+|array_\w+|unnest|explode)\s*\(|\barray\s*\[|\[\s*\d+\s*\]",
        "types, functions and the first index differ: use rows",
    ),
    "text aggregation": (
        r"\b(string_agg|group_concat|listagg)\s*\(",
        "the order is lost on Spark: use the macro joined_texts",
    ),
    "quoted identifier": (r'"', "a text literal on Spark: every row reads the same"),
    "backtick": (r"`", "an identifier on Spark, an error elsewhere"),
    "backslash": (r"\\", "an escape in Spark's literals: write [0-9] and [.]"),
    "concat": (r"\bconcat(_ws)?\s*\(", "null swallows all on Spark and nothing on DuckDB: use ||"),
    "clock parts": (
        r"\bextract\s*\(\s*(dow|isodow|epoch)\b|\b(strftime|to_char|date_format|datediff|date_diff|datesub|age)\s*\(",
        "other names, other first days, other roundings: use the macros of engines.sql",
    ),
    "series": (r"\b(generate_series|range|sequence)\s*\(", "use the macro numbers_to_rows"),
    "regular expression": (
        r"\b(regexp_\w+|rlike|similar\s+to)\b|~",
        "use the macros matches_whole, extract_group and remove_all",
    ),
    "silent cast": (
        r"\b(try_cast|safe_cast)\b",
        "'1.5' is 2 on DuckDB and null on Spark: raw rows are typed by the load",
    ),
    "narrow float": (r"\b(float4?|real)\b", "32 bits on some engines: use type_double()"),
    "approximate": (
        r"\bapprox\w*\s*\(|\bmedian\s*\(|\bmode\s*\(",
        "engines approximate differently: use percentile_cont",
    ),
    "null order of windows": (r"\bignore\s+nulls\b", "three syntaxes on three engines"),
    "engine joins": (
        r"\b(asof|anti|semi|positional)\s+join\b",
        "write exists or a left join with is null",
    ),
    "prefix tests": (
        r"\b(starts_with|ends_with|strpos|instr|initcap)\s*\(",
        "not everywhere: use like and position",
    ),
    "engine hash": (r"(?<![a-z0-9_])hash\s*\(", "another value on every engine: use sha256_hex"),
    "number to text": (
        r"cast\s*\([^()]*\bas\s+double\s*\)\s*\|\|",
        "three engines write a double in three ways",
    ),
    "distinct window": (
        r"count\s*\(\s*distinct[^()]*\)\s*over\b",
        "PostgreSQL and Spark have none",
    ),
    "average": (r"\bavg\s*\(", "Spark rounds the mean of decimals: use ratio(sum, count)"),
}
# What the variants for DuckDB in macros/engines.sql write is theirs to write.
FROM_ENGINES = (
    (
        r"cross join (lateral )?unnest\((string_split|generate_series|regexp_extract_all)\(",
        "cross join rows_of(",
    ),
    (r"\bregexp_(full_match|extract|replace|matches|escape)\(", "matched("),
    (r"\bdate_diff\('day',", "days_between("),
    (r"\bstring_agg\(", "joined("),
)
# Models that may use a construct, and why.
ALLOWED = {
    ("segment_profiles", "quoted identifier"): "column group, as the adapter quotes it",
    ("satisfaction_drivers", "average"): "means of doubles, compared with 1e-9 to spare",
}
# Models that divide without the macro ratio, and why that is safe.
DIVIDES = {
    "int_nps_windows_scored": "a sum of shares, which are doubles",
    "nps": "scores and standard errors are doubles",
    "int_choices_shrunk": "the prior rate is a double",
    "topic_trends": "shares are doubles",
    "emerging_terms": "priors are doubles",
    "journey_funnel": "a median of doubles over a decimal",
    "attribution_credits": "removal effects and decays are doubles",
}


def sql_of(compiled: str) -> str:
    """Return the SQL without comments, relation names and what the engine's macros wrote."""
    sql = re.sub(r"--[^\n]*|/\*.*?\*/", " ", compiled, flags=re.DOTALL)
    sql = re.sub(r'"\w+"\."\w+"\."\w+"', "relation", sql)
    for pattern, instead in FROM_ENGINES:
        sql = re.sub(pattern, instead, sql, flags=re.IGNORECASE)
    return sql


def without_literals(sql: str) -> str:
    return re.sub(r"'(?:[^']|'')*'", "''", sql)


@pytest.mark.parametrize("construct", AVOID)
def test_compiled_models_avoid(construct: str) -> None:
    pattern, instead = AVOID[construct]
    found = {}
    for model, compiled in project().compiled.items():
        sql = sql_of(compiled)
        if construct != "backslash":
            sql = without_literals(sql)
        hits = re.findall(rf".*(?:{pattern}).*", sql, flags=re.IGNORECASE)
        if hits and (model, construct) not in ALLOWED:
            found[model] = (
                re.search(rf".*(?:{pattern}).*", sql, re.IGNORECASE).group().strip()[:120]
            )
    assert found == {}, instead


def test_whole_numbers_are_divided_by_the_macro_only() -> None:
    """What stands left of a slash says that it is a double: 5 / 2 is 2 on PostgreSQL."""
    bare = {}
    for node in project().models():
        if node["language"] != "sql" or node["name"] in DIVIDES:
            continue
        code = re.sub(r"\{\{\s*type_double\(\)\s*\}\}", "double", node["raw_code"])
        code = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|--[^\n]*", " ", code, flags=re.DOTALL)
        code = re.sub(r"as\s+double\s*\)\s*/", "", without_literals(code))
        if "/" in code:
            bare[node["name"]] = code[max(0, code.index("/") - 40) :][:80]
    assert bare == {}


def test_the_list_knows_what_it_looks_for() -> None:
    """Each pattern finds its own example, so that none is idle by a slip."""
    examples = {
        "qualify": "select 1 qualify x",
        "double colon": "a::int",
        "star exclude": "select * exclude (a)",
        "columns()": "select columns(a)",
        "distinct on": "select distinct on (a) b",
        "group or order by all": "group by all",
        "list or struct": "list(a)",
        "text aggregation": "listagg(a)",
        "quoted identifier": '"a"',
        "backtick": "`a`",
        "backslash": "a\\b",
        "concat": "concat(a, b)",
        "clock parts": "extract(dow from a)",
        "series": "generate_series(1, 2)",
        "regular expression": "regexp_matches(a)",
        "silent cast": "try_cast(a as int)",
        "narrow float": "cast(a as float)",
        "approximate": "approx_count_distinct(a)",
        "null order of windows": "lag(a ignore nulls)",
        "engine joins": "a anti join b",
        "prefix tests": "starts_with(a, b)",
        "engine hash": "hash(a)",
        "number to text": "cast(a as double) || b",
        "distinct window": "count(distinct a) over ()",
        "average": "avg(a)",
    }
    assert set(examples) == set(AVOID)
    idle = [
        k for k, example in examples.items() if not re.search(AVOID[k][0], example, re.IGNORECASE)
    ]
    assert idle == []
