"""Aiken and Blackboard text in, and files that are something else."""

from __future__ import annotations

import io
import zipfile

import pytest

from lessons.exchange.block import ImportFault
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.short import ShortQuestion
from tests.lessons.exchange.support import compiled, imported, only, plain, reasons


def test_aiken() -> None:
    found = imported("Is <b> bold?\nA. Yes\nB) No\nANSWER: A\n\nSure?\nA. y\nB. n\nANSWER: b\n")
    assert found.summary == "Aiken: in 2, out 2, left 0"
    first, second = compiled(found)
    assert isinstance(first, ChoiceQuestion)
    assert isinstance(second, ChoiceQuestion)
    assert plain(first.prompt) == "Is <b> bold?"
    assert [each.right for each in (*first.choices, *second.choices)] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Q?\nA. x\nB. y\nANSWER: C\n", "ANSWER: C names no choice"),
        ("Q?\nA. x\nmore\nB. y\nANSWER: A\n", "this line is no choice"),
        ("Q?\nA. x\nA. y\nANSWER: A\n", "two choices have the same letter"),
        ("Q?\nA. x\nB. y\nANSWER: A\n\nLost?\nA. x\n", "its ANSWER: is missing"),
    ],
)
def test_aiken_that_is_wrong_is_left(text: str, said: str) -> None:
    assert reasons(text)[0].startswith(said)


blackboard = (
    "MC\tWhich?\tone\tcorrect\ttwo\tincorrect\n"
    "MA\tWhich?\tone\tcorrect\ttwo\tcorrect\tthree\tincorrect\n"
    "TF\tSky?\tfalse\n"
    "ORD\tIn order\ta\tb\tc\n"
    "MAT\tPairs\ta\tx\tb\ty\n"
    "FIB\tThe ___ boots\tkernel\tcore\n"
    "FIB_PLUS\tA [v1] and [v2]\tv1\tcat\tkitten\t\tv2\tmat\n"
    "NUM\tHow many?\t3.5\t0.5\n"
    "ESS\tExplain\tsample\n"
    "FIL\tUpload\n"
)


def test_blackboard_text() -> None:
    found = imported(blackboard)
    assert found.summary == "Blackboard text: in 10, out 9 (1 as text), left 1"
    assert (found.left[0].where, found.left[0].reason) == (
        "line 10",
        "a question of the kind 'FIL' has no form here",
    )
    one, many, truth, order, pairs, words, gaps, number = compiled(found)
    assert isinstance(one, ChoiceQuestion)
    assert isinstance(many, ChoiceQuestion)
    assert (one.multiple, many.multiple) == (False, True)
    assert isinstance(truth, ChoiceQuestion)
    assert [each.right for each in truth.choices] == [False, True]
    assert isinstance(order, OrderQuestion)
    assert isinstance(pairs, MatchQuestion)
    assert isinstance(words, ShortQuestion)
    assert isinstance(gaps, ClozeQuestion)
    assert [gap.accepted for gap in gaps.gaps] == [("cat", "kitten"), ("mat",)]
    assert isinstance(number, NumericQuestion)
    assert (number.value, number.tolerance) == (3.5, 0.5)


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x1f\x8b\x08", "Moodle backup"),
        (b"<html><body/></html>", "is a page of HTML"),
        (b"<assessmentTest/>", "give the zip with them"),
        (b"<POOL/>", "question pool of Blackboard"),
        (b"Just a text.\n", "text without a question"),
        (b"\xfaGIFT", "neither in UTF-8"),
        (packed(**{"word/document.xml": b"<document/>"}), "this is a Word document"),
        (packed(**{"h5p.json": b"{}", "content/content.json": b"{}"}), "this is an H5P package"),
    ],
)
def test_a_wrong_file_says_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(ImportFault, match=said):
        imported(data)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../x.xml", "leads out of the package"),
        ("/etc/x.xml", "has an absolute path"),
        ("C:\\x.xml", "has an absolute path"),
        ("a\\..\\x.xml", "leads out of the package"),
        ("a\\x.xml", "has a name that not every system can keep"),
    ],
)
def test_a_package_that_leads_out_is_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(ImportFault, match=said) as refused:
        imported(packed(**{"good.gift": b"Q {=a ~b}", name: b"<a/>"}))
    assert refused.value.reason == "unsafe"
    assert repr(name) in refused.value.said


def test_links_doubles_and_floods_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ImportFault, match=r"link.xml.* is a link"):
        imported(buffer.getvalue())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(6):
            archive.writestr(f"{at}.xml", b" " * 19_000_000)
    with pytest.raises(ImportFault, match="too large"):
        imported(buffer.getvalue())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", "<b/>")
    with pytest.raises(ImportFault, match="stands in it twice"):
        imported(buffer.getvalue())


def test_texts_of_a_package_are_read() -> None:
    found = imported(
        packed(**{"a.gift": b"Q {=a ~b}", "b/c.txt": b"Is it?\nA. x\nB. y\nANSWER: A"})
    )
    assert found.summary == "GIFT, Aiken: in 2, out 2, left 0"
    assert len({block.id for block in found.blocks}) == 2


def test_one_question_by_itself() -> None:
    assert isinstance(only("MC\tWhich?\tone\tcorrect\ttwo\tincorrect"), ChoiceQuestion)
