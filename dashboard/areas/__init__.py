"""The tabs of the page, in their order. A new tab is a module here with `area(context)`."""

from collections.abc import Callable

from dashboard.areas import (
    care,
    customers,
    journey,
    outreach,
    overview,
    social,
    sources,
    value,
    voice,
)
from dashboard.blocks import Area
from dashboard.store import Context

AREAS: tuple[Callable[[Context], Area | None], ...] = (
    overview.area,
    customers.area,
    journey.area,
    voice.area,
    value.area,
    care.area,
    outreach.area,
    social.area,
    sources.area,
)


def areas(context: Context) -> list[Area]:
    """Return the areas whose marts exist in the published file."""
    found = (make(context) for make in AREAS)
    return [area for area in found if area is not None]
