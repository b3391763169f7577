"""What looks wrong in the landing tables, counted: the one place where such warnings are made.

Every check is declared in the source YAML (references, min, fixed_within_days, ...) or speaks of
one thing of the contract; it reads the raw tables of the load, so that a refresh, ``dbt build``,
the page and ``engagement check-landing`` tell the same. A message holds table, column, counts and
shapes, never a value; a question of a survey is named, because nobody could find it otherwise.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import casting, paths
from orchestration.contract import RawTable
from orchestration.dialects import DuckDB
from orchestration.landing import RawRows

FEW_MISSING = 0.01
MANY_MISSING = 0.5
ENOUGH = 20
EVENTS_ENOUGH = 1000
ANSWERS_ENOUGH = 50
MANY_REPEATS = 0.05
# As expectations/landing/answers.yml judges the same scores.
MANY_OUTSIDE = 0.01
SOME, FIFTH = 5, 0.2
RATE_FACTOR = 5
VARIABLES = (
    "accepted_missing_columns",
    "business_timezone",
    "quarantine_max_share",
    "quarantine_min_rows",
    "reporting_currency",
)
SEEDS = ("event_aliases", "funnels", "fx_rates", "journey_stage_rules", "question_scales")


@dataclass(frozen=True)
class Finding:
    """One thing that looks wrong.

    Attributes:
        source: Source of the raw table.
        table_name: Raw table.
        column_name: Column, or empty where it is about rows.
        check_name: What ought to hold.
        row_count: How many rows or values are wrong.
        of_count: Of how many.
        is_critical: Whether nothing may be published.
        message: What is wrong and what to do, for people.

    """

    source: str
    table_name: str
    column_name: str
    check_name: str
    row_count: int
    of_count: int
    is_critical: bool
    message: str


@dataclass(frozen=True)
class Room:
    """What the checks read: the raw tables, the contract and the variables.

    ``partners`` are the lists of the ids which others may name, made when first asked for.
    """

    raw: RawRows
    tables: dict[str, RawTable]
    filled: frozenset[str]
    variables: dict[str, Any]
    partners: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def words(self) -> DuckDB:
        """The words of the engine that has the rows."""
        return self.raw.words

    def rows(self, sql: str) -> list[tuple]:
        """Return the rows of a query over raw tables."""
        return self.raw.ask(sql)

    def noted(self, sql: str, table: RawTable) -> list[tuple]:
        """Return what is noted of the files of a table."""
        return self.raw.connection.execute(
            f"select {sql} from raw.landing_files where source = ? and table_name = ?",
            [table.source, table.name],
        ).fetchall()

    def is_new(self, table: RawTable) -> str:
        """Return the SQL for whether a row is of a file that no refresh has published yet."""
        files = self.noted("file, is_published", table)
        new = [file for file, is_published in files if not is_published]
        return self.raw.is_of(new, len(files))

    def seed(self, name: str) -> str:
        """Return the SQL that reads a seed, every column as text."""
        return self.raw.seed(paths.ROOT / "seeds" / f"{name}.csv")

    def has(self, *names: str) -> bool:
        """Return whether tables hold rows."""
        return set(names) <= self.filled

    def latest(self, name: str) -> str:
        """Return the SQL of a table's rows that count: the newest good version of each key."""
        table = self.tables[name]
        return (
            f"(select * from (select *, row_number() over (partition by {', '.join(table.key)} "
            "order by _changed_at desc, _loaded_at desc, _file desc, _row desc) as version_rank "
            f"from {table.relation} where _reasons is null) as versions "
            "where version_rank = 1 and not coalesce(_deleted, false))"
        )


def run(raw: RawRows, tables: list[RawTable], variables: dict[str, Any]) -> list[Finding]:
    """Return everything that looks wrong in the raw tables, critical findings first.

    Args:
        raw: The rows of the load.
        tables: The contract.
        variables: The variables named in ``VARIABLES``.

    """
    counts = raw.connection.execute(
        "select source || '.' || table_name, sum(row_count) from raw.landing_files group by 1"
    ).fetchall()
    known = {t.full_name: t for t in tables}
    # What was loaded once may have left the contract since.
    filled = frozenset(name for name, rows in counts if rows and name in known)
    room = Room(raw, known, filled, variables)
    found = [finding for check in CHECKS for finding in check(room)]
    for name in room.partners.values():
        raw.drop_list(name)
    return sorted(found, key=lambda f: not f.is_critical)


