"""How often forecasts hold: `python -m tests.bench.forecast` writes the table of docs/forecast.md, in two minutes.

`--fit SECONDS` searches for better constants instead, on the half that is for this, and prints what it finds.
"""

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import product
from math import ceil, exp
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from roadmap_app.domain.forecast.finish import FITTED, Constants, Finish, forecast
from roadmap_app.domain.forecast.inputs import Inputs
from tests.bench import adaptive
from tests.bench.learners import DAY, KINDS, KNOWN, MARKS, OTHER, START, Parameters, learners

PAGE = Path(__file__).parents[2] / "docs" / "forecast.md"
BEGIN, END = "<!-- table: python -m tests.bench.forecast -->", "<!-- end of the table -->"
ALL = "all"
OVERALL, EACH_KIND = (0.75, 0.85), (0.7, 0.9)


@dataclass(frozen=True)
class Case:
    """A learner at a mark: what is known then, and when they finished."""

    kind: str
    mark: float
    inputs: Inputs
    finished_on: date


@dataclass(frozen=True)
class Score:
    """How forecasts did in a group of cases: the share that held, and median errors in weeks."""

    cases: int
    held: float
    error: float
    naive_error: float


uncached = forecast.__wrapped__
Scores = Mapping[tuple[str, object], Score]


def cases(parameters: Parameters, seed: str, count: int) -> list[Case]:
    """Return the cases of COUNT learners at each mark."""
    return [
        Case(learner.kind, mark, learner.inputs_after(weeks), learner.finished_on)
        for learner in learners(parameters, seed, count)
        for mark, weeks in learner.at_marks()
    ]


def naive(inputs: Inputs) -> date:
    """Return the finish by what is usual: what remains, divided by the mean pace of all calendar weeks so far."""
    elapsed = (inputs.today - START).days
    return inputs.today + ceil(inputs.remaining / inputs.done * elapsed) * DAY


def scores(found: Iterable[Case], constants: Constants = FITTED) -> Scores:
    """Return the scores by (kind, mark), each of which may be ALL. A case without a forecast counts as a miss."""
    groups: dict[tuple[str, object], list[tuple[bool, float, float]]] = {}
    for case in found:
        made = uncached(case.inputs, constants)
        naive_error = abs((naive(case.inputs) - case.finished_on).days) / 7
        if isinstance(made, Finish):
            row = made.low <= case.finished_on <= made.high, abs((made.likely - case.finished_on).days) / 7, naive_error
        else:
            row = False, float("inf"), naive_error
        for group in product((case.kind, ALL), (case.mark, ALL)):
            groups.setdefault(group, []).append(row)
    return {
        group: Score(
            cases=len(rows),
            held=sum(held for held, _, _ in rows) / len(rows),
            error=median(error for _, error, _ in rows),
            naive_error=median(error for _, _, error in rows),
        )
        for group, rows in groups.items()
    }


def failures(name: str, found: Scores) -> list[str]:
    """Return in which groups of the scores too few or too many forecasts held, or the errors are too large."""
    wrong = []
    for (kind, mark), score in found.items():
        low, high = OVERALL if kind == ALL else EACH_KIND
        if not low <= score.held <= high:
            wrong.append(f"{name}, {kind} at {mark}: {score.held:.1%} held")
    if found["steady", ALL].error > found["steady", ALL].naive_error:
        wrong.append(f"{name}: the error for steady learners is larger than that of the naive forecast")
    if found[ALL, ALL].error >= found[ALL, ALL].naive_error:
        wrong.append(f"{name}: the error is not smaller than that of the naive forecast")
    return wrong


def table(named: Mapping[str, Scores]) -> str:
    """Return the scores of each set of learners as Markdown tables."""
    lines = []
    for name, found in named.items():
        lines += [f"**{name}** ({found[ALL, ALL].cases:,} forecasts)", ""]
        lines += ["| learners | held at 25 % | at 50 % | at 75 % | in all | median error, weeks | naive |"]
        lines += ["|---|---:|---:|---:|---:|---:|---:|"]
        for kind in (*KINDS, ALL):
            held = " | ".join(f"{found[kind, mark].held:.1%}".replace("%", " %") for mark in (*MARKS, ALL))
            each = found[kind, ALL]
            lines.append(f"| {kind} | {held} | {each.error:.1f} | {each.naive_error:.1f} |")
        lines.append("")
    return "\n".join(lines)


def loss(found: Scores) -> float:
    """Return how far the scores are from what is wanted, 0 or more; the search minimises it."""
    far = sum(
        1000 * max(0.0, abs(score.held - 0.8) - (0.005 if kind == ALL else 0.04)) ** 2
        for (kind, _), score in found.items()
    )
    steady, overall = found["steady", ALL], found[ALL, ALL]
    return far + 4 * overall.error / overall.naive_error + 100 * max(0.0, steady.error / steady.naive_error - 0.99)


def fit(seconds: float, seed: int = 1) -> Constants:
    """Return better constants than FITTED, found by a random search of so many SECONDS of CPU time."""
    found, random, until = cases(KNOWN, "fit", 1000), Random(seed), process_time() + seconds
    best, least = FITTED, loss(scores(found))
    while process_time() < until:
        width = random.choice([0.05, 0.15, 0.3])
        tried = replace(
            best,
            **{
                name: round(value * exp(random.gauss(0, width)), 4)
                for name, value in asdict(best).items()
                if random.random() < 0.5
            },
        )
        if (now := loss(scores(found, tried))) < least:
            best, least = tried, now
            print(f"{least:.3f} {best}", flush=True)
    return best


def main() -> None:
    """Score all three sets and write the page's table, or search for constants."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fit", type=float, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.fit:
        print(fit(options.fit, options.seed))
        return
    named = {
        "The half that the constants were fitted on": scores(cases(KNOWN, "fit", 1000)),
        "The other half": scores(cases(KNOWN, "test", 1000)),
        "A third set, made by other parameters": scores(cases(OTHER, "other", 3000)),
    }
    text = (
        table(named)
        + "\n"
        + adaptive.table(
            {"known parameters": learners(KNOWN, "own", 400), "other parameters": learners(OTHER, "own", 400)}
        )
    )
    page = PAGE.read_text("utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")
    print(text)
    for line in [line for name, found in named.items() for line in failures(name, found)]:
        print(f"WRONG: {line}")
    print(f"{process_time():.0f} s of CPU time")


if __name__ == "__main__":
    main()
