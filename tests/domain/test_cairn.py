"""The pile of stones, for any number of stages."""

import re
from itertools import pairwise

import pytest

from roadmap_app.domain.cairn import BOTTOM, LOGO, MOST_STONES, pile, shares_filled, stages_per_stone
from roadmap_app.domain.progress import Progress

NONE, HALF, ALL = Progress(0, 2), Progress(1, 2), Progress(2, 2)


def box(path):
    """Return (left, right, top, bottom) of PATH, which is made of smooth quadratic curves."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    start, control, *ends = zip(numbers[::2], numbers[1::2], strict=True)
    points = [start]
    for end in ends:
        for step in range(1, 21):
            t = step / 20
            curve = zip(start, control, end, strict=True)
            points.append(tuple((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c for a, b, c in curve))
        control = tuple(2 * b - a for a, b in zip(control, end, strict=True))
        start = end
    across, down = zip(*points, strict=True)
    return min(across), max(across), min(down), max(down)


@pytest.mark.parametrize("count", range(1, MOST_STONES + 1))
def test_stones_lie_on_each_other_inside_the_picture(count):
    stones = pile(count)
    assert len(stones) == count and stones[0].bottom == pytest.approx(BOTTOM, abs=0.2)
    for stone in stones:
        assert box(stone.path) == pytest.approx((stone.left, stone.right, stone.top, stone.bottom), abs=0.3)
        assert stone.left >= 0 and stone.right <= 120 and stone.top >= 1.5 and stone.height > 6
    for below, above in pairwise(stones):
        # Two stones of the logo reach into each other's box, beside each other's curves.
        assert count == len(LOGO) or 0 < below.top - above.bottom < 2
        assert below.left < (above.left + above.right) / 2 < below.right


def test_six_stones_are_the_logo():
    assert pile(6) is LOGO


@pytest.mark.parametrize(("stages", "each"), [(0, 1), (1, 1), (12, 1), (13, 2), (24, 2), (25, 3)])
def test_more_than_twelve_stages_share_stones(stages, each):
    assert stages_per_stone(stages) == each
    assert len(shares_filled([NONE] * max(1, stages), is_built=False)) == -(-max(1, stages) // each)


def test_each_stone_fills_with_its_stages():
    assert shares_filled([ALL, HALF, NONE], is_built=False) == (1, 0.5, 0)
    assert shares_filled([ALL, NONE] * 7, is_built=False) == (0.5,) * 7


def test_a_stage_with_nothing_to_tick_gets_its_stone_with_the_last():
    assert shares_filled([ALL, Progress(), HALF], is_built=False) == (1, 0, 0.5)
    assert shares_filled([ALL, Progress(), ALL], is_built=True) == (1, 1, 1)


def test_without_stages_the_cairn_is_the_logo_and_empty():
    assert shares_filled([], is_built=False) == (0,) * 6
