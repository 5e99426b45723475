"""What holds of every set of scores: bounds, and what the order and the scale may not change."""

from __future__ import annotations

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.analytics.statistics.dif import Outcome, dif_of, strata_make
from lessons.analytics.statistics.fifths import fifth_means, fifths, fifths_of
from lessons.analytics.statistics.intervals import correlation_bootstrap, wilson
from lessons.analytics.statistics.items import effective_weights, item_result
from lessons.analytics.statistics.moments import correlation, skewness
from lessons.analytics.statistics.papers import Item, Paper, Response, responses_of
from lessons.analytics.statistics.whole import whole_result

shares = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.7, 1.0])
names = "abcd"


@st.composite
def papers(draw: st.DrawFn, complete: bool = False) -> list[Paper]:
    chosen = st.just(set(names)) if complete else st.sets(st.sampled_from(names), min_size=1)
    return [
        Paper(key, {name: draw(shares) for name in sorted(draw(chosen))})
        for key in range(draw(st.integers(0, 20)))
    ]


def items_of(weights: list[float]) -> list[Item]:
    return [Item(id=name, weight=weight) for name, weight in zip(names, weights, strict=True)]


weights = st.lists(st.sampled_from([0.5, 1.0, 2.0, 7.0]), min_size=4, max_size=4)


@given(papers(), weights)
def test_all_stays_within_its_bounds(told: list[Paper], scale: list[float]) -> None:
    items = items_of(scale)
    for item in items:
        found = item_result(item, responses_of(items, told)[item.id], least=1)
        for value in (found.facility, *(found.fifths or ()), *(found.facility_interval or ())):
            assert value is None or 0 <= value <= 1
        for value in (found.discrimination, found.efficiency):
            assert value is None or -1 <= value <= 1
    whole = whole_result(items, told, least=1)
    for value in (whole.mean, whole.median):
        assert value is None or -1e-9 <= value <= 1 + 1e-9
    assert whole.consistency is None or whole.consistency <= 1 + 1e-9
    known = [each for each in effective_weights(items, told).values() if each is not None]
    assert not known or math.isclose(sum(known), 1)


@given(papers(), weights, st.randoms(use_true_random=False))
def test_the_order_of_learners_changes_nothing(
    told: list[Paper], scale: list[float], chance: random.Random
) -> None:
    items = items_of(scale)
    other = chance.sample(told, len(told))
    for item in items:
        first, second = (responses_of(items, each)[item.id] for each in (told, other))
        assert item_result(item, first, least=1) == item_result(item, second, least=1)
    assert whole_result(items, told, least=1) == whole_result(items, other, least=1)


@given(papers(complete=True), weights, st.sampled_from([0.25, 3.0, 10.0]))
def test_points_in_another_unit_change_nothing(
    told: list[Paper], scale: list[float], times: float
) -> None:
    items, larger = items_of(scale), items_of([times * weight for weight in scale])
    for item, other in zip(items, larger, strict=True):
        first = item_result(item, responses_of(items, told)[item.id], least=1).discrimination
        second = item_result(other, responses_of(larger, told)[item.id], least=1).discrimination
        assert (first is None) == (second is None)
        assert first is None or second is None or math.isclose(first, second, abs_tol=1e-9)
    first, second = (whole_result(each, told, least=1).consistency for each in (items, larger))
    assert (first is None) == (second is None)
    assert first is None or second is None or math.isclose(first, second, abs_tol=1e-6)


@given(papers(complete=True), weights)
def test_the_rest_is_the_total_without_the_item(told: list[Paper], scale: list[float]) -> None:
    items = items_of(scale)
    total = sum(scale)
    for item in items:
        for paper, each in zip(told, responses_of(items, told)[item.id], strict=True):
            rest = sum(other.weight * paper.scores[other.id] for other in items if other != item)
            assert each.rest is not None
            assert math.isclose(each.rest, rest / (total - item.weight), abs_tol=1e-9)


responses = st.lists(st.tuples(shares, st.sampled_from([0.0, 0.2, 0.5, 0.9])), max_size=30).map(
    lambda pairs: [Response(key, score, rest) for key, (score, rest) in enumerate(pairs)]
)


@given(responses)
def test_fifths_hold_everybody_once(told: list[Response]) -> None:
    held = dict.fromkeys(range(len(told)), 0.0)
    for members in fifths_of(told):
        assert math.isclose(sum(weight for _, weight in members), len(told) / fifths, abs_tol=1e-9)
        for each, weight in members:
            held[each.key] += weight
    assert all(math.isclose(each, 1) for each in held.values())
    means = fifth_means(told)
    if means is not None:
        whole = sum(each.score for each in told) / len(told)
        assert math.isclose(sum(means) / fifths, whole, abs_tol=1e-9)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_wilson_holds_the_share(share: float, n: int) -> None:
    found = wilson(share, n)
    assert found is not None
    assert 0 <= found[0] <= share + 1e-12
    assert share - 1e-12 <= found[1] <= 1


@settings(max_examples=10, deadline=None)
@given(responses)
def test_the_bootstrap_stays_within_its_bounds(told: list[Response]) -> None:
    own, rest = [each.score for each in told], [each.rest or 0.0 for each in told]
    found = correlation_bootstrap(own, rest)
    assert found is None or -1 <= found[0] <= found[1] <= 1
    assert (correlation(own, rest) is not None) or found is None


outcomes = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.sampled_from([0.0, 0.3, 0.6, 1.0])), max_size=120
).map(lambda rows: [Outcome(*row) for row in rows])


@given(outcomes)
def test_dif_turned_round_is_the_other_way_round(told: list[Outcome]) -> None:
    other = [Outcome(not each.focal, each.right, each.rest) for each in told]
    first, second = dif_of(told), dif_of(other)
    assert (first is None) == (second is None)
    if first and second:
        assert math.isclose(first.delta, -second.delta, abs_tol=1e-9)
        assert math.isclose(first.error, second.error, rel_tol=1e-9)
        assert first.category == second.category


@given(outcomes)
def test_strata_hold_everybody(told: list[Outcome]) -> None:
    found = strata_make(told)
    assert sum(each.n for each in found) == len(told)
    assert len(found) <= 5
    assert len(found) < 2 or min(each.n for each in found) >= 10


@given(st.lists(st.integers(-5, 5), min_size=3, max_size=12))
def test_skewness_of_the_mirror_image_is_the_opposite(values: list[int]) -> None:
    first, second = skewness(values), skewness([-value for value in values])
    assert (first is None) == (second is None)
    assert first is None or second is None or math.isclose(first, -second, abs_tol=1e-9)