def finding(
    table: RawTable, column: str, check: str, counts: tuple[int, int], critical: bool, text: str
) -> Finding:
    """Return a finding; its message begins with the place."""
    place = f"{table.full_name}.{column}" if column else table.full_name
    return Finding(
        table.source, table.name, column, check, *map(int, counts), critical, f"{place}: {text}"
    )


# --- the checks ---------------------------------------------------------------------------------


def rows_keep_the_contract(room: Room) -> Iterator[Finding]:
    """Find broken rows among those that no refresh has published yet."""
    for name in sorted(room.filled):
        table = room.tables[name]
        is_new = room.is_new(table)
        rows, broken = room.rows(
            f"select count(*), count(_reasons) from {table.relation} where {is_new}"
        )[0]
        if not broken:
            continue
        reasons = room.rows(
            f"select reason, count(*) from (select {room.words.split('_reasons', '; ')} as reason "
            f"from {table.relation} where {is_new} and _reasons is not null) as broken "
            "group by 1 order by 2 desc, 1 limit 3"
        )
        told = "; ".join(f"{reason} ({count:,}){_form(reason)}" for reason, count in reasons)
        share, least = (
            room.variables["quarantine_max_share"],
            room.variables["quarantine_min_rows"],
        )
        yield finding(
            table,
            "",
            "rows_keep_the_contract",
            (broken, rows),
            broken > least and broken > share * rows,
            f"{broken:,} of {rows:,} new rows break the contract and are in quarantine: {told}. "
            "Table marts.quarantined_rows (where the refresh stops: the evidence that it keeps) "
            "has each with file and row; correct the source and send the rows again.",
        )


def _form(reason: str) -> str:
    kind = reason.rpartition("does not cast to ")[2]
    return f" [accepted: {casting.ACCEPTED_FORMS[kind]}]" if kind in casting.ACCEPTED_FORMS else ""


def keys_name_one_thing(room: Room) -> Iterator[Finding]:
    """Find keys with two values of a column that never changes."""
    for name in sorted(room.filled):
        table = room.tables[name]
        for column in (c for c in table.columns if "fixed_within_days" in c):
            days, at = column["fixed_within_days"], column["name"]
            differs = (
                f"max({at}) > min({at}) + interval '{days} day'"
                if days
                else f"max({at}) != min({at})"
            )
            key = ", ".join(table.key)
            keys, rows, new_rows = room.rows(
                f"select count(*), coalesce(sum(rows), 0), coalesce(sum(new_rows), 0) from ("
                f"select count(*) as rows, count(*) filter (where {room.is_new(table)}) as "
                f"new_rows from {table.relation} "
                f"where _reasons is null group by {key} having count(*) > 1 and {differs}) as odd"
            )[0]
            if not keys:
                continue
            new = room.noted("coalesce(sum(row_count) filter (where not is_published), 0)", table)[
                0
            ][0]
            yield finding(
                table,
                at,
                "keys_name_one_thing",
                (keys, rows),
                new_rows > room.variables["quarantine_min_rows"]
                and new_rows > room.variables["quarantine_max_share"] * new,
                f"{keys:,} keys come with more than one {at}"
                + (f" (more than {days} day apart)" if days else "")
                + f"; their {rows:,} rows are in quarantine. If several systems number their "
                f"things alike, put a prefix of the system before {', '.join(table.key)} "
                "everywhere.",
            )


BLANK = "[ \t\u3000\u00a0]"


