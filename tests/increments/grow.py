"""Grows random landing zones and compares each refresh with a warehouse built anew.

    .venv/bin/python tests/increments/grow.py --count 50 --seed 7

A zone is drawn by its seed: a made-up company cut into files, some of which come later, and a few
changes a step (changes.py). After every step one warehouse is refreshed and another is built from
the same landing zone, and all that is published must be equal. What is printed of a difference is
enough to repeat it: --seed N --count 1 --only 3.1 3.2 keeps just these changes, --shrink finds out
which are needed.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("ENGAGEMENT_IDENTITY_SALT", "engagement")

from changes import CHANGES
from comparing import Difference, differences, tables
from growing import Zone, company_rows
from light import Light, Outcome, recipe

from orchestration.paths import ROOT

PEOPLE, MONTHS = 50, 3
# What a change is, by step and number: repeating some of them draws the same.
Name = tuple[int, int]
Hook = Callable[[Light, int], None]


@dataclass
class Step:
    """One step of a zone's growth.

    Attributes:
        number: From 1; step 0 is the first refresh.
        did: What happened to the zone, by name of the change.
        found: Tables that differ afterwards.
        first: Tables that are not published and differ, those that others read first.
        refusals: Why the refreshed warehouse and the one built anew were refused, where not alike.
        seconds: Processor time of the refresh and of building anew.

    """

    number: int
    did: list[str] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    refusals: tuple[str | None, str | None] = (None, None)
    seconds: tuple[float, float] = (0.0, 0.0)

    @property
    def is_equal(self) -> bool:
        """Whether the refreshed warehouse is as if it were built anew."""
        return not self.found and self.refusals[0] == self.refusals[1]

    def __str__(self) -> str:
        lines = [f"step {self.number}:", *(f"  - {text}" for text in self.did)]
        if self.refusals[0] != self.refusals[1]:
            lines.append(f"  refused: {self.refusals[0]!r} instead of {self.refusals[1]!r}")
        if self.found:
            lines.append(f"  differing: {', '.join(found.table for found in self.found)}")
            lines += [f"    {found}" for found in self.found[:8]]
        if self.first:
            lines.append(f"  what they read and differs first: {', '.join(self.first[:8])}")
        return "\n".join(lines)


class Growth:
    """A zone drawn by a seed, with a warehouse that is refreshed as it grows."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        only: Collection[Name] | None = None,
        is_all: bool = False,
        most: int = 5,
        names: Collection[str] = (),
        no_variables: bool = False,
    ) -> None:
        """Draw a zone.

        Args:
            seed: What decides everything.
            folder: An empty folder.
            only: Changes that happen; None: all that are drawn.
            is_all: Whether all models are compared and not only what is published.
            most: Greatest number of changes a step.
            names: Changes to draw from; none: all.
            no_variables: Whether variables stay as they are (each other set is compiled).

        """
        self.seed, self.only, self.is_all, self.most = seed, only, is_all, most
        kept = {n: w for n, (_, w) in CHANGES.items() if not names or n in names}
        if no_variables:
            kept = {
                n: w for n, w in kept.items() if n not in ("a_variable_changes", "another_as_of")
            }
        self.weights = kept
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        self.zone = Zone(folder / "landing", folder / "seeds", self._rng("zone"))
        self.zone.folder.mkdir()
        self.zone.cut(company_rows(PEOPLE, MONTHS, seed, folder.parent / f"company_{seed}"))
        self.zone.deliver(self.zone.rng.choice((0.4, 0.7, 0.95)))
        self.light = Light(seeds=self.zone.seeds)

    def close(self) -> None:
        """Let the warehouse go."""
        self.light.connection.close()

    def _rng(self, *what: object) -> random.Random:
        return random.Random(":".join(map(str, (self.seed, *what))))

    def grow(self, number: int) -> Step:
        """Change the zone as a step is drawn to."""
        step = Step(number)
        for kind, name in self.zone.undo:
            assert kind == "file"
            Path(name).unlink()
            step.did.append("the file that stopped the load is taken away")
        self.zone.undo.clear()
        drawn = self._rng(number)
        names, weights = zip(*self.weights.items(), strict=True)
        for n, name in enumerate(drawn.choices(names, weights, k=drawn.randint(1, self.most))):
            if self.only is not None and (number, n) not in self.only:
                continue
            self.zone.rng = self._rng(number, n)
            if told := CHANGES[name][0](self.zone):
                step.did.append(f"{number}.{n} {name}: {told}")
        return step

    def check(self, step: Step, hook: Hook | None = None) -> Step:
        """Refresh, build anew and compare.

        Args:
            step: What happened; what is found is noted there.
            hook: Called with the refreshed warehouse before they are compared: to break it.

        """
        zone, began = self.zone, time.process_time()
        if zone.is_interrupted:
            zone.is_interrupted = False
            with broken_off(self._rng(step.number, "off")):
                self.light.refresh(zone.folder, zone.variables)
        refreshed = self.light.refresh(zone.folder, zone.variables)
        between = time.process_time()
        with Light(seeds=zone.seeds) as anew:
            built = anew.refresh(zone.folder, zone.variables)
            step.seconds = between - began, time.process_time() - between
            step.refusals = plain(refreshed), plain(built)
            if hook:
                hook(self.light, step.number)
            if built.refusal is None and refreshed.refusal is None:
                steps = recipe(zone.variables)
                step.found = differences(self.light, anew, tables(steps, self.is_all))
                if step.found and not self.is_all:
                    others = [t for t in tables(steps, is_all=True) if not t.is_mart]
                    step.first = [d.table for d in differences(self.light, anew, others)]
        return step


