import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import care_by_hand
import marts_by_hand
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard import render

# The page's policy forbids eval, and wait_for_function evals at its second look: only a page that
# was ready at the first would pass. Tests wait by `expect`, which looks from outside.
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
expect.set_options(timeout=8_000)

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open a page, and at the end see that it asked for nothing and complained of nothing."""
    complaints: list[str] = []
    requests: list[str] = []
    contexts = []

    def opened(
        path: Path, hash_: str = "", width: int = 1440, scheme: str = "light", locale: str = "en-US"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=locale,
            timezone_id="America/Los_Angeles",
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"file://{path}{hash_}")
        expect(page.locator("html[data-ready]")).to_be_attached()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("file://")] == []
    assert len(requests) == len(contexts)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published file of the hand-written marts."""
    return marts_by_hand.build(tmp_path_factory.mktemp("published") / "engagement.duckdb")


@pytest.fixture(scope="session")
def page(published: Path) -> Path:
    """Return the page drawn from the hand-written marts."""
    output = published.with_name("dashboard.html")
    render(published, output)
    return output


@pytest.fixture(scope="session")
def empty_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a warehouse whose marts all exist without a single row."""
    folder = tmp_path_factory.mktemp("empty")
    database = marts_by_hand.build(folder / "engagement.duckdb", empty=True)
    render(database, folder / "dashboard.html")
    return folder / "dashboard.html"


@pytest.fixture(scope="session")
def care(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published file of a company with enough items to search and filter them."""
    file = tmp_path_factory.mktemp("care") / "engagement.duckdb"
    return marts_by_hand.build(file, rows=care_by_hand.ROWS, columns=care_by_hand.COLUMNS)


@pytest.fixture(scope="session")
def care_page(care: Path) -> Path:
    """Return its page."""
    output = care.with_name("dashboard.html")
    render(care, output)
    return output
