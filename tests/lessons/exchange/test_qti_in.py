"""QTI 1.2, 2 and 3 in: interactions, scoring, places of gaps, Canvas's cartridges."""

from __future__ import annotations

import io
import zipfile

import pytest

from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.short import ShortQuestion
from tests.lessons.exchange.support import compiled, imported, notes, only, plain, reasons
from tests.lessons.exchange.test_out import png

match_correct = '<responseProcessing template="http://x/rptemplates/match_correct"/>'
map_response = '<responseProcessing template="http://x/rptemplates/map_response"/>'


def item(
    right: str,
    body: str,
    base: str = "identifier",
    cardinality: str = "single",
    rules: str = match_correct,
    mapping: str = "",
) -> str:
    values = "".join(f"<value>{each}</value>" for each in right.split("|"))
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="q">'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
        f"<itemBody>{body}</itemBody>{rules}</assessmentItem>"
    )


def choices(interaction: str = "choiceInteraction", tag: str = "simpleChoice") -> str:
    inner = "".join(f'<{tag} identifier="{each}">{each.lower()}</{tag}>' for each in "ABC")
    return f'<{interaction} responseIdentifier="R" shuffle="true">{inner}</{interaction}>'


def test_a_mapping_gives_parts_of_the_points() -> None:
    mapping = (
        '<mapping defaultValue="0"><mapEntry mapKey="A" mappedValue="2"/>'
        '<mapEntry mapKey="B" mappedValue="1"/></mapping>'
    )
    source = item("A", choices(), mapping=mapping, rules=map_response)
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert [each.right for each in found.choices] == [True, False, False]
    assert notes(source) == ["“b” earned 50 % there, and is wrong here"]


def test_all_or_nothing_is_told() -> None:
    source = item("A|B", choices(), cardinality="multiple")
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert [each.right for each in found.choices] == [True, True, False]
    assert "all right answers together earned the points there" in notes(source)[0]


@pytest.mark.parametrize(
    ("field", "gap"),
    [
        ('<p>This sun of <textEntryInteraction responseIdentifier="R"/>; and all</p>', "York"),
        ('<p><textEntryInteraction responseIdentifier="R"/> is a town</p>', "York"),
    ],
)
def test_a_gap_keeps_its_place(field: str, gap: str) -> None:
    found = only(item("York", field, base="string"))
    assert isinstance(found, ClozeQuestion)
    assert found.gaps[0].accepted == (gap,)
    assert found.case
    text = plain(found.prompt)
    assert text in {"This sun of qqgap0qq; and all", "qqgap0qq is a town"}


def test_a_field_by_itself_asks_for_words() -> None:
    field = '<p>Which town?</p><p><textEntryInteraction responseIdentifier="R"/></p>'
    assert isinstance(only(item("York", field, base="string")), ShortQuestion)


@pytest.mark.parametrize(
    ("comparison", "tolerance"),
    [
        ('<equal toleranceMode="absolute" tolerance="0.5 0.5">', 0.5),
        ('<equal toleranceMode="relative" tolerance="10">', 20),
        ('<equalRounded roundingMode="decimalPlaces" figures="1">', 0.05),
        ('<equalRounded roundingMode="significantFigures" figures="2">', 5),
    ],
)
def test_a_number_with_its_tolerance(comparison: str, tolerance: float) -> None:
    tag = comparison[1:].partition(" ")[0]
    rules = (
        f"<responseProcessing><responseCondition><responseIf>{comparison}"
        f'<variable identifier="R"/><correct identifier="R"/></{tag}>'
        '<setOutcomeValue identifier="SCORE"><baseValue>1</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    field = '<p>How many?</p><p><textEntryInteraction responseIdentifier="R"/> km</p>'
    found = only(item("200", field, base="float", rules=rules))
    assert isinstance(found, NumericQuestion)
    assert (found.value, found.tolerance, found.unit) == (200, tolerance, "km")


def test_pairs_orders_and_words_for_gaps() -> None:
    sides = '<simpleAssociableChoice identifier="{0}">{0}</simpleAssociableChoice>'
    sets = "".join(
        f"<simpleMatchSet>{''.join(map(sides.format, each))}</simpleMatchSet>"
        for each in ("AB", "XYZ")
    )
    body = f'<matchInteraction responseIdentifier="R">{sets}</matchInteraction>'
    found = only(item("A X|B Y", body, base="directedPair", cardinality="multiple"))
    assert isinstance(found, MatchQuestion)
    assert (len(found.pairs), len(found.rights)) == (2, 3)
    order = only(item("B|A|C", choices("orderInteraction"), cardinality="ordered"))
    assert isinstance(order, OrderQuestion)
    assert [each.html for each in order.items] == ["b", "a", "c"]
    body = (
        '<gapMatchInteraction responseIdentifier="R"><gapText identifier="W">winter</gapText>'
        '<gapText identifier="S">summer</gapText><p>Now is the <gap identifier="G"/> of</p>'
        "</gapMatchInteraction>"
    )
    gaps = only(item("W G", body, base="directedPair", cardinality="multiple"))
    assert isinstance(gaps, ClozeQuestion)
    assert plain(gaps.prompt) == "Now is the qqgap0qq of"
    assert [text for _, text in gaps.gaps[0].options] == ["winter", "summer"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<uploadInteraction responseIdentifier="R"/>', "it asks for a file"),
        (choices().replace('"R"', '"S"'), "it declares no response"),
    ],
)
def test_what_has_no_form_says_why(body: str, said: str) -> None:
    assert reasons(item("A", body))[0].startswith(said)


