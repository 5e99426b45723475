"""Statistics of small tests that were worked by hand, in fractions, to 1e-9.

Five learners and four items, each worth a point:

          a  b  c  d    T
    one   1  1  1  1    4
    two   1  1  1  0    3
    three 1  1  0  0    2
    four  1  0  0  0    1
    five  0  0  0  1    1

T: sum 11, mean 11/5, deviations 9/5, 4/5, -1/5, -6/5, -6/5, whose squares sum up to 170/25 = 34/5,
cubes to 360/125 = 72/25, fourth powers to 9410/625 = 1882/125. Variance (34/5)/4 = 17/10.
"""

from __future__ import annotations

import math
import statistics

import pytest

from lessons.analytics.statistics import moments
from lessons.analytics.statistics.dif import Outcome, Stratum, dif_of, mantel_haenszel, strata_make
from lessons.analytics.statistics.fifths import fifth_means, option_uses
from lessons.analytics.statistics.intervals import correlation_bootstrap, wilson
from lessons.analytics.statistics.items import (
    ItemResult,
    advice_of,
    ease_of,
    effective_weights,
    intended_weights,
    item_result,
    power_of,
)
from lessons.analytics.statistics.papers import Item, Paper, Response, responses_of
from lessons.analytics.statistics.whole import whole_result

items = [Item(id=name) for name in "abcd"]
table = [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 1)]
papers = [
    Paper(key, dict(zip("abcd", map(float, row), strict=True))) for key, row in enumerate(table)
]


def near(value: float | None, expected: float) -> bool:
    return value is not None and abs(value - expected) < 1e-9


def result(name: str) -> ItemResult:
    item = next(each for each in items if each.id == name)
    return item_result(item, responses_of(items, papers)[name], least=2)


def test_facility_and_deviation() -> None:
    # a: 4/5; squares of deviations 5 · 4/5 · 1/5 = 4/5, variance 1/5. b: 3/5, 6/5, 3/10.
    assert near(result("a").facility, 4 / 5)
    assert near(result("a").deviation, math.sqrt(1 / 5))
    assert near(result("b").facility, 3 / 5)
    assert near(result("b").deviation, math.sqrt(3 / 10))
    assert result("a").right == 4


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # R = 3 2 1 0 1: sum 7, Σ(R-R̄)² = 15 - 49/5 = 26/5; Σx(R-R̄) = 6 - 4·7/5 = 2/5.
        ("a", (2 / 5) / math.sqrt(4 / 5 * 26 / 5)),
        # R = 3 2 1 1 1: sum 8, 16 - 64/5 = 16/5; 6 - 3·8/5 = 6/5.
        ("b", (6 / 5) / math.sqrt(6 / 5 * 16 / 5)),
        # R = 3 2 2 1 1: sum 9, 19 - 81/5 = 14/5; 5 - 2·9/5 = 7/5.
        ("c", (7 / 5) / math.sqrt(6 / 5 * 14 / 5)),
        # R = 3 3 2 1 0: sum 9, 23 - 81/5 = 34/5; 3 - 2·9/5 = -3/5.
        ("d", (-3 / 5) / math.sqrt(6 / 5 * 34 / 5)),
    ],
)
def test_discrimination_is_of_item_and_rest(name: str, expected: float) -> None:
    assert near(result(name).discrimination, expected)
    rests = [sum(row) - row["abcd".index(name)] for row in table]
    own = [row["abcd".index(name)] for row in table]
    assert near(result(name).discrimination, statistics.correlation(own, rests))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # In order: 0 1 1 1 1 with 0 1 1 2 3: 7 - 28/5 = 7/5; (2/5)/(7/5).
        ("a", 2 / 7),
        # 0 0 1 1 1 with 1 1 1 2 3: 6 - 24/5 = 6/5, which is the covariance itself.
        ("b", 1),
        ("c", 1),
        # 0 0 0 1 1 with 0 1 2 3 3: 6 - 18/5 = 12/5; (-3/5)/(12/5).
        ("d", -1 / 4),
    ],
)
def test_discriminative_efficiency(name: str, expected: float) -> None:
    assert near(result(name).efficiency, expected)


