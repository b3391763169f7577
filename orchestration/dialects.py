"""What differs between the engines that read a landing zone: the words of SQL, and no rule.

The rules by which a landing value becomes a value of the contract stand in ``casting.py``, and how
a row of a raw table is made in ``landing.py``; both ask the dialect for the few words in which
engines differ. A value that one engine writes or rounds otherwise is made here into what DuckDB,
which has the first word, makes of it.
"""

from collections.abc import Sequence

# A moment up to its microseconds.
MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?"
FLOATS = ("FLOAT", "DOUBLE")
NANOSECONDS = ("TIMESTAMP_NS", "TIMESTAMPTZ_NS")
ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS")
# What Unicode calls a space, which DuckDB takes off.
SPACES = " \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
NESTED = ("STRUCT", "MAP", "JSON")


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_nested(base: str, kind: str) -> bool:
    """Return whether a type of DuckDB has parts."""
    return base in NESTED or kind.endswith("]")


class DuckDB:
    """DuckDB's words, and the interface of others.

    A ``base`` is a type of DuckDB without its parameters, a ``kind`` one with them, as the column
    of a file is described; ``wanted`` is a type of the contract.
    """

    def literal(self, text: str) -> str:
        """Return a text as a literal."""
        return literal(text)

    def quoted(self, name: str) -> str:
        """Return a name as an identifier."""
        return quoted(name)

    def type(self, wanted: str) -> str:
        """Return the name of a type of the contract."""
        return wanted

    # --- texts ----------------------------------------------------------------------------------

    def matches(self, text: str, pattern: str) -> str:
        """Return whether the whole of a text matches a pattern."""
        return f"regexp_full_match({text}, {literal(pattern)})"

    def is_wide(self, text: str) -> str:
        """Return whether a text holds anything but ASCII."""
        return f"strlen({text}) != length({text})"

    def stripped(self, text: str) -> str:
        """Return a text without blanks at its ends, those of other scripts too."""
        return f"trim({text})"

    def trimmed(self, text: str, signs: str) -> str:
        """Return a text without signs at its ends."""
        return f"trim({text}, {literal(signs)})"

    def without_end(self, text: str, pattern: str) -> str:
        """Return a text without the end that matches a pattern."""
        return f"regexp_replace({text}, '{pattern}$', '')"

    def is_no_object(self, text: str) -> str:
        """Return whether a text stands there and is no JSON object."""
        kind = f"case when json_valid({text}) then json_type({text}) end"
        return f"{text} is not null and coalesce({kind}, '') != 'OBJECT'"

    def text_of(self, name: str, base: str, kind: str) -> str:
        """Return a value that is no text as text."""
        return f"cast({f'to_json({name})' if is_nested(base, kind) else name} as varchar)"

    # --- numbers --------------------------------------------------------------------------------

    def is_whole(self, name: str, base: str) -> str:  # noqa: ARG002 - of the interface
        """Return whether a number with decimals has none."""
        return f"{name} = trunc({name})"

    def is_finite(self, number: str) -> str:
        """Return whether a double is neither infinite nor no number."""
        return f"isfinite({number})"

    def digits_of(self, name: str, base: str) -> str:
        """Return the digits of a whole number that has a type with decimals."""
        kind = "hugeint" if base == "DECIMAL" else "bigint"
        return f"cast(cast({name} as {kind}) as varchar)"

    def to_decimal(self, name: str, base: str, wanted: str) -> str:  # noqa: ARG002 - as above
        """Return a number of a type with decimals as a decimal of the contract."""
        return f"try_cast({name} as {wanted})"

    # --- moments --------------------------------------------------------------------------------

    def moment(self, name: str, base: str) -> str:
        """Return a moment of any type in UTC."""
        if base in ZONED:
            return f"timezone('UTC', cast({name} as timestamptz))"
        return f"try_cast({name} as timestamp)"

    def moment_of_text(self, text: str) -> str:
        """Return the moment in UTC that a text of the form of one says; null where none is."""
        # Digits beyond microseconds are cut, UTC and GMT say nothing, an offset counts.
        plain = (
            f"regexp_replace(upper({text}), '^({MOMENT})[0-9]{{0,3}} ?(?:Z|UTC|GMT)?"
            "([+-][0-9:]+)?$', '\\1\\5')"
        )
        return (
            f"case when {self._is_plain(text)} then try_cast(substr({text}, 1, 19) as timestamp) "
            f"else timezone('UTC', try_cast({plain} as timestamptz)) end"
        )

    @staticmethod
    def _is_plain(text: str) -> str:
        # The two commonest forms need no pattern.
        is_plain = f"length({text}) in (19, 20) and substr({text}, 17, 1) = ':'"
        return f"{is_plain} and substr({text}, 20) in ('', 'Z', 'z')"

    def local(self, moment: str, zone: str) -> str:
        """Return a moment of UTC as the clocks of a zone show it."""
        return f"timezone({self.literal(zone)}, timezone('UTC', {moment}))"

    # --- rows -----------------------------------------------------------------------------------

    def finds(self, text: str, pattern: str) -> str:
        """Return whether a text holds a match of a pattern."""
        return f"regexp_matches({text}, {literal(pattern)})"

    def split(self, text: str, separator: str) -> str:
        """Return a row for each part of a text."""
        return f"unnest(string_split({text}, {literal(separator)}))"

    def lists(self, text: str, number: str) -> str:
        """Return whether a text of numbers between commas has a number; nothing is in no text."""
        codes = f"list_transform(string_split(coalesce({text}, ''), ','), "
        codes += "lambda code: try_cast(trim(code) as double))"
        return f"coalesce(list_contains({codes}, {number}), false)"

    def together(self, columns: str) -> str:
        """Return several columns as one value."""
        return f"({columns})"

    def pair(self, column: str, name: str, base: str, kind: str) -> str:  # noqa: ARG002 - as above
        """Return a column and the value that it was given, for ``pairs``."""
        value = f"cast({name} as varchar)"
        return f"{{'column': {literal(column)}, 'value': {value}}}"

    def pairs(self, conditional: Sequence[str], unless: str) -> str:
        """Return the JSON of those pairs that are not null, or null for none."""
        listed = "list_filter([{}], lambda x: x is not null)".format(", ".join(conditional))
        return (
            f"case when {unless} and len({listed}) > 0 then cast(to_json({listed}) as varchar) end"
        )

    def row_json(self, members: Sequence[tuple[str, str, str, str]]) -> str:
        """Return the JSON of a row as it came.

        Args:
            members: Column of the contract, name, base and kind of the file's column.

        """
        listed = ", ".join(f"{literal(column)}, {name}" for column, name, *_ in members)
        return f"cast(json_object({listed}) as varchar)"

    def file_name(self) -> str:
        """Return the name of the file that a row is from."""
        return "parse_filename(__landing_file, false, 'system')"