def test_an_item_that_asks_twice_becomes_two_questions() -> None:
    body = "<p>Both:</p>" + choices() + choices("orderInteraction").replace('"R"', '"S"')
    source = item("A", body).replace(
        "<itemBody>",
        '<responseDeclaration identifier="S" cardinality="ordered" baseType="identifier">'
        "<correctResponse><value>B</value><value>A</value><value>C</value></correctResponse>"
        "</responseDeclaration><itemBody>",
    )
    first, second = compiled(imported(source))
    assert isinstance(first, ChoiceQuestion)
    assert isinstance(second, OrderQuestion)
    assert "it is one of 2 questions of one item there" in notes(source)[0]


def test_notes_for_graders_are_not_shown() -> None:
    body = '<rubricBlock view="scorer"><p>A is right</p></rubricBlock><p>Which?</p>' + choices()
    found = only(item("A", body))
    assert plain(found.prompt) == "Which?"
    assert notes(item("A", body)) == ["a note for those who grade was dropped: “A is right”"]


def test_qti_3_is_read_by_its_names() -> None:
    source = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i"'
        ' title="q"><qti-response-declaration identifier="R" cardinality="single"'
        ' base-type="identifier"><qti-correct-response><qti-value>A</qti-value>'
        "</qti-correct-response></qti-response-declaration><qti-item-body>"
        '<qti-choice-interaction response-identifier="R" max-choices="1">'
        '<qti-prompt>1+1?</qti-prompt><qti-simple-choice identifier="A">2</qti-simple-choice>'
        '<qti-simple-choice identifier="B">3</qti-simple-choice></qti-choice-interaction>'
        "</qti-item-body></qti-assessment-item>"
    )
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert [each.right for each in found.choices] == [True, False]
    assert imported(source).form == "QTI 3"


# --- QTI 1.2 -------------------------------------------------------------------------------------


def item1(kind: str, shown: str, scored: str, said: str = "") -> str:
    return (
        '<questestinterop><item ident="i" title="q"><itemmetadata><qtimetadata>'
        "<qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        f"<fieldentry>{kind}</fieldentry></qtimetadatafield><qtimetadatafield>"
        "<fieldlabel>points_possible</fieldlabel><fieldentry>2.0</fieldentry></qtimetadatafield>"
        f"</qtimetadata></itemmetadata><presentation>{shown}</presentation>"
        f"<resprocessing>{scored}</resprocessing>{said}</item></questestinterop>"
    )


def material(text: str, kind: str = "text/html") -> str:
    return f'<material><mattext texttype="{kind}">{text}</mattext></material>'


def labels(*pairs: str) -> str:
    inner = "".join(
        f'<response_label ident="{key}">{material(text)}</response_label>'
        for key, text in (pair.split("=") for pair in pairs)
    )
    return f"<render_choice>{inner}</render_choice>"


def condition(inner: str, score: str = "100", action: str = "Set", more: str = "") -> str:
    change = f'<setvar action="{action}" varname="SCORE">{score}</setvar>' if score else ""
    return f"<respcondition><conditionvar>{inner}</conditionvar>{change}{more}</respcondition>"


def equal(value: str, ident: str = "r") -> str:
    return f'<varequal respident="{ident}">{value}</varequal>'