def test_weights() -> None:
    # Σ(x-x̄)(T-T̄): a 10 - 44/5 = 6/5, b 9 - 33/5 = 12/5, c 7 - 22/5 = 13/5, d 5 - 22/5 = 3/5.
    roots = dict(zip("abcd", map(math.sqrt, (6, 12, 13, 3)), strict=True))
    found = effective_weights(items, papers)
    for name, root in roots.items():
        assert near(found[name], root / sum(roots.values()))
    assert intended_weights(items) == dict.fromkeys("abcd", 0.25)


def test_an_item_that_goes_against_the_total_has_no_effective_weight() -> None:
    # x of b against T: 0 1 1, T = 3 1 1 where a is worth three points: covariance below 0.
    heavy = [Item(id="a", weight=3), Item(id="b")]
    told = [Paper(0, {"a": 1, "b": 0}), Paper(1, {"a": 0, "b": 1}), Paper(2, {"a": 0, "b": 1})]
    assert effective_weights(heavy, told) == {"a": 1.0, "b": None}


def test_the_whole_test() -> None:
    found = whole_result(items, papers, least=2)
    assert (found.people, found.items) == (5, 4)
    assert near(found.mean, 11 / 20)
    assert near(found.median, 1 / 2)
    assert near(found.deviation, math.sqrt(17 / 10) / 4)
    # k3 = 5 · 72/25 / (4·3) = 6/5, k2 = 17/10.
    assert near(found.skewness, (6 / 5) / (17 / 10) ** 1.5)
    # k4 = (5·6/4 · 1882/125 - 3 · (34/5)²) / (3·2) = (2823/25 - 3468/25) / 6 = -43/10.
    assert near(found.kurtosis, (-43 / 10) / (17 / 10) ** 2)
    # Σ var x = 1/5 + 3 · 3/10 = 11/10; 4/3 · (1 - 11/17) = 8/17.
    assert near(found.consistency, 8 / 17)
    assert near(found.error_ratio, math.sqrt(9 / 17))
    # √(9/17) · √(17/10) / 4
    assert near(found.error, math.sqrt(9 / 10) / 4)


def test_the_moments_are_those_of_the_standard_library() -> None:
    values = [0.1, 0.7, 0.7, 2.5, 3.0, 11.0]
    others = [5.0, 1.0, 0.5, 2.0, 2.0, 9.0]
    assert near(moments.mean(values), statistics.fmean(values))
    assert near(moments.median(values), statistics.median(values))
    assert near(moments.deviation(values), statistics.stdev(values))
    assert near(moments.covariance(values, others), statistics.covariance(values, others))


def test_partly_right_answers_and_weights() -> None:
    # Two items, the first worth 3: scores 1, 1/2, 0 and 1, 0, 0.
    # a against b: x = 1 1/2 0, R = 1 0 0: Σ = 1 - 3/2 · 1/3 = 1/2; 1/2 and 2/3: (1/2)/√(1/3).
    ours = [Item(id="a", weight=3), Item(id="b")]
    told = [Paper(0, {"a": 1, "b": 1}), Paper(1, {"a": 0.5, "b": 0}), Paper(2, {"a": 0, "b": 0})]
    found = item_result(ours[0], responses_of(ours, told)["a"], least=2)
    assert near(found.facility, 0.5)
    assert near(found.discrimination, 0.5 / math.sqrt(1 / 3))
    # T = 4, 3/2, 0: mean 11/6; shares' mean (11/6)/4.
    assert near(whole_result(ours, told, least=2).mean, 11 / 24)


# --- what is blank -------------------------------------------------------------------------------


