"""CSV that a spreadsheet opens right: the one place where the project writes one for people.

UTF-8 with its mark, without which Excel takes Japanese for noise; lines that end as Excel's do;
nothing of the data that it would run as a formula, and no text that it would make something else of
(``00123`` would lose its zeros, ``3-4`` would be a day in April). Whoever wants the values as they
are takes parquet (``engagement export``) or the published file.
"""

import csv
import io
import json
import math
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from orchestration.casting import FORMULA_STARTS

# A sheet has 1,048,576 lines, one of which is the header.
MAX_ROWS = 1_048_575
# What Excel reads numbers, days and times from, in English or Japanese: a text of nothing else may
# come out as something else (2026年4月1日, 12E+3, ００１２３). A few that it leaves alone are among
# them; what protects a text shows it as it is, so that too many do no harm.
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
CHANGED = re.compile(
    rf"([-+.,:/()%$¥€£−‐\s\d年月日時分秒]|({MONTHS})[a-z]*(?![a-z])"
    r"|(?<=[\d\s])[ap]m?(?![a-z\d])|e(?=[-+]?\d)"
    r"|(令和|平成|昭和|大正|明治)元?|[rhst](?=\d{1,2}[-./年]))*",
    re.IGNORECASE | re.ASCII,
)
PLAIN = re.compile(r"0|[1-9]\d{0,10}", re.ASCII)
DIGIT = re.compile(r"\d", re.ASCII)
# Beyond this many digits Excel writes zeros for the rest.
MAX_WHOLE = 10**15
# A text in a formula may not be longer.
MAX_IN_FORMULA = 255


def cell(value: object) -> object:
    """Return a value as a spreadsheet shows it as it is."""
    if isinstance(value, str):
        if value.startswith(tuple(FORMULA_STARTS)):
            return f"'{value}"
        if not _is_changed(value):
            return value
        # The formula that gives exactly this text: signs of numbers and days only, no quote.
        return f'="{value}"' if len(value) <= MAX_IN_FORMULA else f"'{value}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return value if abs(value) < MAX_WHOLE else f'="{value}"'
    if isinstance(value, float):
        return value if math.isfinite(value) else ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        # Excel reads milliseconds at most; what is finer would make the moment a text.
        text = value.replace(tzinfo=None).isoformat(" ", "milliseconds")
        return text.removesuffix(".000")
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def _is_changed(value: str) -> bool:
    """Return whether Excel may show a text as something else."""
    if PLAIN.fullmatch(value):
        return False
    # Excel reads full-width digits and signs as the others.
    read = unicodedata.normalize("NFKC", value)
    if read.lower() in ("true", "false"):
        return True
    return DIGIT.search(read) is not None and CHANGED.fullmatch(read) is not None


def write(columns: Sequence[str], rows: Iterable[Sequence[object]], stream: BinaryIO) -> int:
    """Write a table, and return how many rows it has.

    Args:
        columns: Names of its columns.
        rows: Its rows.
        stream: Where to; stays open.

    """
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(name) for name in columns])
    count = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def save(columns: Sequence[str], rows: Iterable[Sequence[object]], file: Path) -> int:
    """Write a table into a file, which is there as a whole or not at all.

    Args:
        columns: Names of its columns.
        rows: Its rows.
        file: The file; an older one is replaced. A pipe or a device, such as /dev/null, is written
            to and stays what it is.

    Returns:
        How many rows it has.

    """
    file = file.resolve()
    if file.exists() and not file.is_file():
        with file.open("wb") as stream:
            return write(columns, rows, stream)
    new = file.with_name(f".{file.name}.new")
    try:
        with new.open("wb") as stream:
            count = write(columns, rows, stream)
        os.replace(new, file)
    finally:
        new.unlink(missing_ok=True)
    return count