def shape(words: DuckDB, text: str) -> str:
    """Return the SQL for what an id looks like, which shows nothing of it."""
    return f"""case
        when contains({text}, '@') then 'like e-mail addresses'
        when {words.matches(text, "[0-9]+[.]0+")} then 'digits with a trailing .0'
        when {words.matches(text, "[0-9]+")} then 'digits only'
        when {words.finds(text, BLANK)} then 'with blanks'
        when {words.matches(text, "[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")} then 'like UUIDs'
        when {words.matches(text, "[^0-9]+")} then 'letters only'
        else 'letters and digits' end"""


def references_find_partners(room: Room) -> Iterator[Finding]:
    """Find references without the row they name."""
    for name in sorted(room.filled):
        for column in room.tables[name].columns:
            target, _, key = column.get("references", "").rpartition(".")
            if target in room.filled:
                yield from _reference(room, room.tables[name], column, room.tables[target], key)


def _reference(
    room: Room, table: RawTable, column: dict[str, Any], target: RawTable, key: str
) -> Iterator[Finding]:
    name = column["name"]
    partners = _partners(room, target, key)
    named = (
        f"from {table.relation} left join {partners} on {name} = {partners}.partner_id "
        f"where _reasons is null and {name} is not null and not coalesce(_deleted, false)"
    )
    lost = f"{partners}.partner_id is null"
    total, missing = room.rows(f"select count(*), count(*) filter (where {lost}) {named}")[0]
    is_waiting = column.get("missing_partner") == "waits"
    # Rewards and leads often name what another system knows: a warning, whatever their number.
    may_stop = "missing_partner" not in column and target.key == (key,)
    if not missing or (missing <= FEW_MISSING * total and not is_waiting):
        return
    look, known_look = (
        room.rows(f"select mode({shape(room.words, 'named_id')}) from ({ids}) as ids")[0][0]
        for ids in (
            f"select distinct {name} as named_id {named} and {lost}",
            f"select partner_id as named_id from {partners}",
        )
    )
    if known_look is None:
        return
    is_critical = missing > MANY_MISSING * total and total >= ENOUGH
    article = "an" if key[0] in "aeiou" else "a"
    text = f"{missing:,} of {total:,} name {article} {key} that {target.full_name} does not have"
    text += f"; most of these are {look}, those of {target.full_name} {known_look}"
    text += (
        ". They follow nobody until the record comes: ask the source which records are meant."
        if is_waiting
        else ". Send the missing rows, or the ids as the other table writes them."
    )
    yield finding(
        table,
        name,
        "references_find_partners",
        (missing, total),
        is_critical and may_stop,
        text,
    )


def _partners(room: Room, target: RawTable, key: str) -> str:
    """Return the list of the ids that can be named, as column partner_id."""
    if (target.full_name, key) in room.partners:
        return room.partners[target.full_name, key]
    good = f"from {target.relation} where _reasons is null and {key} is not null"
    is_deleting = room.rows(f"select 1 {good} and _deleted limit 1")
    if not is_deleting:
        ids = f"select distinct {key} as id {good}"
    else:
        ids = f"select distinct {key} as id from {room.latest(target.full_name)} as latest"
    if target.full_name == "crm.customers" and room.has("crm.identity_overrides"):
        # A record that was merged away lives on as another name of the one it was merged into.
        ids += "".join(
            f" union select {side}_record_id as id from raw.crm__identity_overrides "
            "where _reasons is null and decision = 'always_match'"
            for side in ("left", "right")
        )
    name = f"partners_{len(room.partners)}"
    # An id that is null names nobody, and nothing is told from a list that holds one.
    room.raw.make_list(
        name, f"select distinct id as partner_id from ({ids}) as named where id is not null"
    )
    room.partners[target.full_name, key] = name
    return name


def columns_do_not_go_missing(room: Room) -> Iterator[Finding]:
    """Find values that a newer file without their column wiped."""
    accepted = set(room.variables["accepted_missing_columns"])
    for name in sorted(room.filled):
        table = room.tables[name]
        files = room.noted("file, missing_columns", table)
        lacking: dict[str, list[str]] = {}
        for file, missing in files:
            for column in json.loads(missing or "[]"):
                lacking.setdefault(column, []).append(file)
        lacking = {
            column: names
            for column, names in lacking.items()
            if len(names) < len(files) and f"{name}.{column}" not in accepted
        }
        if lacking:
            yield from _wiped(room, table, lacking)


