"""What can go wrong in a refresh, told so that a person knows what, where and what to do."""


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
