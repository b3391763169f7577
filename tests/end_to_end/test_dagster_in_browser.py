"""Dagster's own pages, once, in a real browser: the job and its assets are there."""

import json
import os
import shutil
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from homes import Home

from orchestration import settings, webserver

pytestmark = pytest.mark.browser
READY_SECONDS = 120


@pytest.fixture(scope="module")
def address(warehouse: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running UI over the refreshed company."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("ui") / "log.txt").open("w+")
    with warehouse.use():
        settings.prepare_environment()
        process = webserver.start(port, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}", process, log.name)
            yield f"http://127.0.0.1:{port}"
        finally:
            # Whoever starts tests in the background has its children ignore signals.
            webserver.stop(process, patience_seconds=2)


def ask(address: str, query: str) -> dict:
    """Return what the UI is told."""
    request = urllib.request.Request(
        f"{address}/graphql",
        data=json.dumps({"query": query}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["data"]


def _wait(address: str, process: object, log: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, Path(log).read_text()
        try:
            if ask(address, "{ assetNodes { id } }")["assetNodes"]:
                return
        except (OSError, KeyError, TypeError):
            pass
        time.sleep(1)
    raise AssertionError(Path(log).read_text())


def test_every_check_can_be_executed_by_itself(address: str) -> None:
    nodes = ask(
        address,
        """{ assetNodes { assetKey { path } assetChecksOrError { ... on AssetChecks {
        checks { name canExecuteIndividually } } } } }""",
    )["assetNodes"]
    checks = [
        (node["assetKey"]["path"], check["name"], check["canExecuteIndividually"])
        for node in nodes
        for check in node["assetChecksOrError"].get("checks", [])
    ]
    assert len(checks) > 100
    assert [check for check in checks if check[2] != "CAN_EXECUTE"] == []


def test_the_job_its_groups_and_its_run_are_shown(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        # The list of groups draws what is in sight only.
        page = browser.new_page(viewport={"width": 1400, "height": 3000})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/asset-groups")
        page.get_by_text("marts_value").first.wait_for(timeout=60_000)
        page.goto(f"{address}/locations/orchestration.definitions/jobs/refresh")
        page.get_by_text("refresh").first.wait_for(timeout=60_000)
        page.goto(f"{address}/runs")
        page.get_by_text("Success").first.wait_for(timeout=60_000)
        page.screenshot(path=os.fspath(tmp_path / "runs.png"))
        browser.close()
    assert errors == []
    assert (tmp_path / "runs.png").stat().st_size > 5_000
