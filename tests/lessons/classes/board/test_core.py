"""Who is stuck, and who stands first on the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.classes.board.core import (
    OpenTask,
    Result,
    RowState,
    Stuck,
    medians_of,
    order_key,
    progress_of,
    row_state,
    stuck_reason,
    times_of,
)

noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
minute = timedelta(minutes=1)
moments = st.integers(0, 10_000).map(lambda seconds: noon + timedelta(seconds=seconds))
states = st.builds(
    lambda hand, since: RowState(
        hand_at=hand, stuck=Stuck.SLOW if since else None, stuck_since=since
    ),
    st.none() | moments,
    st.none() | moments,
)


def task(*, tries: int = 0, hints: int = 0, since: datetime = noon) -> OpenTask:
    return OpenTask(id="one", number=1, since=since, tries=tries, hints=hints)


@pytest.mark.parametrize(
    ("open_task", "median", "after", "reason"),
    [
        (task(), None, 60 * minute, None),  # nothing to hold it against
        (task(tries=2), None, minute, None),
        (task(tries=3), None, minute, Stuck.FAILED),
        (task(), 5 * minute, 10 * minute, None),  # twice as long is not more than twice
        (task(), 5 * minute, 10 * minute + timedelta(seconds=1), Stuck.SLOW),
        (task(hints=1), None, 9 * minute, None),
        (task(hints=1), None, 10 * minute, Stuck.HINT),
        (task(hints=1), 20 * minute, 10 * minute, Stuck.HINT),
        (task(tries=3, hints=1), minute, 60 * minute, Stuck.FAILED),  # the first that holds
    ],
)
def test_reasons(
    open_task: OpenTask, median: timedelta | None, after: timedelta, reason: Stuck | None
) -> None:
    assert stuck_reason(open_task, median, noon + after) == reason


def test_the_open_task_is_the_first_that_is_not_done_since_the_last_tick() -> None:
    results = {
        "one": Result(passed_at=noon + 2 * minute, tries=1),
        "two": Result(tries=4, hints=1),
        "three": Result(passed_at=noon + 5 * minute),
        "gone": Result(passed_at=noon + 9 * minute),  # of another form of the lab
    }
    found = progress_of(["one", "two", "three"], results, noon)
    assert (found.done, found.total, found.ticked_at) == (2, 3, noon + 5 * minute)
    assert found.open_task == OpenTask(
        id="two", number=2, since=noon + 5 * minute, tries=4, hints=1
    )
    assert progress_of(["one", "two"], results, None).open_task is None
    assert progress_of(["one", "three"], results, noon).open_task is None
    begun = progress_of(["one"], {}, noon).open_task
    assert begun
    assert begun.since == noon


def test_a_task_took_from_the_tick_before_it() -> None:
    passed = {"two": noon + 7 * minute, "one": noon + 3 * minute, "old": noon - minute}
    assert times_of(passed, noon) == {"old": 0 * minute, "one": 3 * minute, "two": 4 * minute}


def test_two_people_have_no_median() -> None:
    times = [{"one": minute * each} for each in (1, 2, 9)]
    assert medians_of(times) == {"one": 2 * minute}
    assert medians_of(times[:2]) == {}
    assert medians_of([]) == {}


def test_a_hand_stands_before_being_stuck_and_both_are_told() -> None:
    state = row_state(task(tries=3), noon, None, noon + minute)
    assert state == RowState(hand_at=noon, stuck=Stuck.FAILED, stuck_since=noon)
    assert row_state(None, None, minute, noon) == RowState()


@given(st.lists(st.tuples(st.text(max_size=5), states), max_size=30))
def test_the_order_is_hands_by_time_then_the_stuck_then_names(
    people: list[tuple[str, RowState]],
) -> None:
    found = sorted(people, key=lambda each: order_key(*each))
    hands = [state.hand_at for _name, state in found if state.hand_at]
    stuck = [state.stuck_since for _name, state in found if state.stuck_since and not state.hand_at]
    rest = [name.casefold() for name, state in found if not (state.hand_at or state.stuck_since)]
    assert hands == sorted(hands)
    assert stuck == sorted(stuck)
    assert rest == sorted(rest)
    groups = [0 if each.hand_at else 1 if each.stuck_since else 2 for _name, each in found]
    assert groups == sorted(groups)


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=20), st.integers(0, 50), st.booleans())
def test_more_time_makes_nobody_less_stuck(times: list[int], tries: int, hinted: bool) -> None:
    median = medians_of([{"one": timedelta(seconds=each)} for each in times])["one"]
    open_task = task(tries=tries, hints=int(hinted))
    seen = [stuck_reason(open_task, median, noon + each * minute) for each in range(0, 200, 20)]
    told = [each is not None for each in seen]
    assert told == sorted(told)
    assert told[-1]  # 3 hours are more than twice any of these medians
