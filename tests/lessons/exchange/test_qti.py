"""QTI 2.1: read and scored by a library that is not ours, read again by ours, tricks refused."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyslet.qtiv2 import variables
from pyslet.qtiv2 import xml as other_xml

from lessons.exchange.block import ImportFault
from lessons.exchange.imports import questions_import
from lessons.exchange.qti2.write import package_write
from lessons.quizzes import registry
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion
from tests.lessons.exchange.test_gift import parsed, shipped
from tests.lessons.quizzes.support import Notes, block, question

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pyslet")

figure = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="10 0 100 50"><rect class="vm" id="a"
 x="20" y="10" width="30" height="20"/><g id="b" transform="translate(60 5)"><circle cx="20" cy="20"
 r="10"/><text x="20" y="22">two</text></g></svg>"""


def placed(body: str) -> Question:
    """A question about a place of `figure`."""
    notes = Notes({"f.svg": figure})
    found = registry.question_parse(block("hotspot", body), notes)
    assert found is not None
    assert notes.problems == []
    return found


kinds: list[tuple[str, Question]] = [
    ("one", question("quiz", "Q `x`?\n- [x] a :: yes\n- [ ] b :: no\n! why", shuffle="false")),
    ("many", question("quiz", "Q\n- [x] a\n- [x] b\n- [ ] c")),
    ("num", question("numeric", "Q\n= 64", tolerance="2", unit="MiB")),
    ("est", question("estimate", "Q\n= 100", full="10", none="50")),
    ("word", question("short", "Q\n= KVM_RUN\n= other\n= /x+/")),
    ("pairs", question("match", "Q\n- a -> x\n- b -> y\n- -> z")),
    ("steps", question("order", "Q\n1. a\n2. b\n3. c")),
    ("gap", question("cloze", "The [[my_kernel|core]] is [[*one|many|few]].")),
    ("lines", question("output", "Q\n= one\n=\n= two three")),
    ("own", question("machine", "Q", lab="l", fact="hostname")),
    ("place", placed("Q\n![A *box*](f.svg)\n- [x] one {#a} :: yes\n- [ ] `two` {#b}\n! why")),
    ("bare", question("hotspot", "Q\n![f](f.svg)\n- [x] one {#a}\n- [ ] two {#b}")),
]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The library logs what it does not support of Python 3: lists of tolerances."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def items(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("items/") and name.endswith(".xml")
        }


def qti_read(data: bytes) -> tuple[list[ImportedBlock], list[str]]:
    """What was taken, and why the others were left."""
    found = questions_import(data, "item.xml")
    return found.blocks, [each.reason for each in found.left]


def document(source: bytes) -> Any:
    found = other_xml.QTIDocument()
    found.read(src=io.BytesIO(source))  # raises on what QTI 2.1 does not allow
    return found.root


@pytest.mark.parametrize("language", ["en", "es"])
def test_another_library_reads_and_scores_the_course(language: str) -> None:
    questions = shipped(language)
    data, left = package_write("course", questions)
    assert left == [name for name, found in questions if isinstance(found, MachineQuestion)]
    scored = 0
    for name, source in items(data).items():
        root = document(source)
        if b"template=" in source or b"tolerance=" in source:
            continue  # it has not the templates, and reads one tolerance of the two
        state = variables.ItemSessionState(root)
        for key, declared in root.declarations.items():
            if isinstance(declared, variables.ResponseDeclaration):
                state[key] = declared.get_correct_value()
        root.ResponseProcessing.run(state)
        assert state["SCORE"].value == pytest.approx(1, abs=1e-4), name
        scored += 1
    assert scored > 20


def test_what_was_written_is_read_again() -> None:
    for language in ("en", "es"):
        questions = shipped(language)
        data, left = package_write("course", questions)
        blocks, notes = qti_read(data)
        assert notes == []
        assert len(blocks) == len(questions) - len(left)
        for made in blocks:
            found, problems = parsed(made)
            assert found is not None, made.text()
            assert problems == [], made.text()


def test_kinds_and_keys_survive() -> None:
    data, left = package_write("x", kinds)
    assert left == ["own", "bare"]  # no region of it draws anything
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told = archive.read("left-out.txt").decode().splitlines()
    assert told == [
        "est: no form in QTI: points that fall evenly: two steps stand for them",
        "word: no form in QTI: its expressions",
        "own has no form in QTI",
        "bare has no form in QTI",
    ]
    found = {block.id: parsed(block)[0] for block in qti_read(data)[0]}
    one, many, num, est, word = (found[key] for key in ("one", "many", "num", "est", "word"))
    assert isinstance(one, ChoiceQuestion)
    assert [(c.html, c.right, c.feedback) for c in one.choices] == [
        ("a", True, "yes"),
        ("b", False, "no"),
    ]
    assert (one.shuffle, one.explanation) == (False, "<p>why</p>")
    assert isinstance(many, ChoiceQuestion)
    assert [choice.right for choice in many.choices] == [True, True, False]
    assert isinstance(num, NumericQuestion)
    assert (num.value, num.tolerance) == (64, 2)
    assert isinstance(est, EstimateQuestion)
    assert (est.full, est.none) == (10, 50)
    assert isinstance(word, ShortQuestion)
    assert [each.pattern for each in word.accepted] == ["KVM_RUN", "other"]
    pairs, steps, gap, lines = (found[key] for key in ("pairs", "steps", "gap", "lines"))
    assert isinstance(pairs, MatchQuestion)
    assert (len(pairs.pairs), len(pairs.rights)) == (2, 3)
    assert isinstance(steps, OrderQuestion)
    assert [item.html for item in steps.items] == ["a", "b", "c"]
    assert isinstance(gap, ClozeQuestion)
    assert gap.gaps[0].accepted == ("my_kernel", "core")
    assert gap.gaps[1].options[0][1] == "one"
    assert isinstance(lines, OutputQuestion)
    assert lines.lines == ("one", "", "two three")