def test_one_learner_has_a_facility_and_nothing_else() -> None:
    found = item_result(items[0], responses_of(items, papers[:1])["a"], least=1)
    assert (found.people, found.facility) == (1, 1.0)
    assert (found.deviation, found.discrimination, found.efficiency) == (None, None, None)
    assert found.fifths is None
    whole = whole_result(items, papers[:1], least=1)
    assert (whole.mean, whole.median) == (1.0, 1.0)
    assert (whole.deviation, whole.skewness, whole.kurtosis) == (None, None, None)
    assert (whole.consistency, whole.error) == (None, None)


def test_nobody_has_nothing() -> None:
    assert item_result(items[0], ()) == ItemResult()
    assert whole_result(items, ()).mean is None
    assert effective_weights(items, ()) == {}
    assert wilson(0.0, 0) is None
    assert fifth_means(()) is None


def test_an_item_that_all_have_right_tells_nobody_apart() -> None:
    told = [Paper(key, {"a": 1.0, "b": key % 2, "c": key / 9}) for key in range(10)]
    ours = [Item(id=name) for name in "abc"]
    found = item_result(ours[0], responses_of(ours, told)["a"])
    assert (found.facility, found.deviation) == (1.0, 0.0)
    assert (found.discrimination, found.efficiency) == (None, None)
    assert found.facility_interval is not None
    assert found.facility_interval[1] == 1.0
    # Wilson's lower end at p = 1 is n / (n + z²).
    assert near(found.facility_interval[0], 10 / (10 + 1.959963984540054**2))
    assert effective_weights(ours, told)["a"] == 0.0


def test_equal_totals_have_no_consistency() -> None:
    # a and b against each other: T = 1 for all, in tenths that no float has exactly.
    told = [Paper(key, {"a": key / 10, "b": 1 - key / 10}) for key in range(11)]
    ours = [Item(id="a"), Item(id="b")]
    found = whole_result(ours, told)
    assert near(found.mean, 0.5)
    assert (found.deviation, found.consistency, found.skewness, found.error) == (
        0,
        None,
        None,
        None,
    )
    assert effective_weights(ours, told) == {}


def test_fewer_than_ten_are_too_few_to_compare() -> None:
    found = item_result(items[0], responses_of(items, papers)["a"])
    assert found.few
    assert (found.facility, found.deviation, found.discrimination) == (0.8, None, None)
    assert advice_of(found) == "few"
    assert whole_result(items, papers).mean is None


def test_who_answered_too_little_else_is_not_compared() -> None:
    told = [
        Paper(0, {"a": 1.0, "b": 1.0}),
        Paper(1, {"a": 1.0}),
        Paper(2, {"a": 0.0, "b": 0, "c": 1}),
    ]
    rests = [each.rest for each in responses_of(items, told)["a"]]
    assert rests == [None, None, 0.5]


def test_of_items_that_are_drawn_those_that_were_drawn_are_the_rest() -> None:
    drawn = [Item(id=name, common=False) for name in "abcdefgh"]
    told = [Paper(0, {"a": 1.0, "h": 0.0}), Paper(1, {"a": 0.0, "c": 1.0}), Paper(2, {"a": 1.0})]
    assert [each.rest for each in responses_of(drawn, told)["a"]] == [0, 1, None]


# --- fifths, distractors -------------------------------------------------------------------------


def test_fifths_share_those_who_are_equal() -> None:
    # b: R = 3 2 1 1 1, scores 1 1 1 0 0: the three with R = 1 make the lowest three fifths.
    assert result("b").fifths == pytest.approx((1 / 3, 1 / 3, 1 / 3, 1, 1), abs=1e-9)


def test_fifths_part_a_learner_at_the_edge() -> None:
    # Six learners, 1.2 in each fifth: the second fifth has 0.8 of the second and 0.4 of the third.
    told = [Response(key, float(key >= 2), key / 10) for key in range(6)]
    found = fifth_means(told)
    assert found is not None
    assert found == pytest.approx((0, 0.4 / 1.2, 1, 1, 1), abs=1e-9)