def test_canvas_choice_with_feedback() -> None:
    shown = material("&lt;p&gt;1+1?&lt;/p&gt;") + (
        f'<response_lid ident="r" rcardinality="Single">{labels("1=2", "2=3")}</response_lid>'
    )
    told = '<displayfeedback feedbacktype="Response" linkrefid="{}"/>'
    scored = (
        condition("<other/>", "", more=told.format("general_fb"))
        + condition(equal("2"), "", more=told.format("2_fb"))
        + condition(equal("1"))
    )
    scored = scored.replace("<respcondition>", '<respcondition continue="Yes">', 2)
    said = "".join(
        f'<itemfeedback ident="{name}"><flow_mat>{material(text)}</flow_mat></itemfeedback>'
        for name, text in (("general_fb", "So it is."), ("2_fb", "Too many."), ("x_fb", "Lost."))
    )
    source = item1("multiple_choice_question", shown, scored, said)
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert [(each.right, each.feedback) for each in found.choices] == [
        (True, ""),
        (False, "Too many."),
    ]
    assert (plain(found.explanation), found.points) == ("So it is.", 2)
    assert notes(source) == ["what is said after an answer was dropped: “Lost.”"]


def test_several_right_ones_by_and_and_not() -> None:
    shown = material("Which?") + (
        f'<response_lid ident="r" rcardinality="Multiple">{labels("1=a", "2=b", "3=c")}'
        "</response_lid>"
    )
    source = item1(
        "multiple_answers_question",
        shown,
        condition(f"<and>{equal('1')}{equal('2')}<not>{equal('3')}</not></and>"),
    )
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert [each.right for each in found.choices] == [True, True, False]


def test_canvas_number_with_its_range() -> None:
    shown = (
        material("How many?")
        + '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    )
    inner = (
        f"<or>{equal('4')}<and><vargte respident='r'>3.5</vargte>"
        "<varlte respident='r'>4.5</varlte></and></or>"
    )
    found = only(item1("numerical_question", shown, condition(inner)))
    assert isinstance(found, NumericQuestion)
    assert (found.value, found.tolerance) == (4, 0.5)


def test_canvas_blanks_and_lists_in_the_text() -> None:
    lid = '<response_lid ident="response_{0}">' + material("{0}") + "{1}</response_lid>"
    shown = (
        material("A [one] is [two].")
        + lid.format("one", labels("1=kernel", "2=core"))
        + lid.format("two", labels("3=small", "4=large"))
    )
    scored = condition(equal("1", "response_one"), "50", "Add") + condition(
        equal("3", "response_two"), "50", "Add"
    )
    blanks = only(item1("fill_in_multiple_blanks_question", shown, scored))
    assert isinstance(blanks, ClozeQuestion)
    assert plain(blanks.prompt) == "A qqgap0qq is qqgap1qq."
    assert [gap.accepted for gap in blanks.gaps] == [("kernel", "core"), ("small", "large")]
    lists = only(item1("multiple_dropdowns_question", shown, scored))
    assert isinstance(lists, ClozeQuestion)
    assert [gap.solution for gap in lists.gaps] == ["kernel", "small"]


def test_canvas_matching() -> None:
    lists = labels("1=x", "2=y", "3=z")
    shown = material("Which?") + "".join(
        f'<response_lid ident="r{at}">{material(left)}{lists}</response_lid>'
        for at, left in ((1, "a"), (2, "b"))
    )
    scored = condition(equal("1", "r1"), "50", "Add") + condition(equal("2", "r2"), "50", "Add")
    found = only(item1("matching_question", shown, scored))
    assert isinstance(found, MatchQuestion)
    assert (len(found.pairs), len(found.rights)) == (2, 3)


def test_canvas_cartridge_is_read_once_with_its_pictures() -> None:
    picture = '&lt;img src="$IMS-CC-FILEBASE$/pictures/a.png" alt="dot"&gt; Which?'
    shown = material(picture) + (
        f'<response_lid ident="r" rcardinality="Single">{labels("1=a", "2=b")}</response_lid>'
    )
    whole = item1("multiple_choice_question", shown, condition(equal("1"))).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("gab/assessment_qti.xml", whole)
        archive.writestr("non_cc_assessments/gab.xml.qti", whole)
        archive.writestr("web_resources/pictures/a.png", png)
    found = imported(buffer.getvalue())
    assert found.summary == "package (QTI 1.2): in 1, out 1, left 0"
    assert found.files == {"a.png": png}
    (question,) = compiled(found)
    assert 'alt="dot"' in question.prompt


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("calculated_question", "its numbers are drawn by formulas"),
        ("file_upload_question", "it asks for a file"),
    ],
)
def test_canvas_kinds_without_a_form(kind: str, said: str) -> None:
    assert reasons(item1(kind, material("Q"), ""))[0].startswith(said)


def test_an_essay_of_canvas_stands_as_a_note() -> None:
    shown = material("Explain.") + '<response_str ident="r"><render_fib/></response_str>'
    (block,) = imported(item1("essay_question", shown, condition("<other/>", ""))).blocks
    assert block.text() == "> [!NOTE]\n> Explain.\n"
