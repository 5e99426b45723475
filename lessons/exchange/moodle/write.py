"""Questions as Moodle XML, their pictures within.

What has no form there is named in comments.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Comment, Element, SubElement

from lessons.exchange.figures import figures_apart, no_assets
from lessons.exchange.losses import held
from lessons.quizzes.decimals import float_text
from lessons.quizzes.moodle import MoodleWritten, setting, text_part
from lessons.quizzes.registry import Question, kind_of


def moodle_write(
    category: str,
    questions: Iterable[tuple[str, Question]],
    assets: Mapping[str, bytes] = no_assets,
) -> tuple[bytes, list[str]]:
    """The file, and the names of the questions that have no form in it."""
    root = Element("quiz")
    top = SubElement(root, "question", {"type": "category"})
    SubElement(SubElement(top, "category"), "text").text = f"$course$/{category}"
    left: list[str] = []
    for name, question in questions:
        apart, files = figures_apart(question, assets)
        found, lost = held(apart, "moodle")
        written = kind_of(question).moodle_out(found)
        if written is None:
            left.append(name)
            lost = [f"a .{question.__struct_config__.tag}"]
        for each in lost:
            root.append(Comment(f" {name}: no form here: {each.replace('--', '- -')} "))
        if written is not None:
            root.append(question_element(name, found, written, files))
    ElementTree.indent(root, space="")
    data: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return data, left


def question_element(
    name: str, question: Question, written: MoodleWritten, files: Mapping[str, bytes]
) -> Element:
    root = Element("question", {"type": written.kind})
    SubElement(SubElement(root, "name"), "text").text = name
    prompt = question.prompt if written.prompt is None else written.prompt
    root.append(text_part("questiontext", prompt))
    root.append(text_part("generalfeedback", question.explanation))
    if written.kind != "cloze":
        root.append(setting("defaultgrade", float_text(question.points)))
    root.extend(written.parts)
    root.extend(text_part("hint", each) for each in question.hints)
    for element in list(root.iter()):
        text = element.find("text")
        if element.get("format") == "html" and text is not None:
            pictures_within(element, text, files)
    return root


def pictures_within(element: Element, text: Element, files: Mapping[str, bytes]) -> None:
    """Puts the files that a text shows beside it, and says so in their addresses."""
    for name, data in files.items():
        if text.text and f'src="{name}"' in text.text:
            text.text = text.text.replace(f'src="{name}"', f'src="@@PLUGINFILE@@/{name}"')
            file = {"name": name, "path": "/", "encoding": "base64"}
            SubElement(element, "file", file).text = base64.b64encode(data).decode()
