"""The page's own texts: words.yml beside this file. Those of a tab stand in its folder."""

from functools import cache
from pathlib import Path

from dashboard.text import Text
from orchestration import yamls

_FILE = Path(__file__).parent / "words.yml"


@cache
def page_words() -> dict[str, dict[str, dict[str, str]]]:
    """Return all texts of the page by section and name."""
    return yamls.read(_FILE.read_text(encoding="utf-8"))


def label(key: str, **values: object) -> Text:
    """Return a text of the page, e.g. page.title, its `{places}` filled.

    Raises:
        KeyError: There is no such text.

    """
    section, name = key.split(".")
    pair = page_words()[section][name]
    text = Text(pair["en"], pair["ja"])
    return text.fill(**values) if values else text