def plain(outcome: Outcome) -> str | None:
    """Return why a refresh was refused."""
    return outcome.refusal


class Off(Exception):
    """A refresh is broken off."""


@contextmanager
def broken_off(rng: random.Random) -> Iterator[None]:
    """Break a refresh off at a drawn model, as a kill would."""
    build, left = Light._build, rng.randrange(450)

    def until(light: Light, step: object, steps: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Off
        build(light, step, steps)

    try:
        with mock.patch.object(Light, "_build", until):
            yield
    except Off:
        pass


def grown(
    seed: int, steps: int, folder: Path, hook: Hook | None = None, **chosen: object
) -> Iterator[Step]:
    """Yield each step of a zone, the first refresh before them; stop after one that differs."""
    folder.mkdir(parents=True)
    with closing(Growth(seed, folder, **chosen)) as growth:
        for number in range(steps + 1):
            step = growth.grow(number) if number else Step(0)
            yield growth.check(step, hook)
            if not step.is_equal:
                return


def shrink(seed: int, last: Step, folder: Path, **chosen: object) -> set[Name]:
    """Return the few changes that still make a zone differ."""
    chosen.pop("only", None)
    kept = {(step, n) for step in range(1, last.number + 1) for n in range(5)}
    place = 0

    def differs(only: set[Name]) -> bool:
        nonlocal place
        place += 1
        target = folder / f"shrink_{place}"
        try:
            return any(
                not step.is_equal for step in grown(seed, last.number, target, only=only, **chosen)
            )
        finally:
            shutil.rmtree(target, ignore_errors=True)

    for step in range(1, last.number):
        fewer = {name for name in kept if name[0] != step}
        if fewer != kept and differs(fewer):
            kept = fewer
    for name in sorted(kept):
        if differs(kept - {name}):
            kept = kept - {name}
    return kept


def main() -> int:
    """Grow zones and say what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1, help="number of zones")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="the first one's")
    parser.add_argument("--steps", type=int, default=4, help="steps of each zone")
    parser.add_argument("--most", type=int, default=5, help="changes a step at most")
    parser.add_argument("--only", nargs="+", metavar="STEP.NUMBER", help="only these changes")
    parser.add_argument("--names", nargs="+", choices=sorted(CHANGES), default=(), metavar="NAME")
    parser.add_argument("--no-variables", action="store_true", help="leave variables as they are")
    parser.add_argument("--all", action="store_true", help="compare all models, published or not")
    parser.add_argument("--shrink", action="store_true", help="find the changes that are needed")
    parser.add_argument("--folder", type=Path, help="keep the zones here; made anew")
    given = parser.parse_args()
    chosen = {
        "is_all": given.all,
        "most": given.most,
        "names": given.names,
        "no_variables": given.no_variables,
        "only": given.only and {tuple(map(int, name.split("."))) for name in given.only},
    }
    worst = 0
    with tempfile.TemporaryDirectory(prefix="growth_") as name:
        folder = given.folder or Path(name)
        if given.folder:
            shutil.rmtree(folder, ignore_errors=True)
        for seed in range(given.seed, given.seed + given.count):
            print(f"seed {seed}", flush=True)
            for step in grown(seed, given.steps, folder / f"zone_{seed}", **chosen):
                told = "equal" if step.is_equal else "DIFFERENT"
                if step.refusals[0]:
                    told += f", refused: {step.refusals[0][:200]}"
                print(step)
                print("  {}; {:.1f} s, anew {:.1f} s".format(told, *step.seconds), flush=True)
            if not step.is_equal:
                worst += 1
                if given.shrink:
                    needed = sorted(shrink(seed, step, folder / f"shrunk_{seed}", **chosen))
                    print("needed: --only", *(f"{a}.{b}" for a, b in needed), flush=True)
            if not given.folder:
                shutil.rmtree(folder / f"zone_{seed}", ignore_errors=True)
    print(f"{given.count - worst} of {given.count} zones are equal")
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