def test_a_place_in_a_figure_survives_with_its_figure() -> None:
    data, _ = package_write("x", [each for each in kinds if each[0] == "place"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".svg")]
        manifest = archive.read("imsmanifest.xml").decode()
        item = archive.read("items/place.xml").decode()
    assert f'<file href="{name}" />' in manifest
    assert f'data="{name.removeprefix("items/")}" width="100" height="50">A *box*</object>' in item
    # Boxes count from the figure's corner, which its viewBox has at 10.
    assert 'label="a" shape="rect" coords="10,10,40,30" hotspotLabel="one"' in item
    assert 'label="b" shape="rect" coords="60,15,80,35" hotspotLabel="`two`"' in item
    (made,), notes = qti_read(data)
    assert notes == []
    assert [*made.files] == [name.removeprefix("items/")]
    found, problems = parsed(made)
    assert problems == []
    assert isinstance(found, HotspotQuestion)
    assert [(each.part, each.right, each.feedback) for each in found.regions] == [
        ("a", True, "yes"),
        ("b", False, ""),
    ]
    assert "why" in found.explanation
    assert "style" not in found.figure
    assert 'class="vm"' in found.figure


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'id="a"', b'id="other"', "is no element of the figure: none has that id"),
        (b"<svg", b"<gvs", "its figure is no XML"),
        (b"</style>", b"</style>&x;", "its figure is no XML"),
        (
            b"?>",
            b'?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            "its figure declares entities",
        ),
    ],
)
def test_a_figure_that_cannot_be_read_is_named(old: bytes, new: bytes, said: str) -> None:
    data, _ = package_write("x", [each for each in kinds if each[0] == "place"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            changed = content.replace(old, new, 1) if name.endswith(".svg") else content
            archive.writestr(name, changed)
    blocks, notes = qti_read(buffer.getvalue())
    assert blocks == []
    assert said in notes[0]
    # An item by itself has no figure beside it.
    blocks, notes = qti_read(files["items/place.xml"])
    assert blocks == []
    assert "no SVG of the package" in notes[0]


def test_the_same_questions_give_the_same_package() -> None:
    assert package_write("x", kinds) == package_write("x", kinds)


def test_the_key_stands_in_no_order_of_the_items() -> None:
    """Who only renders an item must not show the answer."""
    data, _ = package_write("x", kinds)
    body = items(data)["items/steps.xml"].decode().split("<itemBody>")[1]
    steps = dict(kinds)["steps"]
    assert isinstance(steps, OrderQuestion)
    places = [body.index(item.id) for item in steps.items]
    assert [item.id for item in sorted(steps.items, key=lambda each: each.id)] == [
        item.id for _, item in sorted(zip(places, steps.items, strict=True), key=lambda p: p[0])
    ]


entity = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s">]>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"><itemBody>&a;</itemBody>
</assessmentItem>"""


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.xml", data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"<a>", "no XML"),
        (b"<a/>", "is XML of another kind: <a>"),
        (b"PK\x03\x04nothing", "broken or cut short"),
        (entity % b"x", "declares entities"),
        (entity.replace(b'"%s"', b'SYSTEM "file:///etc/passwd"'), "declares entities"),
        (packed(bomb=b" " * 20_000_001), "too large"),
        (packed(**{f"f{at}": b"<a/>" for at in range(5_001)}), "more than 5000 files"),
        (packed(), "no question in this package"),
    ],
)
def test_tricks_and_trash_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(ImportFault, match=said):
        qti_read(data)


def test_what_has_no_form_is_named() -> None:
    source = items(package_write("x", kinds)[0])["items/one.xml"]
    for old, new, said in (
        (b"choiceInteraction", b"drawingInteraction", "it asks for a drawing"),
        (b"itemBody", b"rubricBlock", "no itemBody"),
        (b"correctResponse", b"somethingElse", "what is right"),
    ):
        changed = source.replace(old, new).replace(b"<value>", b"<other>")
        blocks, notes = qti_read(changed.replace(b"</value>", b"</other>"))
        assert blocks == []
        assert said in notes[0]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(ImportFault):
        questions_import(data, "item.xml")


foreign = b"""<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier">
<correctResponse><value>A</value></correctResponse></responseDeclaration>
<itemBody><choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Which?</prompt>
<simpleChoice identifier="A">The <em>first</em> one<feedbackInline identifier="A"
 outcomeIdentifier="F" showHide="show">Right.</feedbackInline></simpleChoice>
<simpleChoice identifier="B"><strong>Other</strong></simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""


def test_what_is_said_of_a_choice_is_no_part_of_its_text() -> None:
    (block,), left = qti_read(foreign)
    assert left == []
    assert block.kind == "quiz"
    assert block.prompt.strip() == "Which?"
    first, second = [line for line in block.lines if line.startswith("- [")]
    assert first.startswith("- [x] The ")
    text, _, said = first.partition(" :: ")
    assert "first" in text
    assert "one" in text
    assert "Right" not in text
    assert said == "Right."
    assert "Other" in second
    assert "::" not in second
