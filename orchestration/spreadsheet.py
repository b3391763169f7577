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
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from orchestration.casting import FORMULA_STARTS

# A sheet has 1,048,576 lines, one of which is the header.
MAX_ROWS = 1_048_575
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# Texts that Excel would show as something else: numbers that lose zeros or digits, days, times.
CHANGED = re.compile(
    r"0\d+|\d{12,}|\d+[.,][\d.,]*|\d+e\d+|\(\d[\d.,]*\)|\d+ \d+/\d+"
    r"|\d{1,4}[-/.]\d{1,4}([-/.]\d{1,4})?|\d{1,2}:\d{2}(:\d{2})?( ?[ap]m?)?"
    rf"|\d{{1,2}}[- ]?({MONTHS})[a-z]*([- ]?\d+)?|({MONTHS})[a-z]*[- ]?\d+",
    re.IGNORECASE | re.ASCII,
)


def cell(value: object) -> object:
    """Return a value as a spreadsheet shows it as it is."""
    if isinstance(value, str):
        if value.startswith(tuple(FORMULA_STARTS)):
            return f"'{value}"
        # The formula that gives exactly this text: signs of numbers and days only, no quote.
        return f'="{value}"' if CHANGED.fullmatch(value) else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
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
        file: The file; an older one is replaced.

    Returns:
        How many rows it has.

    """
    new = file.with_name(f".{file.name}.new")
    try:
        with new.open("wb") as stream:
            count = write(columns, rows, stream)
        os.replace(new, file)
    finally:
        new.unlink(missing_ok=True)
    return count