def _wiped(room: Room, table: RawTable, lacking: dict[str, list[str]]) -> Iterator[Finding]:
    key = ", ".join(table.key)
    names = sorted(set(lacking) - {"updated_at"})
    if not names:
        return
    parts = []
    for column in names:
        files = ", ".join(room.words.literal(file) for file in lacking[column])
        held = f"count({column}) filter (where rank > 1) > 0"
        is_lacking = f"bool_or(rank = 1 and _file in ({files}) and not is_deleted)"
        parts += [
            f"count(*) filter (where had_{column})",
            f"count(*) filter (where had_{column} and lacks_{column})",
        ]
        names_of = f"{held} as had_{column}, {is_lacking} as lacks_{column}"
        lacking[column] = [names_of, *lacking[column]]
    repeated = f"select {key} from {table.relation} where _reasons is null group by {key} "
    counts = room.rows(
        f"select {', '.join(parts)} from (select {', '.join(lacking[c][0] for c in names)} from ("
        f"select {key}, {', '.join(names)}, _file, coalesce(_deleted, false) as is_deleted, "
        f"row_number() over (partition by {key} order by _changed_at desc, _loaded_at desc, "
        f"_file desc, _row desc) as rank from {table.relation} inner join ({repeated} having "
        f"count(*) > 1) as repeated using ({key}) where _reasons is null) as ranked "
        f"group by {key}) as held"
    )[0]
    for place, column in enumerate(names):
        held, wiped = counts[2 * place], counts[2 * place + 1]
        if not wiped:
            continue
        yield finding(
            table,
            column,
            "columns_do_not_go_missing",
            (wiped, held),
            wiped >= ENOUGH and wiped > MANY_MISSING * held,
            f"{wiped:,} of {held:,} keys had a value in an older file and lost it to a newer one "
            f"that lacks the column (first of {len(lacking[column]) - 1}: {lacking[column][1]}). "
            f"Send the files with all columns, or add {table.full_name}.{column} to var "
            "accepted_missing_columns if the value is really gone.",
        )


def signs_are_right(room: Room) -> Iterator[Finding]:
    """Find values below 0 that cannot be."""
    for name in sorted(room.filled):
        table = room.tables[name]
        columns = [c["name"] for c in table.columns if c.get("min") == 0]
        if not columns:
            continue
        counted = ", ".join(f"count({c}), count(*) filter (where {c} < 0)" for c in columns)
        counts = room.rows(f"select {counted} from {table.relation}")[0]
        for place, column in enumerate(columns):
            total, below = counts[2 * place], counts[2 * place + 1]
            if not below:
                continue
            is_turned = below > MANY_MISSING * total
            yield finding(
                table,
                column,
                "signs_are_right",
                (below, total),
                is_turned,
                f"{below:,} of {total:,} values are below 0"
                + (
                    ": the sign is turned. Send them without the minus."
                    if is_turned
                    else "; their rows are in quarantine. The value is positive by contract."
                ),
            )


def refunds_fit_their_orders(room: Room) -> Iterator[Finding]:
    """Find orders that get back more than was paid."""
    if not room.has("commerce.refunds", "commerce.orders", "commerce.order_lines"):
        return
    count, total = room.rows(
        "with refunded as (select order_id, sum(amount) as amount from "
        f"{room.latest('commerce.refunds')} where order_id is not null group by 1), "
        "sold as (select order_id, "
        "sum(coalesce(line_amount, quantity::decimal(20, 4) * unit_price)) as amount "
        f"from {room.latest('commerce.order_lines')} group by 1) "
        "select count(*) filter (where refunded.amount > coalesce(sold.amount, 0) "
        "- coalesce(discount_amount, 0) + coalesce(tax_amount, 0) + coalesce(shipping_amount, 0) "
        "+ 0.005), count(*) from refunded "
        f"inner join {room.latest('commerce.orders')} as orders using (order_id) "
        "left join sold using (order_id)"
    )[0]
    if count:
        yield finding(
            room.tables["commerce.refunds"],
            "amount",
            "refunds_fit_their_orders",
            (count, total),
            False,
            f"{count:,} of {total:,} refunded orders get back more than they paid with tax and "
            "shipping; amount is net of tax and shipping.",
        )


