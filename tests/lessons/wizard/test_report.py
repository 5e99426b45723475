from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given

from lessons.wizard.model import DecisionModel
from lessons.wizard.radar import Frame, axes_pick, narrow, radar_draw, wide
from lessons.wizard.reporter import report_make
from tests.lessons.wizard.models import models_answered, shipped, small

Case = tuple[DecisionModel, dict[str, str]]
svg = "{http://www.w3.org/2000/svg}"


def test_a_report_speaks_one_language_and_falls_back_to_the_source() -> None:
    assert report_make(small(), {}, "es").ranking[0].name == "a (es)"
    assert report_make(small(), {}, "es-mx").ranking[0].name == "a (es)"
    assert report_make(small(), {}, "pt").ranking[0].name == "a"


def test_every_alternative_is_in_the_table_those_ruled_out_last() -> None:
    report = report_make(small(), {"first": "out", "second": "safe"}, "en")
    assert [choice.id for choice in report.choices] == ["c", "b", "a"]
    assert [choice.id for choice in report.ranking] == ["c", "b"]
    assert [row.id for row in report.table] == ["speed", "safety", "price"]
    assert [cell.score for cell in report.table[0].cells] == [1, 3, 5]


def test_what_is_open_skipped_and_answered_is_told_apart() -> None:
    report = report_make(small(), {"first": "skip", "second": "fast"}, "en")
    assert [(each.text, each.skipped) for each in report.answered] == [
        ("", True),
        ("fast", False),
        ("", False),
    ]
    assert report.open == 1
    assert report.any_answer
    assert not report_make(small(), {"first": "skip"}, "en").any_answer


@given(models_answered())
def test_reasons_and_sources_are_whole(case: Case) -> None:
    report = report_make(*case, "en")
    for reason in (*report.reasons, *report.reasons_second):
        assert reason.ground
        assert set(reason.sources) <= set(report.sources)
    for weak in (*report.weaknesses, *report.weaknesses_second):
        assert weak.score < weak.other
    assert len(report.choices) == len(case[0].alternatives)
    assert bool(report.ways) == (not report.ranking)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("frame", [wide, narrow])
def test_the_chart_of_every_persona_is_sound(language: str, frame: Frame) -> None:
    for persona in shipped().personas:
        report = report_make(shipped(), persona.answers, language)
        radar = radar_draw(axes_pick(report.table), report.ranking[:2], frame)
        assert radar
        assert radar.key == tuple(row.criterion for row in axes_pick(report.table))
        drawn = ElementTree.fromstring(
            render_to_string("wizard/_radar.svg", {"radar": radar, "alone": True})
        )
        title = drawn.find(f"{svg}title")
        assert title is not None
        for choice in report.ranking[:2]:
            assert choice.name in (title.text or "")
        for element in drawn.iter():
            assert element.tag not in {f"{svg}style", f"{svg}script"}
            assert "style" not in element.attrib
        for word in drawn.iter(f"{svg}text"):
            # A letter is about 8 wide: what is wider than the picture would be cut off.
            room = {"start": frame.width - float(word.attrib["x"]), "end": float(word.attrib["x"])}
            free = room.get(word.attrib.get("text-anchor", "start"), frame.width / 2)
            assert len(word.text or "") * 7.5 <= free, word.text
            assert 0 < float(word.attrib["y"]) < frame.height


def test_alternatives_of_one_technology_look_different() -> None:
    answers = {"neighbours": "teams", "delivery": "images"}
    report = report_make(shipped(), answers, "en")
    vms = [choice for choice in report.choices if choice.technology == "vm"]
    radar = radar_draw(report.table, vms)
    assert radar
    assert len({shape.dashes for shape in radar.shapes}) == len(vms) == 3
    looks = {(shape.filling, shape.marks[0].path) for shape in radar.shapes}
    assert len({filling for filling, _path in looks}) == 2


def test_too_few_axes_make_no_chart() -> None:
    report = report_make(small(), {}, "en")
    assert radar_draw(report.table[:2], report.ranking) is None
    assert radar_draw(report.table, ()) is None
    assert len(axes_pick(report.table)) == 3
