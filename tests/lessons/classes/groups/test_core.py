"""Groups are filled evenly, and files of groups read with what is wrong in each line."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.classes.groups.core import fill, lines_read


@pytest.mark.parametrize(
    ("people", "sizes", "least", "most", "wanted"),
    [
        (4, [], 2, 3, [2, 2]),
        (5, [], 2, 3, [3, 2]),
        (7, [], 2, 3, [3, 2, 2]),
        (1, [], 2, 3, []),
        (1, [2], 2, 3, [1]),  # who is left over takes a free seat
        (1, [3], 2, 3, [0]),
        (2, [1], 2, 3, [2]),  # a group that has begun to fill comes first
        (3, [1, 0], 2, 3, [1, 2]),  # an empty one is used before a new one
        (5, [], 2, 2, [2, 2]),
        (5, [], 3, 3, [3]),
    ],
)
def test_groups_are_filled_evenly(
    people: int, sizes: list[int], least: int, most: int, wanted: list[int]
) -> None:
    found = fill(range(people), sizes, least, most)
    assert [len(each) for each in found] == wanted
    assert sorted(chain.from_iterable(found)) == list(range(people))[: sum(wanted)]


@given(
    people=st.integers(0, 40),
    sizes=st.lists(st.integers(0, 3), max_size=8),
    bounds=st.sampled_from([(2, 2), (2, 3), (3, 3)]),
)
def test_nobody_is_in_two_groups_and_none_is_too_large(
    people: int, sizes: list[int], bounds: tuple[int, int]
) -> None:
    least, most = bounds
    sizes = [min(size, most) for size in sizes]
    found = fill(range(people), sizes, least, most)
    placed = list(chain.from_iterable(found))
    assert len(set(placed)) == len(placed) <= people
    after = [len(each) + had for each, had in zip(found, sizes + [0] * len(found), strict=False)]
    assert all(size <= most for size in after)
    assert all(size >= least for size in after[len(sizes) :])  # a new one is whole
    left = people - len(placed)
    assert left < least or least == most
    if left:
        assert not any(0 < size < most for size in after)


def test_a_file_says_whom_it_means_and_which_line_is_wrong() -> None:
    lines, problems = lines_read("Name;Group\nAna;One\nBen;\nCleo;" + "x" * 61, "list.csv", 60)
    assert [(each.line, each.name, each.group) for each in lines] == [(2, "Ana", "One")]
    assert [str(each)[:12] for each in problems] == ["list.csv:4: "]
    for text in ("", "name\nAna", "group\nOne"):
        assert lines_read(text, "list.csv", 60)[1], text