def keys_are_not_too_coarse(room: Room) -> Iterator[Finding]:
    """Find files with several rows of one key that differ in what they count."""
    for name in sorted(room.filled):
        table = room.tables[name]
        if not table.meta.get("one_row_per_key_and_file"):
            continue
        key = ", ".join(table.key)
        rest = ", ".join(c["name"] for c in table.columns if c["name"] not in table.key)
        counts = room.rows(
            "select count(*), count(*) filter (where versions > 1), sum(rows - 1) filter (where "
            "versions > 1) from (select _file, count(*) as rows, "
            f"count(distinct {room.words.together(rest)}) as "
            f"versions from {table.relation} where _reasons is null group by _file, {key}) "
            f"group by _file having count(*) filter (where versions > 1) > {MANY_REPEATS} * "
            "count(*)"
        )
        if counts:
            keys, repeated = sum(c[0] for c in counts), sum(c[1] for c in counts)
            rows = sum(c[2] for c in counts)
            yield finding(
                table,
                "",
                "keys_are_not_too_coarse",
                (repeated, keys),
                True,
                f"{rows:,} rows repeat a key of the same file with other values ({repeated:,} of "
                f"{keys:,} keys); the contract wants one row per {', '.join(table.key)}. Sum the "
                "finer rows first.",
            )


def loading_times_are_times(room: Room) -> Iterator[Finding]:
    """Find loading times that are all midnights."""
    total, midnights = 0, 0
    for name in sorted(room.filled):
        rows, even = room.rows(
            "select count(*), count(*) filter (where _loaded_at = date_trunc('day', _loaded_at)) "
            f"from {room.tables[name].relation} where _reasons is null"
        )[0]
        if rows > even:
            return
        total, midnights = total + rows, midnights + even
    if total:
        yield finding(
            room.tables[sorted(room.filled)[0]],
            "_loaded_at",
            "loading_times_are_times",
            (midnights, total),
            False,
            "all loading times of the landing zone are midnights: as_of is the beginning of a "
            "day, and versions of one day cannot be told apart. Let the loader write the moment.",
        )


def texts_survived_spreadsheets(room: Room) -> Iterator[Finding]:
    """Find ids and phone numbers that lost digits, and attributes that are no JSON object."""
    for name in sorted(room.filled):
        table = room.tables[name]
        counts = room.rows(
            f"select column_name, count(*) from (select {room.words.split('_emptied', ', ')} as "
            f"column_name from {table.relation} where _emptied is not null) as emptied "
            "group by 1 order by 1"
        )
        total = room.rows(f"select count(*) from {table.relation}")[0][0] if counts else 0
        for column, count in counts:
            declared = next(c for c in table.columns if c["name"] == column)
            is_json = declared.get("form") == "json_object"
            yield finding(
                table,
                column,
                "texts_survived_spreadsheets",
                (count, total),
                False,
                f"{count:,} values are no JSON object and read as null."
                if is_json
                else f"{count:,} values have the form of a spreadsheet's shortened number "
                "(digits, E+, digits) or are floating-point numbers beyond 2^53, and read as null; "
                "digits are lost. Export the column as text.",
            )


def event_names_are_known(room: Room) -> Iterator[Finding]:
    """Find events of which none has a name that funnels or journey stages know."""
    if not room.has("web.events"):
        return
    total, known = room.rows(
        "with known as (select match_value as name from "
        f"{room.seed('journey_stage_rules')} where match_type = 'event_name' union select step "
        f"from {room.seed('funnels')} where step_kind = 'event_name' union select alias from "
        f"{room.seed('event_aliases')}), names as (select event_name, count(*) as rows from "
        "raw.web__events where _reasons is null group by 1) select sum(rows), coalesce(sum(rows) "
        "filter (where event_name in (select name from known) or lower(trim(event_name)) in "
        "(select name from known)), 0) from names"
    )[0]
    if total and total >= ENOUGH and not known:
        yield finding(
            room.tables["web.events"],
            "event_name",
            "event_names_are_known",
            (total, total),
            total >= EVENTS_ENOUGH,
            f"none of {total:,} events has a name that seeds funnels or journey_stage_rules know, "
            "so that no page is viewed and nothing is bought. Say in seed event_aliases what your "
            "tool's names mean.",
        )


