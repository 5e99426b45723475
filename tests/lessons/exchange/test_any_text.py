"""Fuzzing of every importer: no text and no zip raises, and letters stay what they are."""

from __future__ import annotations

import html
import io
import zipfile
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.exchange.block import ImportFault
from lessons.exchange.imports import questions_import
from lessons.quizzes.choice import ChoiceQuestion
from tests.lessons.exchange.support import compiled, imported, plain

signs = st.text(
    st.sampled_from("ab1 .:;,!?*_`~^=+-#>|[](){}<>&\\/@'\"%éñ\n"), min_size=1, max_size=30
).filter(str.strip)


def read_or_refused(data: bytes, name: str = "") -> None:
    """Counts agree, each that is left says why, and what is taken has no problem."""
    try:
        found = questions_import(data, name)
    except ImportFault:
        return
    assert len(found.blocks) + len(found.left) == len(found.results)
    assert all(each.reason for each in found.left)
    compiled(found)


def cdata(text: str) -> str:
    return f"<text>{escape(text)}</text>"


@settings(deadline=None)
@given(signs, signs)
def test_any_letters_show_as_themselves(prompt: str, choice: str) -> None:
    if "\\(" in prompt + choice or "\\[" in prompt + choice:
        return  # maths
    source = (
        f'<quiz><question type="multichoice"><name>{cdata("q")}</name><questiontext format="html">'
        f"{cdata(f'<p>{html.escape(prompt)}</p>')}</questiontext><single>true</single>"
        f'<answer fraction="100" format="html">{cdata(html.escape(choice))}</answer>'
        f'<answer fraction="0">{cdata("quite another")}</answer></question></quiz>'
    )
    found = imported(source)
    assert found.left == []
    (question,) = compiled(found)
    assert isinstance(question, ChoiceQuestion)
    assert plain(question.prompt) == " ".join(prompt.split())
    assert plain(question.choices[0].html) == " ".join(choice.split())


gift_pieces = st.sampled_from(
    [
        "{",
        "}",
        "=",
        "~",
        "#",
        "->",
        "::",
        "\\",
        "%50%",
        "\n\n",
        "a",
        "5",
        ":",
        "T",
        "*",
        "<b>",
        "####",
    ]
)


@settings(deadline=None)
@given(st.lists(gift_pieces, max_size=30).map("".join))
def test_any_gift(text: str) -> None:
    read_or_refused(text.encode(), "x.gift")


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))
    )
)
def test_any_bytes(data: bytes) -> None:
    read_or_refused(data)


line_pieces = st.sampled_from(
    [
        *("MC", "MA", "TF", "NUM", "MAT", "FIB_PLUS", "ORD", "ESS", "SR", "\t", "\t\t", "\n", "a"),
        *(
            "true",
            "correct",
            "incorrect",
            "[a]",
            "5",
            "A. x",
            "B) y",
            "ANSWER: A",
            "\n\n",
            "=",
            "/",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(line_pieces, max_size=30).map("".join))
def test_any_aiken_and_blackboard(text: str) -> None:
    read_or_refused(text.encode(), "x.txt")


names = {
    "moodle": [
        *("quiz", "question", "name", "text", "questiontext", "answer", "subquestion", "tolerance"),
        *("units", "unit", "single", "hint", "feedback", "file", "selectoption", "group", "single"),
    ],
    "qti1": [
        *("questestinterop", "item", "presentation", "material", "mattext", "response_lid"),
        *("response_str", "render_choice", "response_label", "resprocessing", "respcondition"),
        *("conditionvar", "varequal", "vargte", "varlte", "and", "or", "not", "setvar", "other"),
        *("displayfeedback", "itemfeedback", "flow_mat"),
    ],
    "qti2": [
        *(
            "assessmentItem",
            "itemBody",
            "responseDeclaration",
            "correctResponse",
            "value",
            "mapping",
        ),
        *("mapEntry", "choiceInteraction", "simpleChoice", "matchInteraction", "simpleMatchSet"),
        *("simpleAssociableChoice", "orderInteraction", "textEntryInteraction", "gapText", "gap"),
        *("gapMatchInteraction", "inlineChoiceInteraction", "inlineChoice", "hottextInteraction"),
        *("hottext", "extendedTextInteraction", "sliderInteraction", "responseProcessing"),
        *("responseCondition", "responseIf", "equal", "setOutcomeValue", "baseValue", "p", "table"),
        *("tr", "td", "pre", "math", "mfrac", "mi", "img", "prompt", "feedbackInline", "ul", "li"),
    ],
}
values = st.sampled_from(
    [
        "A",
        "B",
        "A B",
        "1",
        "0.5",
        "x",
        "R",
        "multiple",
        "single",
        "float",
        "string",
        "100",
        "=a",
        "*",
    ]
)
attributes = st.dictionaries(
    st.sampled_from(
        [
            *(
                "type",
                "fraction",
                "ident",
                "respident",
                "identifier",
                "responseIdentifier",
                "title",
            ),
            *("baseType", "cardinality", "mapKey", "mappedValue", "format", "rcardinality"),
            *(
                "action",
                "varname",
                "linkrefid",
                "tolerance",
                "toleranceMode",
                "template",
                "shuffle",
            ),
        ]
    ),
    st.one_of(values, st.sampled_from(["multichoice", "cloze", "numerical", "matching", "ddwtos"])),
    max_size=3,
)


def tree(tags: list[str]) -> st.SearchStrategy[str]:
    def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(
            lambda tag, given, parts: (
                f"<{tag}"
                + "".join(f' {key}="{escape(value)}"' for key, value in given.items())
                + f">{''.join(parts)}</{tag}>"
            ),
            st.sampled_from(tags),
            attributes,
            st.lists(inner, max_size=4),
        )

    return st.recursive(values.map(escape), wrapped, max_leaves=25)


@settings(deadline=None)
@given(tree(names["moodle"]))
def test_any_moodle_xml(inner: str) -> None:
    read_or_refused(f'<quiz><question type="multichoice">{inner}</question>{inner}</quiz>'.encode())


@settings(deadline=None)
@given(tree(names["qti1"]), tree(names["qti1"]))
def test_any_qti_1(shown: str, scored: str) -> None:
    source = (
        f"<questestinterop><item><presentation>{shown}</presentation><resprocessing>"
        f"<respcondition><conditionvar>{scored}</conditionvar><setvar>1</setvar></respcondition>"
        "</resprocessing></item></questestinterop>"
    )
    read_or_refused(source.encode())


@settings(deadline=None)
@given(tree(names["qti2"]), tree(names["qti2"]))
def test_any_qti_2(declared: str, body: str) -> None:
    source = (
        '<assessmentItem><responseDeclaration identifier="R"><correctResponse><value>A</value>'
        f"</correctResponse>{declared}</responseDeclaration><itemBody>{body}</itemBody>"
        "</assessmentItem>"
    )
    read_or_refused(source.encode())


paths = st.sampled_from(
    ["a.xml", "b.xml", "../x.xml", "/abs.xml", "c:\\x.xml", "d/e.gift", "f.png"]
)


@settings(deadline=None)
@given(
    st.dictionaries(paths, st.one_of(st.binary(max_size=60), st.just(b"Q {=a ~b}")), max_size=4),
    st.binary(max_size=8),
    st.integers(0, 400),
)
def test_any_package(files: dict[str, bytes], patch: bytes, at: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    whole = buffer.getvalue()
    read_or_refused(whole)
    read_or_refused(b"PK" + (whole[2:at] + patch + whole[at + len(patch) :]))
