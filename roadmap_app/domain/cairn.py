"""Pile up a cairn: a stone for each stage, from the bottom up, and how far each is filled.

Six stones are the logo; other numbers are the same stones, stretched and turned round. The picture is 120 units wide.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from roadmap_app.domain.progress import Progress, total

MOST_STONES = 12
BOTTOM, TOP, GAP = 146.0, 1.9, 1.4
TALLEST = 1.75  # how much taller than in the logo a stone of a short pile gets


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a stone as an SVG path of pairs of coordinates, with the box around it."""

    path: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Return the height of its box."""
        return self.bottom - self.top

    def stretched(self, centre: float, width: float, top: float, bottom: float, *, turned: bool) -> "Outline":
        """Return the stone with another box; TURNED says that left and right change places."""
        across, down = width / (self.right - self.left), (bottom - top) / self.height
        middle = (self.left + self.right) / 2
        across = -across if turned else across

        def move(pair: re.Match[str]) -> str:
            x, y = float(pair[1]), float(pair[2])
            return f"{centre + (x - middle) * across:.1f} {top + (y - self.top) * down:.1f}"

        path = re.sub(r"(-?[\d.]+) (-?[\d.]+)", move, self.path)
        return Outline(path, centre - width / 2, centre + width / 2, top, bottom)


LOGO = (
    Outline("M10.5 142.5Q4 139 3.5 132T10 121.5T28 117T53 116T81 116.5T103.5 121T115 132T112.5 142.5T83 146T38 146T10.5 142.5Z", 3.5, 116.1, 116.0, 146.1),  # noqa: E501
    Outline("M24.5 112Q14 110 13 104T19 94.5T38.5 90T66 90.5T89.5 92.5T100.5 99.5T98 109.5T79 114T50 114.5T24.5 112Z", 12.9, 101.3, 89.6, 114.7),  # noqa: E501
    Outline("M31 87.5Q25 87 25 81.5T32 73T54 69T83 67T102.5 69.5T106 79T95.5 87.5T72 89T47 88T31 87.5Z", 25.0, 106.5, 66.7, 89.3),  # noqa: E501
    Outline("M31 66Q27 64 25.5 57.5T29 46.5T44.5 41.5T66 42.5T83 47.5T87.5 57T79.5 64.5T63 67T44 68T31 66Z", 25.2, 87.8, 41.3, 68.0),  # noqa: E501
    Outline("M42 39.5Q37 39 37 33.5T45 26.5T64 24T83.5 24.5T93 32T86.5 40.5T69 41.5T53 40T42 39.5Z", 37.0, 93.1, 23.6, 42.1),  # noqa: E501
    Outline("M55 20.5Q49 18 48 12T53.5 3.5T67 2.5T77.5 10T77 18.5T67 22T55 20.5Z", 47.9, 79.1, 1.9, 22.3),
)  # fmt: skip
WIDTHS = (112.6, 88.4, 81.5, 62.6, 56.1, 31.2)
HEIGHTS = (30.0, 27.0, 24.0, 22.5, 20.0, 18.0)
# What makes a pile of other than six stones look piled up by hand: which stone of the logo each is between the lowest
# and the highest, and where its centre lies.
BETWEEN = (1, 2, 4, 3, 1, 4)
CENTRES_OF_FEW = (59.8, 58.0, 63.0, 58.5, 62.0)
CENTRES_OF_MANY = (60.5, 57.3, 63.9, 58.3, 63.1)


@cache
def pile(count: int) -> tuple[Outline, ...]:
    """Return the outlines of COUNT stones, 1 to MOST_STONES, from the bottom up. No two overlap."""
    if count == len(LOGO):
        return LOGO
    is_small = count < len(LOGO)
    # A small pile ends with a larger stone than the logo does.
    last = len(LOGO) - 1
    highest = last * (count / len(LOGO)) ** 0.55 if is_small else last
    places = [highest * number / max(1, count - 1) for number in range(count)]
    heights = [_at(HEIGHTS, place) for place in places]
    room = BOTTOM - TOP - GAP * (count - 1)
    scale = min(TALLEST, room / sum(heights))
    centres, stones, bottom = CENTRES_OF_FEW if is_small else CENTRES_OF_MANY, [], BOTTOM
    for number, (place, height) in enumerate(zip(places, heights, strict=True)):
        top = bottom - height * scale
        centre, turned = centres[number % len(centres)], number % 4 > 1
        stones.append(_like(number, count).stretched(centre, _at(WIDTHS, place), top, bottom, turned=turned))
        bottom = top - GAP
    return tuple(stones)


def _like(number: int, count: int) -> Outline:
    """Return the stone of the logo that stone NUMBER of COUNT looks like."""
    if number == 0:
        return LOGO[0]
    is_last = number == count - 1 and count > 3
    return LOGO[-1] if is_last else LOGO[BETWEEN[(number - 1) % len(BETWEEN)]]


def _at(values: Sequence[float], place: float) -> float:
    """Return the value at PLACE, between two of VALUES."""
    left = min(int(place), len(values) - 2)
    return values[left] + (values[left + 1] - values[left]) * (place - left)


def stages_per_stone(stages: int) -> int:
    """Return how many stages each stone stands for: one, unless there are more than MOST_STONES."""
    return max(1, math.ceil(stages / MOST_STONES))


def shares_filled(stages: Sequence[Progress], *, is_built: bool) -> tuple[float, ...]:
    """Return the share to which each stone is filled, 0 to 1; STAGES are those that count, in order.

    A stage with nothing to tick gets its stone with the last one, when all of the cairn IS_BUILT.
    """
    each = stages_per_stone(len(stages))
    groups = [total(stages[first : first + each]) for first in range(0, len(stages), each)]
    return tuple(1.0 if is_built else group.fraction for group in groups) or (0.0,) * len(LOGO)