def exchange_rates_are_upright(room: Room) -> Iterator[Finding]:
    """Find exchange rates far from those of the seed."""
    if not room.has("reference.fx_rates"):
        return
    currency = room.words.literal(str(room.variables["reporting_currency"]))
    rows = room.rows(
        f"with seed as (select cast(month as date) as month, currency, "
        f"cast(rate_to_reporting as double) as rate from {room.seed('fx_rates')} "
        f"where reporting_currency = {currency}), "
        "compared as (select given.currency, given.month, max(given.rate_to_reporting) as given, "
        "max_by(seed.rate, seed.month) as rate from "
        f"{room.latest('reference.fx_rates')} as given inner join seed "
        "on given.currency = seed.currency and given.month >= seed.month group by 1, 2) "
        f"select currency, count(*) as rows, count(*) filter (where given > {RATE_FACTOR} * rate "
        f"or rate > {RATE_FACTOR} * given) as odd from compared "
        f"group by 1 having count(*) filter (where given > {RATE_FACTOR} * rate "
        f"or rate > {RATE_FACTOR} * given) > 0 order by 1"
    )
    if rows:
        odd, total = sum(r[2] for r in rows), sum(r[1] for r in rows)
        yield finding(
            room.tables["reference.fx_rates"],
            "rate_to_reporting",
            "exchange_rates_are_upright",
            (odd, total),
            True,
            f"{odd:,} of {total:,} rates ({', '.join(r[0] for r in rows)}) differ from the seed "
            f"fx_rates by more than {RATE_FACTOR} times: are they upside down? One unit of "
            f"currency is worth rate units of {room.variables['reporting_currency']}.",
        )


def _questions(room: Room) -> str:
    """Return the SQL of scored answers with their questions."""
    return (
        "select questions.survey_id, questions.question_id, question_type, scale_min, scale_max, "
        "cast(score_max as integer) - cast(score_min as integer) as width, "
        "coalesce(scale_max, cast(score_max as integer)) as highest, "
        "coalesce(scale_min, cast(score_min as integer)) as "
        f"lowest, score from {room.latest('survey.answers')} as answers inner join "
        f"{room.latest('survey.responses')} as responses using (response_id) inner join "
        f"{room.latest('survey.questions')} as questions on questions.survey_id = "
        "responses.survey_id and questions.question_id = answers.question_id inner join "
        f"{room.seed('question_scales')} as scales using (question_type) where score is not null "
        f"and not {room.words.lists('missing_codes', 'score')}"
    )