def options(top_picks: str) -> dict[str, bool]:
    """Ten learners; the best two pick `top_picks`, the others the key "k" or the wrong "w"."""
    told = [Response(key, 0.0, key / 10) for key in range(10)]
    chosen = "kwkkwkkk" + top_picks
    uses = option_uses({"k": True, "w": False}, {at: (c,) for at, c in enumerate(chosen)}, told)
    return {each.id: each.lures for each in uses}


def test_a_wrong_option_of_the_top_fifth_is_marked() -> None:
    assert options("ww") == {"k": False, "w": True}
    assert options("kw") == {"k": False, "w": False}  # as often as the key, not more
    assert options("kk") == {"k": False, "w": False}


def test_options_are_counted_with_the_rest_of_those_who_chose_them() -> None:
    told = [Response(0, 1, 0.9), Response(1, 0, 0.2), Response(2, 0, 0.4), Response(3, 0, None)]
    picked = {0: ("k",), 1: ("w",), 2: ("w",), 3: ("w",)}
    key, wrong, none = option_uses({"k": True, "w": False, "n": False}, picked, told)
    assert (key.people, key.share, key.rest) == (1, 0.25, 0.9)
    assert (wrong.people, wrong.share) == (3, 0.75)
    assert near(wrong.rest, 0.3)
    assert (none.people, none.share, none.rest, none.top_share) == (0, 0, None, 0)


# --- intervals -----------------------------------------------------------------------------------


def test_wilson() -> None:
    # 8 of 10 with z = 1.96: (0.8 + 0.19208 ± 1.96 √(0.016 + 0.009604)) / 1.38416
    found = wilson(0.8, 10)
    assert found is not None
    assert found == pytest.approx((0.49016, 0.94331), abs=2e-5)
    low, high = wilson(0.0, 4) or (None, None)
    assert low == 0
    assert near(high, 1.959963984540054**2 / (4 + 1.959963984540054**2))


def test_the_bootstrap_is_the_same_each_time_and_holds_the_correlation() -> None:
    ours = [float(each % 3 == 0) for each in range(60)]
    rest = [(each % 7) / 7 + (each % 3 == 0) / 3 for each in range(60)]
    first = correlation_bootstrap(ours, rest)
    assert first == correlation_bootstrap(ours[::-1], rest[::-1])
    assert first is not None
    found = moments.correlation(ours, rest)
    assert found is not None
    # Fisher's z gives about the same: tanh(atanh r ± 1.96/√57).
    fisher = [math.tanh(math.atanh(found) + sign * 1.96 / math.sqrt(57)) for sign in (-1, 1)]
    assert first == pytest.approx(fisher, abs=0.1)
    assert first[0] < found < first[1]


def test_the_bootstrap_of_what_never_varies_is_blank() -> None:
    assert correlation_bootstrap([1.0] * 20, [each / 20 for each in range(20)]) is None
    line = [each / 20 for each in range(20)]
    assert correlation_bootstrap(line, line) == pytest.approx((1, 1))


# --- differential item functioning ---------------------------------------------------------------


def test_mantel_haenszel() -> None:
    # R = 30·20/80 + 20·30/80 = 15, S = 10·20/80 + 20·10/80 = 5: the odds ratio is 3.
    # P = 5/8 and Q = 3/8 in both: 5/8·15/450 + (5/8·5 + 3/8·15)/150 + 3/8·5/50 = 28/240 = 7/60.
    found = mantel_haenszel([Stratum(30, 10, 20, 20), Stratum(20, 20, 10, 30)])
    assert found is not None
    assert near(found.odds_ratio, 3)
    assert near(found.delta, -2.35 * math.log(3))
    assert near(found.error, 2.35 * math.sqrt(7 / 60))
    assert (found.reference, found.focal, found.category) == (80, 80, "C")


