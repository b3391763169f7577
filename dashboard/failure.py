"""Says on a page that is drawn already that a later refresh failed, or takes that away again.

The page keeps the figures it was drawn with: what would draw it anew may be what failed.
"""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import escape

from dashboard.text import LANGUAGES, Text, day_text, join, plain
from dashboard.words import label, page_words

MAX_CHECKS = 12
# The template draws this element empty and hidden; a page of an older version has none.
ELEMENT = re.compile(
    r'<p class="failed" id="failed" role="alert" data-zone="([^"]*)"(?: hidden)?>.*?</p>', re.DOTALL
)
HEADER = "</header>"


@dataclass(frozen=True)
class Failure:
    """A refresh after the published one that failed, so that the figures are older than wanted.

    Attributes:
        at: When, UTC, naive.
        checks: The checks that failed, each with its table.
        step: The step that failed, in English; empty where the refresh was ended from outside.

    """

    at: datetime
    checks: Sequence[str] = ()
    step: str = ""


def mark(page: Path, failure: Failure | None) -> None:
    """Let a page say that a later refresh failed; with None, that none did.

    Args:
        page: The page; it is replaced in one step, and keeps its mode and time.
        failure: What failed.

    Raises:
        OSError: If the page cannot be read or written.

    """
    before = page.read_text(encoding="utf-8")
    found = ELEMENT.search(before)
    zone = found[1] if found else "UTC"
    element = _element(failure, zone)
    if found:
        after = before[: found.start()] + element + before[found.end() :]
    else:
        after = before.replace(HEADER, f"{HEADER}\n{element}", 1)
    if after == before:
        return
    new = page.with_name(f".{page.name}.marked")
    try:
        new.write_text(after, encoding="utf-8")
        drawn = page.stat()
        if new.stat().st_gid != drawn.st_gid:
            os.chown(new, -1, drawn.st_gid)
        new.chmod(stat.S_IMODE(drawn.st_mode))
        # Its time says which refresh it was drawn from.
        os.utime(new, ns=(drawn.st_atime_ns, drawn.st_mtime_ns))
        os.replace(new, page)
    finally:
        new.unlink(missing_ok=True)


def _element(failure: Failure | None, zone: str) -> str:
    start = f'<p class="failed" id="failed" role="alert" data-zone="{escape(zone)}"'
    if failure is None:
        return f"{start} hidden></p>"
    text = failed_text(failure, ZoneInfo(zone))
    parts = "".join(
        f'<span class="{language}" lang="{language}">{escape(text.of(language))}</span>'
        for language in LANGUAGES
    )
    return f"{start}>{parts}</p>"


def failed_text(failure: Failure, zone: ZoneInfo) -> Text:
    """Return what the page says, with the moment in the business time zone."""
    at = failure.at.replace(tzinfo=UTC).astimezone(zone)
    when = Text(*(f"{day_text(at).of(language)} {at:%H:%M}" for language in LANGUAGES))
    if failure.checks:
        shown = [plain(check) for check in failure.checks[:MAX_CHECKS]]
        if more := len(failure.checks) - len(shown):
            shown.append(label("failed.more", n=str(more)))
        return label("failed.checks", when=when, what=join(shown))
    if not failure.step:
        return label("failed.ended", when=when)
    pair = next((p for p in page_words()["step"].values() if p["en"] == failure.step), None)
    return label("failed.step", when=when, what=Text(**pair) if pair else plain(failure.step))
