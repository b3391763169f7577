"""The compiled SQL of all engines stays within what they understand alike.

Engine differences live in macros/engines.sql; what a variant writes is taken out before looking.
The list says what goes wrong elsewhere, so that nobody has to try.
"""

import re
from functools import cache

import pytest
import rendering
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
    "trimmed signs": (
        r"\b[lr]?trim\s*\([^()]*,",
        "signs and text stand the other way round on Spark: trim(both .. from ..)",
    ),
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
# What models do not write themselves, but macros may: each as above.
AVOID_WRITTEN = {
    "text type": (r"\bas\s+(varchar|text|string)\s*\)", "its name differs: use type_text()"),
    "row by order": (
        r"(?<!{{ )\b(min_by|max_by|arg_min|arg_max)\s*\(",
        "what is null counts otherwise: use the macros of that name",
    ),
    "rounded double": (
        r"\bround\s*\((?!\s*\{\{ var\()",
        "PostgreSQL rounds no double to decimals: use rounded()",
    ),
    "letters": (
        r"\blower\s*\(",
        "Java makes others of some by what stands beside: use lower_case()",
    ),
}
# What the variants in macros/engines.sql write is theirs to write.
FROM_ENGINES = {
    "duckdb": (
        r"cross join (lateral )?unnest\((string_split|generate_series|regexp_extract_all)\(",
        r"\bregexp_(full_match|extract|replace|matches|escape)\(",
        r"\bdate_diff\('day',",
        r"\bstring_agg\(",
    ),
    "postgres": (
        r"cross join lateral (generate_series|unnest)\(",
        r"from regexp_matches\(|\bregexp_(match|replace)\(",
        r"\bone_match\[1\]|\)\)\[1\]|\)\[1\]",
        r"then array\[''\]|\bstring_to_array\(|\(array_agg\(",
        r"extract\((epoch|isodow) from",
        r" ~\*? \(| ~\* replace\(",
        r"\bstring_agg\(",
        r"\bmember\.written ~ ",
    ),
    "spark": (
        r"cross join lateral explode\(",
        r"\bsequence\(",
        r"\bregexp_(like|extract|extract_all|replace)\(",
        r"\bdatediff\(",
        r"\blistagg\(",
        r"\btry_cast\(try_parse_json\(",
    ),
}
# Models that may use a construct, and why.
ALLOWED = {
    ("segment_profiles", "quoted identifier"): "column group, as the adapter quotes it",
    ("segment_profiles", "backtick"): "the same on Spark",
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


@cache
def models(engine: str) -> dict[str, tuple[str, str]]:
    """Return model -> what it wrote itself, with and without its literals."""
    told = {}
    for model, compiled in rendering.compiled(engine).items():
        sql = sql_of(compiled, engine)
        told[model] = (sql, without_literals(sql))
    return told


def sql_of(compiled: str, engine: str) -> str:
    """Return the SQL without comments, relation names and what the engine's macros wrote."""
    sql = re.sub(r"--[^\n]*|/\*.*?\*/", " ", compiled, flags=re.DOTALL)
    sql = re.sub(r'"\w+"\."\w+"\."\w+"', "relation", sql)
    for pattern in FROM_ENGINES[engine]:
        sql = re.sub(pattern, " its_own(", sql, flags=re.IGNORECASE)
    return sql


def without_literals(sql: str) -> str:
    return re.sub(r"'(?:[^']|'')*'", "''", sql)


@pytest.mark.parametrize("engine", rendering.ENGINES)
@pytest.mark.parametrize("construct", AVOID)
def test_compiled_models_avoid(construct: str, engine: str) -> None:
    pattern, instead = AVOID[construct]
    found = {}
    for model, (whole, plain) in models(engine).items():
        sql = whole if construct == "backslash" else plain
        hits = re.findall(rf".*(?:{pattern}).*", sql, flags=re.IGNORECASE)
        if hits and (model, construct) not in ALLOWED:
            found[model] = (
                re.search(rf".*(?:{pattern}).*", sql, re.IGNORECASE).group().strip()[:120]
            )
    assert found == {}, instead


@pytest.mark.parametrize("construct", AVOID_WRITTEN)
def test_models_leave_to_macros(construct: str) -> None:
    pattern, instead = AVOID_WRITTEN[construct]
    found = {}
    for node in project().models():
        if node["language"] == "sql":
            code = re.sub(r"--[^\n]*|{#.*?#}", " ", node["raw_code"], flags=re.DOTALL)
            if hit := re.search(rf".*(?:{pattern}).*", code, re.IGNORECASE):
                found[node["name"]] = hit.group().strip()[:120]
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


NAMES_AN_ENGINE = re.compile(r"target\s*[.\[]|\b(duckdb|postgres|spark)(__|\b)", re.IGNORECASE)


def test_no_model_names_an_engine() -> None:
    """Nor does a test or an analysis: which engine it is, macros/engines.sql alone asks."""
    naming = {}
    for node in project().manifest["nodes"].values():
        code = re.sub(r"{#.*?#}|--[^\n]*", " ", node.get("raw_code") or "", flags=re.DOTALL)
        is_ours = node["resource_type"] in ("model", "test", "analysis")
        if is_ours and node.get("language") == "sql" and NAMES_AN_ENGINE.search(code):
            naming[node["name"]] = NAMES_AN_ENGINE.search(code).group()
    assert naming == {}, "write a macro with a variant for each engine into macros/engines.sql"


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
        "trimmed signs": "ltrim(a, '@')",
        "number to text": "cast(a as double) || b",
        "distinct window": "count(distinct a) over ()",
        "average": "avg(a)",
    }
    written = {
        "text type": "cast(a as varchar)",
        "row by order": "min_by(a, b)",
        "rounded double": "round(a, 2)",
        "letters": "lower(a)",
    }
    assert set(examples) == set(AVOID)
    assert set(written) == set(AVOID_WRITTEN)
    assert all(re.search(AVOID_WRITTEN[k][0], example) for k, example in written.items())
    idle = [
        k for k, example in examples.items() if not re.search(AVOID[k][0], example, re.IGNORECASE)
    ]
    assert idle == []
