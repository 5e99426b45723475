"""Claims with an experiment, and the places of figures in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.document.claims import claim_detail, experiment_place
from lessons.document.draft import Draft
from lessons.document.measures import measures_fill
from lessons.document.page import Page
from lessons.document.parse import page_parse
from lessons.document.predictions import number_text
from lessons.document.schema import Choice, Claim, Html
from tests.lessons.document.courses import (
    compiled,
    good_files,
    guide_en,
    lesson_en,
    lesson_es,
    page_of,
    told,
)

head = "---\ntitle: t\nsummary: s\nminutes: 1\nobjectives:\n  - apply: a\n---\n"
first_line = head.count("\n") + 1


def parsed(text: str, *, sort: str = "lesson", claims: int = 31) -> tuple[Draft, Page]:
    page = page_of()
    page.known = type(page.known)(
        **{name: getattr(page.known, name) for name in page.known.__struct_fields__}
        | {"claims": claims}
    )
    given = "---\ntitle: t\nsummary: s\n---\n" if sort == "guide" else head
    return page_parse("guide" if sort == "guide" else "lesson", given + text, page), page


def block(attributes: str, *lines: str) -> str:
    return "\n".join([f"``` {{.claim #c {attributes}}}", "It is so.", "holds: true", *lines, "```"])


def claim_of(attributes: str, *lines: str) -> tuple[Claim, list[tuple[int, str]]]:
    draft, page = parsed(block(attributes, *lines))
    ((claim, _line),) = draft.claims
    return claim, [(line - first_line, message) for line, message in told(page)]


number = "seed=10 lab=a-lab measure=start.vm unit=ms predict=number"
choice = "lab=a-lab measure=cpu.ratio unit=times predict=choice"


def test_what_translations_of_a_claim_share() -> None:
    claim, _problems = claim_of(
        f"{number} task=one question=a,b",
        "predict: How *long*?",
        "published: 2.3 ms @first, table 3 :: a unikernel",
        "published: 125 ms @second",
    )
    assert claim_detail(claim) == (
        "holds true; lab a-lab; seed 10; task one; measure start.vm; unit ms; predict number; "
        "published 2.3 ms, 125 ms; question a, b"
    )
    claim, _problems = claim_of(
        choice, "choice: less <0.9 :: A", "choice: same 0.9..1.1 :: B", "choice: more >=1.1 :: C"
    )
    assert "; predict choice; choices less ..0.9, same 0.9..1.1, more 1.1.." in claim_detail(claim)
    claim, _problems = claim_of("")
    assert claim_detail(claim) == "holds true; lab none"


def test_a_claim_says_all_of_its_experiment() -> None:
    claim, problems = claim_of(
        f"{number} task=one question=a,b",
        "predict: How *long*?",
        "published: 2.3 ms @first, table 3 :: a unikernel",
        "published: 125 ms @second",
    )
    assert problems == []
    assert (claim.seed, claim.lab, claim.task, claim.measure, claim.unit) == (
        *(10, "a-lab", "one", "start.vm", "ms"),
    )
    assert claim.questions == ("a", "b")
    assert claim.text == "It is so."
    assert claim.predict
    assert (claim.predict.kind, claim.predict.html) == ("number", "How <em>long</em>?")
    assert [(each.value, each.unit, each.note) for each in claim.published] == [
        (2.3, "ms", "a unikernel"),
        (125, "ms", ""),
    ]
    assert 'href="#source-first"' in claim.published[0].cite


def test_choices_hold_for_the_figures_that_they_name() -> None:
    claim, problems = claim_of(
        choice,
        "choice: less <0.9 :: Less",
        "choice: same 0.9..1.1 :: Same",
        "choice: more >=1.1 :: M",
    )
    assert problems == []
    assert claim.predict
    found = {
        value: [each.key for each in claim.predict.choices if each.holds(value)]
        for value in (-5, 0.89, 0.9, 1.09, 1.1, 1e9)
    }
    assert found == {
        -5: ["less"],
        0.89: ["less"],
        0.9: ["same"],
        1.09: ["same"],
        1.1: ["more"],
        1e9: ["more"],
    }


wrong = [
    ("seed=32", [], 0, "there is no claim `32`: write a number from 1 to 31"),
    ("seed=x", [], 0, "there is no claim `x`"),
    ("lab=none", [], 0, "needs a source"),
    ("measure=start.vm", [], 0, "a figure is measured in a lab"),
    ("lab=a-lab measure=Start_VM", [], 0, "`Start_VM` is no measure"),
    ("lab=a-lab unit=ms", [], 0, "a unit is that of a figure"),
    ("task=one", [], 0, "Write lab=its-lab"),
    ("lab=a-lab predict=number unit=ms measure=a.b predct=1", [], 0, "write `predict`?"),
    ("lab=a-lab measure=a.b unit=s predict=guess", [], 0, "nobody predicts a `guess`"),
    ("lab=a-lab measure=a.b predict=number", [], 0, "say in which unit"),
    ("lab=a-lab predict=number", [], 0, "compared with a figure"),
    (number, ["choice: a <1 :: A"], 3, "choices go with predict=choice"),
    (choice, ["choice: a <1 :: A"], 0, "two at least"),
    (choice, ["choice: a <1 :: A", "choice: b 1 :: B"], 4, "`b 1 :: B` is no choice"),
    (choice, ["choice: a <1 :: A", "choice: B >=1 :: B"], 4, "`B` is no key"),
    (choice, ["choice: a <1 :: A", "choice: a >=1 :: B"], 4, "the choice `a` is there already"),
    (choice, ["choice: a <2 :: A", "choice: b >=1 :: B"], 4, "hold for the same figures"),
    (choice, ["choice: a <2 :: A", "choice: b 5..4 :: B"], 4, "the smaller number first"),
    (number, ["predict: {measure a.b}?"], 3, "stands in a lesson's text"),
    ("", ["predict: What?"], 3, "write predict=number or predict=choice"),
    ("", ["published: 2 ms"], 3, "is no figure"),
    ("", ["published: 2 ms @nobody"], 3, "sources.toml has no `nobody`"),
    ("", ["publishd: 2 ms @first"], 3, "write `published`?"),
]


@pytest.mark.parametrize(("attributes", "lines", "line", "message"), wrong)
def test_a_mistake_is_told_on_its_line(
    attributes: str, lines: list[str], line: int, message: str
) -> None:
    _claim, problems = claim_of(attributes, *lines)
    assert any(at == line and message in said for at, said in problems), problems


def test_a_course_that_counts_no_claims_has_no_numbers() -> None:
    _draft, page = parsed(block("seed=1"), claims=0)
    assert "claims = …" in told(page)[0][1]


def test_tasks_and_questions_must_be_there() -> None:
    files = good_files()
    for path in (lesson_en, lesson_es):
        files[path] = files[path].replace(
            b"#overwrites lab=first-lab", b"#overwrites lab=first-lab task=say-hallo question=whoo"
        )
    messages = [problem.message for problem in compiled(files).problems]
    assert any("no task `say-hallo`: write `say-hello`?" in message for message in messages)
    assert any("this lesson has no question `whoo`" in message for message in messages)


def test_translations_agree_in_the_experiment() -> None:
    files = good_files()
    old = b"#overwrites lab=first-lab"
    files[lesson_en] = files[lesson_en].replace(
        old, old + b" measure=start.vm unit=ms predict=number"
    )
    files[lesson_es] = files[lesson_es].replace(
        old, old + b" measure=start.vm unit=s predict=number"
    )
    assert [problem.message for problem in compiled(files).problems] == [
        "`overwrites` differs: unit s here, unit ms there (lesson.en.md:49)"
    ]


def test_a_course_carries_its_claims() -> None:
    result = compiled(good_files())
    assert result.course
    (claim,) = result.course.lessons[0].claims
    assert (claim.id, claim.lab, claim.section) == (
        "overwrites",
        "first-lab",
        "where-the-output-goes",
    )
    lesson = result.lessons[("first-steps", "es")]
    assert [each.id for each in lesson.claims] == ["overwrites"]
    html = "".join(part.html for part in lesson.parts if isinstance(part, Html))
    assert experiment_place.findall(html) == ["overwrites"]


# --- figures in the text --------------------------------------------------------------------------


def figures_in(text: str) -> tuple[str, list[tuple[int, str]]]:
    draft, page = parsed(text)
    html = "".join(part.html for _, part in draft.parts if isinstance(part, Html))
    return measures_fill(html, lambda key: f"[{key}]"), told(page)


def test_a_measure_is_a_place_in_the_text() -> None:
    html, problems = figures_in(
        "It took {measure start.vm}, **{measure a.b-c}**, {measure a._b_c}."
    )
    assert problems
    html, problems = figures_in("It took {measure start.vm}, **{measure a.b-c}**, {measure a.b_c}.")
    assert problems == []
    assert "It took [start.vm], <strong>[a.b-c]</strong>, [a.b_c]." in html


def test_a_measure_may_stand_behind_a_question_where_none_may_stand() -> None:
    html, problems = figures_in("``` {.short #q}\nWhat?\n= x\n```\n\nIt took {measure start.vm}.")
    assert problems == []
    assert "[start.vm]" in html


def test_a_bare_measure_is_that_of_the_claim_above_or_around() -> None:
    inside = block("lab=a-lab measure=start.vm").replace("It is so.", "It is {measure}.")
    html, problems = figures_in(f"{inside}\n\nIt was {{measure}}.")
    assert problems == []
    assert "It is [start.vm]." in html
    assert "It was [start.vm]." in html


def test_code_and_addresses_are_left_alone() -> None:
    text = (
        "`{measure a.b}` [x](https://example.org/{measure)\n\n"
        "    {measure a.b}\n\n```sh\n{measure a.b}\n```"
    )
    html, problems = figures_in(text)
    assert problems == []
    assert "[a.b]" not in html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("So {measure} it is.", "no claim above has a measure"),
        ("So {measure Start} it is.", "`Start` is no measure"),
        ("``` {.short #q}\nWhat is {measure a.b}?\n= x\n```", "stands in a lesson's text"),
    ],
)
def test_a_measure_that_is_none_is_told(text: str, message: str) -> None:
    html, problems = figures_in(text)
    assert any(message in said for _, said in problems), problems
    assert "data-measure" not in html


def test_a_guide_has_no_figures_and_no_predictions() -> None:
    _draft, page = parsed(f"So {{measure a.b}}.\n\n{block(number)}", sort="guide")
    said = " ".join(message for _, message in told(page))
    assert "stands in a lesson's text" in said
    assert "unknown attribute `predict`" in said
    files = good_files()
    files[guide_en] += b"\n{measure a.b}\n"
    assert compiled(files).problems


def test_an_author_cannot_write_the_place_of_a_figure_or_of_an_experiment() -> None:
    html, _ = figures_in(
        '<span class="measure" data-measure="a.b">x</span> '
        '<div class="experiment" data-claim="c"></div>'
    )
    assert "[a.b]" not in html
    assert not experiment_place.search(html)


@given(st.floats(-1e12, 1e12), st.integers(1, 6))
def test_a_number_reads_back(value: float, digits: int) -> None:
    text = number_text(value, "es", digits)
    assert "e" not in text
    assert float(text.replace(",", ".")) == pytest.approx(
        float(f"{value:.{digits}g}"), abs=1e-6, rel=1e-9
    )


def test_a_choice_without_bounds_holds_for_all() -> None:
    assert Choice(key="a", html="A").holds(0)
