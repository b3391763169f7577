"""What can go wrong in a refresh, told so that a person knows what, where and what to do."""

import re


class RefreshError(Exception):
    """The refresh failed and nothing was published; the message is for people.

    Attributes:
        exit_code: What the command line returns for it.

    """

    exit_code = 1


class UsageError(RefreshError):
    """The refresh was asked for in a wrong way: bad JSON, no landing zone, a wrong variable."""

    exit_code = 2


class BusyError(RefreshError):
    """Another refresh, or another program, holds what this one needs; trying again later helps."""


class PublishError(RefreshError):
    """The marts cannot be published as they are."""


# Errors of the engine that quote the value they stumbled over.
QUOTING = re.compile(
    r"(Conversion|Invalid Input|Out of Range|Constraint|Invalid Type|Serialization) Error:"
)


def without_values(text: str) -> str:
    """Return an engine's error without the values it quotes, which belong into no log."""
    # PostgreSQL's: the row in a line of its own, or the value at the end of one.
    text = re.sub(r"(?m)^(\s*(?:DETAIL|CONTEXT):).*$", r"\1 (not shown)", text)
    text = re.sub(r'(?m)((?:invalid|malformed|out of range)[^"\n]*: )".*"', r'\1"(value)"', text)
    if not QUOTING.search(text):
        return text
    text = re.sub(r"Original Line:.*", "Original Line: (not shown)", text)
    return re.sub(r"'[^']*'|\"[^\"]*@[^\"]*\"|[\[(]\d[^)\]]*[)\]]", "(value)", text)