def scores_fit_their_scale(room: Room) -> Iterator[Finding]:
    """Find questions that were asked on another scale than their type's."""
    if not room.has("survey.answers", "survey.questions", "survey.responses"):
        return
    table = room.tables["survey.answers"]
    for survey, question, kind, low, high, width, count, highest, above, outside in room.rows(
        "select survey_id, question_id, question_type, any_value(scale_min), "
        "any_value(scale_max), any_value(width), count(*), max(score), "
        "count(*) filter (where score > 5), count(*) filter (where score not between lowest and "
        "highest or score != floor(score)) from "
        f"({_questions(room)}) as scored group by 1, 2, 3 order by 1, 2"
    ):
        what, wrong = "", 0
        if low is None and kind == "nps" and count >= ANSWERS_ENOUGH and highest <= 5:
            what = f"none of {count:,} scores of nps question {survey}/{question} exceeds 5"
            wrong = count
        elif low is None and kind == "csat" and above >= ANSWERS_ENOUGH:
            what = f"{above:,} of {count:,} scores of csat question {survey}/{question} exceed 5"
            wrong = above
        if what:
            yield finding(
                table,
                "score",
                "scores_fit_their_scale",
                (wrong, count),
                True,
                f"{what}: was it asked on another scale? Put the scale into scale_min and "
                "scale_max of survey.questions.",
            )
        elif outside > MANY_OUTSIDE * count:
            yield finding(
                table,
                "score",
                "scores_fit_their_scale",
                (outside, count),
                outside >= ENOUGH or (outside >= SOME and outside > FIFTH * count),
                f"{outside:,} of {count:,} scores of {kind} question {survey}/{question} lie "
                "outside its scale and go to the quarantine. Put the scale that was used into "
                "scale_min and scale_max of survey.questions and codes for no answer into "
                "missing_codes.",
            )
        if low is not None and high - low != width:
            yield finding(
                table,
                "score",
                "scores_fit_their_scale",
                (count, count),
                False,
                f"{count:,} scores of {kind} question {survey}/{question} are staged and count "
                f"nowhere: its scale is not as wide as that of {kind}. Convert them to a scale of "
                f"{width + 1} steps before they are sent.",
            )


def lines_of_orders_are_whole(room: Room) -> Iterator[Finding]:
    """Find orders of which a line lies in quarantine."""
    if not room.has("commerce.order_lines"):
        return
    count = room.rows(
        "select count(distinct order_id) from raw.commerce__order_lines as broken where "
        "_reasons is not null and order_id is not null and not exists (select 1 from "
        "raw.commerce__order_lines as good where good._reasons is null and good.order_id = "
        "broken.order_id and good.line_no = broken.line_no)"
    )[0][0]
    if count:
        total = room.rows("select count(distinct order_id) from raw.commerce__order_lines")[0][0]
        yield finding(
            room.tables["commerce.order_lines"],
            "",
            "lines_of_orders_are_whole",
            (count, total),
            False,
            f"{count:,} of {total:,} orders have a line in quarantine; their sales are too low. "
            "Table audit.orders_with_quarantined_lines lists them.",
        )


def terms_end_where_the_next_begins(room: Room) -> Iterator[Finding]:
    """Find terms that end a second or a day before the next one starts."""
    if not room.has("commerce.subscriptions"):
        return
    local = room.words.local("ends_at", str(room.variables["business_timezone"]))
    row = room.rows(
        f"with terms as (select *, lead(started_at) over (partition by subscription_id order by "
        f"term_no) as next_at from {room.latest('commerce.subscriptions')}), judged as (select "
        "*, bool_and(ends_at = date_trunc('day', ends_at)) over () or bool_and("
        f"{local} = date_trunc('day', {local})) over () as are_dates from terms) "
        "select count(*) filter (where ends_at < next_at and ("
        "next_at <= ends_at + interval '1 second' or (are_dates and "
        "next_at < ends_at + interval '24 hour'))), count(*) filter (where are_dates and next_at "
        "between ends_at + interval '24 hour' and ends_at + interval '25 hour'), count(ends_at) "
        "from judged"
    )[0]
    moments, days, total = row
    if moments:
        yield finding(
            room.tables["commerce.subscriptions"],
            "ends_at",
            "terms_end_where_the_next_begins",
            (moments, total),
            False,
            f"{moments:,} of {total:,} terms end a second or a day before the next one starts; "
            "they count as running until then. ends_at is exclusive: the moment the term is over.",
        )
    if days:
        # A whole day may be a true gap, so that no figure follows from it.
        yield finding(
            room.tables["commerce.subscriptions"],
            "ends_at",
            "terms_end_where_the_next_begins",
            (days, total),
            False,
            f"{days:,} of {total:,} terms end at a midnight, one whole day before the next one "
            "starts; they count as left and come back. If ends_at is the last day of the term, "
            "send the day after it: ends_at is exclusive.",
        )


