"""What users install: with a lower bound each, under licences that let a company use it."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from orchestration.paths import ROOT

# Of a package under several licences one may be chosen; the others bind nobody.
CHOSEN = {"text-unidecode": "Artistic License"}
# Words of licences that ask a company for its own code, or that it must not make money.
UNWANTED = re.compile(
    r"\b[AL]?GPL|General Public|non.?commercial|CC.BY.NC|SSPL|BUSL|Business Source|Elastic License"
    r"|Commons Clause|Proprietary",
    re.IGNORECASE,
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = {
    package["name"]: package["version"]
    for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
}


def installed(name: str, extras: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset]]:
    """Yield a package of the default environment and all that it needs, with chosen extras."""
    done, waiting = set(), [(canonicalize_name(name), extras)]
    while waiting:
        package = waiting.pop()
        if package in done:
            continue
        done.add(package)
        yield package
        name, extras = package
        for text in metadata.distribution(name).requires or []:
            needed = Requirement(text)
            wanted = [{"extra": extra} for extra in ("", *extras)]
            if needed.marker is None or any(needed.marker.evaluate(w) for w in wanted):
                waiting.append((canonicalize_name(needed.name), frozenset(needed.extras)))


def licence(name: str) -> str:
    """Return what a package says of its licence, in whichever place it says it."""
    told = metadata.metadata(name)
    words = [told.get("License-Expression") or ""]
    words += [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    # Some put the whole text there; its first line names it.
    words.append((told.get("License") or "").strip().split("\n")[0])
    return " ".join(word for word in words if word)


def test_nothing_that_users_get_is_gpl_or_for_no_business() -> None:
    packages = {name for name, _ in installed("engagement-warehouse")}
    assert len(packages) > 100
    told = {name: licence(name) for name in packages}
    assert [name for name, text in told.items() if not text] == []
    unwanted = {name: text for name, text in told.items() if UNWANTED.search(text)}
    for name, chosen in CHOSEN.items():
        assert chosen in unwanted.pop(name)
    assert unwanted == {}


@pytest.mark.parametrize("text", PROJECT["project"]["dependencies"])
def test_every_dependency_has_a_lower_bound_that_the_lock_keeps(text: str) -> None:
    needed = Requirement(text)
    bounds = [s for s in needed.specifier if s.operator in (">=", "==", "~=")]
    assert bounds, f"{text}: say the least version that is known to be fine"
    assert Version(LOCKED[canonicalize_name(needed.name)]) in needed.specifier


def test_users_get_no_test_tools() -> None:
    assert PROJECT["tool"]["uv"]["default-groups"] == []
    tools = {Requirement(text).name for text in PROJECT["dependency-groups"]["dev"]}
    packages = {name for name, _ in installed("engagement-warehouse")}
    assert tools & packages <= {"pandas"}  # which Great Expectations brings
    assert {"pip", "setuptools"} & packages == set()