def test_the_error_of_one_table_is_woolfs() -> None:
    found = mantel_haenszel([Stratum(9, 4, 7, 11)])
    assert found is not None
    assert near(found.error, 2.35 * math.sqrt(1 / 9 + 1 / 4 + 1 / 7 + 1 / 11))


def test_categories() -> None:
    def category(*strata: Stratum) -> str:
        found = mantel_haenszel(strata)
        assert found
        return found.category

    assert category(Stratum(300, 200, 300, 200)) == "A"  # none
    assert category(Stratum(300, 200, 235, 265)) == "B"  # delta -1.2, certain to be there
    assert category(Stratum(6, 4, 4, 6)) == "A"  # delta -1.9 of so few may be chance
    assert category(Stratum(400, 100, 200, 300)) == "C"


def test_an_odds_ratio_that_is_no_number_is_blank() -> None:
    assert mantel_haenszel([Stratum(10, 0, 10, 0)]) is None
    assert mantel_haenszel([]) is None
    assert dif_of([Outcome(key < 9, key % 2 == 0, 0.5) for key in range(40)]) is None


def test_strata_keep_equal_scores_together_and_have_ten_at_least() -> None:
    told = [Outcome(key % 2 == 0, True, key // 7) for key in range(40)]  # 7 7 7 7 7 5
    assert [each.n for each in strata_make(told)] == [14, 14, 12]
    many = [Outcome(key % 2 == 0, True, key // 3) for key in range(150)]
    assert [each.n for each in strata_make(many)] == [30] * 5
    assert [each.n for each in strata_make([Outcome(True, True, 0.5)] * 3)] == [3]


# --- what an author reads ------------------------------------------------------------------------


def test_advice_names_the_gravest() -> None:
    def told(**fields: object) -> str:
        plain = {"people": 20, "facility": 0.6, "facility_interval": (0.4, 0.8)}
        return advice_of(ItemResult(**{**plain, **fields}))  # type: ignore[arg-type]

    assert told(discrimination=0.4) == "good"
    assert told(discrimination=0.1) == "weak"
    assert told(discrimination=-0.01, facility=0.99) == "wrong-key"
    assert told(facility=0.96) == "too-easy"
    assert told(facility=0.04) == "too-hard"
    assert told(facility=0.2, facility_interval=(0.1, 0.3), guess=0.5) == "below-chance"
    assert told(facility=0.2, facility_interval=(0.1, 0.3), guess=0.25) == "good"
    assert told(people=9) == "few"
    lure = ItemResult(people=20, facility=0.5, facility_interval=(0.3, 0.7))
    assert advice_of(lure, lures=True) == "lure"
    assert advice_of(lure, other_group=True) == "other-group"
    assert [power_of(each) for each in (None, -0.1, 0.19, 0.2, 0.3, 0.5)] == [
        *(None, "negative", "poor", "weak", "adequate", "very-good")
    ]


@pytest.mark.parametrize(
    ("facility", "ease"),
    [
        *((None, None), (0.0, "very-hard"), (0.049, "very-hard")),
        *((0.05, "hard"), (0.349, "hard"), (0.35, "fair"), (0.8, "fair")),
        *((0.801, "easy"), (0.95, "easy"), (0.951, "very-easy"), (1.0, "very-easy")),
    ],
)
def test_ease_in_words(facility: float | None, ease: str | None) -> None:
    assert ease_of(facility) == ease


def test_there_is_no_correlation_with_what_never_varies() -> None:
    assert moments.correlation_of(0.0, 4.0, 0.0) is None
    assert moments.correlation_of(4.0, 0.0, 0.0) is None
    assert moments.correlation_of(4.0, 9.0, 6.0) == 1.0
    assert moments.correlation_of(4.0, 9.0, -3.0) == -0.5