DUCKDB = DuckDB()


class Spark(DuckDB):
    """Spark's words, under ANSI, in a session of UTC with names that go by their letters' case.

    Texts of numbers follow DuckDB: 81312345678.0 is no 8.1312345678E10. Backslashes of patterns
    and literals are written twice.
    """

    TYPES = {"varchar": "string", "integer": "int"}
    # What stands in JSON outside of its texts: one sign of a kind each, that no JSON holds.
    STRING, SCALAR, OBJECT = "\x01", "\x02", "\x03"
    DEPTH = 100

    def literal(self, text: str) -> str:
        """Return a text as a literal."""
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def quoted(self, name: str) -> str:
        """Return a name as an identifier."""
        return "`" + name.replace("`", "``") + "`"

    def type(self, wanted: str) -> str:
        """Return the name of a type of the contract."""
        return self.TYPES.get(wanted, wanted)

    def matches(self, text: str, pattern: str) -> str:
        """Return whether the whole of a text matches a pattern."""
        return f"regexp_like({text}, {self.literal(f'(?d)^(?:{pattern})')} || '\\\\z')"

    def is_wide(self, text: str) -> str:
        """Return whether a text holds anything but ASCII."""
        return f"octet_length({text}) != length({text})"

    def stripped(self, text: str) -> str:
        """Return a text without blanks at its ends, those of other scripts too."""
        return self.trimmed(text, SPACES)

    def trimmed(self, text: str, signs: str) -> str:
        """Return a text without signs at its ends."""
        return f"trim(both {self.literal(signs)} from {text})"

    def without_end(self, text: str, pattern: str) -> str:
        """Return a text without the end that matches a pattern."""
        return f"regexp_replace({text}, {self.literal(pattern)} || '\\\\z', '')"

    def is_no_object(self, text: str) -> str:
        """Return whether a text stands there and is no JSON object.

        Spark's own reading of JSON takes what is none (single quotes, what follows the end) and
        refuses what DuckDB takes (a comma at the end, two members of one name). So texts, then
        numbers and words become one sign each, and arrays and objects too, from within.
        """
        sound = r'[^"\\\x00-\x1f]*+'
        pair = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
        escape = rf'\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{{4}}|{pair})'
        number = "(?:0|[1-9][0-9]*+)(?:[.][0-9]++)?(?:[eE][+-]?[0-9]++)?"
        words = f"-?(?:(?i:infinity|inf|nan)|{number})|true|false|null"
        flat = text
        for pattern, sign in (
            (f'"{sound}(?:{escape}{sound})*+"', self.STRING),
            (words, self.SCALAR),
            (r"[ \t\r\n]++", ""),
        ):
            flat = f"regexp_replace({flat}, {self.literal(pattern)}, '{sign}')"
        value = f"[{self.STRING}-{self.OBJECT}]"
        member = f"{self.STRING}:{value}"
        within = (
            (rf"\[(?:{value}(?:,{value})*+,?)?\]", self.SCALAR),
            (rf"\{{(?:{member}(?:,{member})*+,?)?\}}", self.OBJECT),
        )

        def reduced(part: str) -> str:
            for pattern, sign in within:
                part = f"regexp_replace({part}, {self.literal(pattern)}, '{sign}')"
            return part

        most = reduced(reduced(flat))
        whole = (
            f"case when length({most}) > 1 then "
            f"aggregate(sequence(1, {self.DEPTH}), {most}, (part, i) -> {reduced('part')}) "
            f"else {most} end"
        )
        is_odd = f"regexp_like({text}, '[{self.STRING}-{self.OBJECT}]')"
        return f"{text} is not null and ({is_odd} or {whole} != '{self.OBJECT}')"

    def text_of(self, name: str, base: str, kind: str) -> str:
        """Return a value that is no text as text."""
        if base in FLOATS:
            return self._double(name, base, ("nan", "inf"), (-4, 16), is_padded=True)
        if base in NANOSECONDS:
            return self._nanoseconds(name) + (" || '+00'" if base in ZONED else "")
        if base in ZONED:
            return f"cast({name} as string) || '+00'"
        if base == "JSON":
            return name
        if is_nested(base, kind):
            return f"to_json({name}, map('ignoreNullFields', 'false'))"
        return f"cast({name} as string)"

    def is_whole(self, name: str, base: str) -> str:
        """Return whether a number with decimals has none."""
        return f"{name} = floor({name})" if base == "DECIMAL" else f"{name} = rint({name})"

    def is_finite(self, number: str) -> str:
        """Return whether a double is neither infinite nor no number."""
        return f"abs({number}) < double('infinity')"

    def digits_of(self, name: str, base: str) -> str:
        """Return the digits of a whole number that has a type with decimals."""
        kind = "decimal(38, 0)" if base == "DECIMAL" else "bigint"
        return f"cast(try_cast({name} as {kind}) as string)"

    def to_decimal(self, name: str, base: str, wanted: str) -> str:
        """Return a number of a type with decimals as a decimal of the contract."""
        if base == "DECIMAL":
            return f"try_cast({name} as {wanted})"
        # By its value, not by its digits.
        digits = int(wanted.rpartition(",")[2].rstrip(")"))
        moved = f"try_cast(round(cast({name} as double) * 1e{digits}) as bigint)"
        return f"try_cast({moved} * 1e-{digits}BD as {wanted})"

    def moment(self, name: str, base: str) -> str:
        """Return a moment of any type in UTC."""
        if base in NANOSECONDS:
            return f"timestamp_micros({self._microseconds(name)})"
        return f"cast({name} as timestamp)"

    def moment_of_text(self, text: str) -> str:
        """Return the moment in UTC that a text of the form of one says; null where none is."""
        whole = f"^({MOMENT})[0-9]{{0,3}} ?(?:[zZ]|(?i:utc|gmt)|([+-])([0-9]{{2}}):?([0-9]{{2}})?)?"

        def part(number: int) -> str:
            return f"regexp_extract({text}, {self.literal(whole)} || '\\\\z', {number})"

        local = part(1)
        offset = (
            f"make_dt_interval(0, cast(concat({part(5)}, '0', {part(6)}) as int), "
            f"cast(concat({part(5)}, '0', {part(7)}) as int))"
        )
        moved = f"case when {part(5)} = '' then {self._local(local)} "
        moved += f"else {self._local(local)} - {offset} end"
        plain = self._local(f"substr({text}, 1, 19)")
        return f"case when {self._is_plain(text)} then {plain} else {moved} end"

    def local(self, moment: str, zone: str) -> str:
        """Return a moment of UTC as the clocks of a zone show it."""
        return f"from_utc_timestamp({moment}, {self.literal(zone)})"

    def finds(self, text: str, pattern: str) -> str:
        """Return whether a text holds a match of a pattern."""
        return f"regexp_like({text}, {self.literal(f'(?d){pattern}')})"

    def split(self, text: str, separator: str) -> str:
        """Return a row for each part of a text."""
        return f"explode(split({text}, {self.literal(separator)}))"

    def lists(self, text: str, number: str) -> str:
        """Return whether a text of numbers between commas has a number; nothing is in no text."""
        codes = f"split(coalesce({text}, ''), ',')"
        form = self.literal(r"\s*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?\s*")
        code = f"case when code rlike '^' || {form} || '$' then try_cast(trim(code) as double) end"
        return f"coalesce(exists({codes}, code -> {code} = {number}), false)"

    def together(self, columns: str) -> str:
        """Return several columns as one value."""
        return f"struct({columns})"

    @staticmethod
    def _local(text: str) -> str:
        """Return the moment of a text without an offset; 24:00 is the next midnight."""
        midnight = f"substr({text}, 12) rlike '^24:00(:00([.]0*)?)?$'"
        return (
            f"case when {midnight} then try_cast(substr({text}, 1, 10) as timestamp) "
            f"+ interval '1 day' else try_cast({text} as timestamp) end"
        )

    def pair(self, column: str, name: str, base: str, kind: str) -> str:
        """Return a column and the value that it was given, for ``pairs``."""
        value = name if base == "VARCHAR" else self.text_of(name, base, kind)
        return f"named_struct('column', {self.literal(column)}, 'value', {value})"

    def pairs(self, conditional: Sequence[str], unless: str) -> str:
        """Return the JSON of those pairs that are not null, or null for none."""
        listed = "filter(array({}), x -> x is not null)".format(", ".join(conditional))
        return f"case when {unless} and size({listed}) > 0 then to_json({listed}) end"

    def row_json(self, members: Sequence[tuple[str, str, str, str]]) -> str:
        """Return the JSON of a row as it came."""
        parts = [
            f"{self.literal(('' if place == 0 else ',') + self._key(column))}, "
            f"coalesce({self._json(name, base, kind)}, 'null')"
            for place, (column, name, base, kind) in enumerate(members)
        ]
        return f"concat('{{', {', '.join(parts)}, '}}')"

    @staticmethod
    def _key(column: str) -> str:
        return f'"{column}":'

    def _json(self, name: str, base: str, kind: str) -> str:
        """Return a value as JSON."""
        if base in FLOATS:
            return self._double(
                f"cast({name} as double)", "DOUBLE", ("NaN", "Infinity"), (-6, 21), is_padded=False
            )
        if base == "JSON" or is_nested(base, kind):
            return self.text_of(name, base, kind)
        is_number = base in ("BOOLEAN", "DECIMAL") or base.endswith("INT") or "INTEGER" in base
        if is_number:
            return f"cast({name} as string)"
        text = name if base == "VARCHAR" else self.text_of(name, base, kind)
        # As the only element of an array: Spark writes no text alone.
        array = f"to_json(array({text}))"
        return f"case when {name} is not null then substr({array}, 2, length({array}) - 2) end"

    @staticmethod
    def _double(
        name: str, base: str, odd: tuple[str, str], plain: tuple[int, int], is_padded: bool
    ) -> str:
        """Return a double as DuckDB writes it: by the fewest digits that say it.

        Args:
            name: The double.
            base: Its type.
            odd: What is written of no number, and of an infinite one.
            plain: From which power of ten to which, excluded, it is written without an exponent.
            is_padded: Whether exponents have a sign and two digits.

        """
        kind = base.lower()
        *fewer, most = range(5, 9) if base == "FLOAT" else range(14, 17)
        said = " ".join(
            f"when cast(format_string('%.{n}e', {name}) as {kind}) = {name} "
            f"then format_string('%.{n}e', {name})"
            for n in fewer
        )
        said = f"case {said} else format_string('%.{most}e', {name}) end"
        power = "cast(split_part(s, 'e', 2) as int)"
        first = "regexp_replace(split_part(s, 'e', 1), '[.]?0+$', '')"
        exponent = "split_part(s, 'e', 2)" if is_padded else f"cast({power} as string)"

        def figures(digits: int) -> str:
            # Of the zeros at the end one stays, if it is right behind the point.
            text = f"cast(try_cast(s as decimal(38, {digits})) as string)"
            return f"regexp_replace({text}, '(?<=[.][0-9]{{1,38}})0+$', '')"

        written = (
            f"case when {power} not between {plain[0]} and {plain[1] - 1} "
            f"then concat({first}, 'e', {exponent}) "
            f"when {power} >= 7 then {figures(10)} else {figures(28)} end"
        )
        nothing, infinite = odd
        return (
            f"case when {name} is null then null when isnan({name}) then '{nothing}' "
            f"when abs({name}) = double('infinity') "
            f"then case when {name} < 0 then '-{infinite}' else '{infinite}' end "
            f"when {name} = 0 then cast({name} as string) "
            f"else element_at(transform(array({said}), s -> {written}), 1) end"
        )

    @staticmethod
    def _microseconds(name: str) -> str:
        """Return nanoseconds as microseconds, to the nearest one."""
        return f"cast(round(cast({name} as decimal(20, 0)) / 1000) as bigint)"

    @staticmethod
    def _nanoseconds(name: str) -> str:
        """Return nanoseconds since 1970 as the text of a moment."""
        seconds = f"cast(floor(cast({name} as decimal(20, 0)) / 1000000000) as bigint)"
        left = f"cast({name} - {seconds} * 1000000000 as string)"
        return (
            f"concat(cast(timestamp_seconds({seconds}) as string), "
            f"regexp_replace(concat('.', lpad({left}, 9, '0')), '[.]?0+$', ''))"
        )

    def file_name(self) -> str:
        """Return the name of the file that a row is from."""
        return "__landing_file"


SPARK = Spark()