def plans_have_names_of_their_own(room: Room) -> Iterator[Finding]:
    """Find plans that are called as the marts call all plans together."""
    if not room.has("commerce.subscriptions"):
        return
    count, total = room.rows(
        "select count(*) filter (where plan = 'all'), count(*) from "
        f"{room.latest('commerce.subscriptions')}"
    )[0]
    if count:
        yield finding(
            room.tables["commerce.subscriptions"],
            "plan",
            "plans_have_names_of_their_own",
            (count, total),
            True,
            f"{count:,} of {total:,} terms are on a plan with the very name under which the marts "
            "count all plans together: its figures would stand beside theirs under one name. Name "
            "the plan otherwise in the source, or in what delivers it, and send its rows again.",
        )


def reasons_are_chosen_from_a_list(room: Room) -> Iterator[Finding]:
    """Find reasons for leaving that somebody typed: a mart publishes them as they are."""
    if not room.has("commerce.subscriptions"):
        return
    table, column = room.tables["commerce.subscriptions"], "cancel_reason"
    total, addressed, unlike = room.rows(
        "select coalesce(sum(rows), 0), coalesce(sum(rows) filter (where contains(reason, '@') or "
        f"{room.words.finds('reason', '[0-9][0-9() .-]{7,}[0-9]')}), 0), "
        f"count(*) filter (where rows = 1) from (select {column} as reason, count(*) as rows from "
        f"{room.latest(table.full_name)} as terms where {column} is not null group by 1) "
        "as reasons"
    )[0]
    remedy = (
        "Mart churn_reasons publishes each reason as it is sent: send a word of a short list, and "
        "what was typed elsewhere, such as in the text of a ticket."
    )
    if addressed:
        yield finding(
            table,
            column,
            "reasons_are_chosen_from_a_list",
            (addressed, total),
            False,
            f"{addressed:,} of {total:,} reasons hold an e-mail address or a telephone number. "
            f"{remedy}",
        )
    if unlike >= ENOUGH and unlike > FIFTH * total:
        yield finding(
            table,
            column,
            "reasons_are_chosen_from_a_list",
            (unlike, total),
            False,
            f"{unlike:,} of {total:,} reasons occur once only, as if somebody had typed them; they "
            f"may hold names. {remedy}",
        )


CHECKS: tuple[Callable[[Room], Iterator[Finding]], ...] = (
    rows_keep_the_contract,
    keys_name_one_thing,
    references_find_partners,
    columns_do_not_go_missing,
    signs_are_right,
    refunds_fit_their_orders,
    keys_are_not_too_coarse,
    loading_times_are_times,
    texts_survived_spreadsheets,
    event_names_are_known,
    exchange_rates_are_upright,
    scores_fit_their_scale,
    lines_of_orders_are_whole,
    terms_end_where_the_next_begins,
    plans_have_names_of_their_own,
    reasons_are_chosen_from_a_list,
)


# --- kept in the build database -----------------------------------------------------------------


def kept(raw: RawRows, tables: list[RawTable], variables: dict[str, Any]) -> list[Finding]:
    """Return the findings of the build database, made anew when anything they rest on changed."""
    variables, connection = {name: variables[name] for name in VARIABLES}, raw.connection
    told = _fingerprint(connection, variables)
    connection.execute(
        "create table if not exists raw.data_checks (fingerprint varchar, findings varchar)"
    )
    row = connection.execute(
        "select findings from raw.data_checks where fingerprint = ?", [told]
    ).fetchone()
    if row:
        return [Finding(**facts) for facts in json.loads(row[0])]
    found = run(raw, tables, variables)
    connection.execute("delete from raw.data_checks")
    connection.execute(
        "insert into raw.data_checks values (?, ?)", [told, json.dumps([asdict(f) for f in found])]
    )
    return found


def _fingerprint(connection: duckdb.DuckDBPyConnection, variables: dict[str, Any]) -> str:
    files = connection.execute("select * from raw.landing_files order by all").fetchall()
    seeds = [(paths.ROOT / "seeds" / f"{name}.csv").read_bytes() for name in SEEDS]
    code = Path(__file__).read_bytes()
    text = repr((files, seeds, sorted(variables.items(), key=str), code))
    return hashlib.sha256(text.encode()).hexdigest()
