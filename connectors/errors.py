"""What can go wrong on the way into the landing zone, told with place and remedy."""

from orchestration.errors import RefreshError, UsageError


class ConnectorError(UsageError):
    """A connector is not written as it has to be; the message names file, key and remedy."""


class SourceError(RefreshError):
    """The vendor's tables cannot be read as they are; the message shows no value of them."""
