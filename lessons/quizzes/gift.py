"""GIFT, the text format that Moodle and others read: what the kinds of questions write and read.

See https://docs.moodle.org/en/GIFT_format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from lessons.quizzes.imported import one_line
from lessons.quizzes.markup import escaped as markdown_escaped
from lessons.quizzes.markup import markdown_of_html, plain_of_html

# What an answer in braces can be. graded: numbers, some of which earn a share; words: all right.
GiftForm = Literal["number", "graded", "truth", "pairs", "choices", "words"]

text_form = re.compile(r"\[(?P<form>html|moodle|plain|markdown)\]", re.IGNORECASE)
weight = re.compile(r"%(?P<share>-?\d+(?:\.\d+)?)%")


# --- writing -------------------------------------------------------------------------------------


def item(name: str, prompt: str, answers: list[str], explanation: str = "") -> str:
    more = [f"####{escaped_html(oneline(explanation))}"] if explanation else []
    body = "\n".join(f"\t{each}" for each in [*answers, *more])
    return f"::{escaped(name)}::[html]{escaped(oneline(prompt))} {{\n{body}\n}}"


def said(feedback: str) -> str:
    return f"#{escaped_html(oneline(feedback))}" if feedback else ""


def oneline(html: str) -> str:
    """HTML without line ends, except in preformatted text, where they are written out."""
    pieces = re.split(r"(<pre.*?</pre>)", html.strip(), flags=re.DOTALL)
    return "".join(
        each.replace("\n", "<br>") if each.startswith("<pre") else " ".join(each.split("\n"))
        for each in pieces
    )


def escaped(text: str) -> str:
    return re.sub(r"([~=#{}:\\])", r"\\\1", text)


def escaped_html(html: str) -> str:
    """The same for HTML: entities, since not every reader knows escapes in feedback."""
    for sign, entity in (("=", "&equals;"), ("{", "&lcub;"), ("}", "&rcub;")):
        html = html.replace(sign, entity)
    return escaped(html)


def number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else repr(value)


# --- reading -------------------------------------------------------------------------------------


class GiftAnswer(msgspec.Struct, frozen=True):
    """One `=` or `~` of an answer; `share` in hundredths, None where none is written."""

    mark: str
    text: str
    feedback: str
    share: float | None
    plain: str = ""  # what is to be typed, without markup


class GiftSource(msgspec.Struct, frozen=True, kw_only=True):
    """A question taken apart; `prompt` is markdown, `last` the lines that any kind ends with."""

    form: GiftForm
    prompt: str
    inside: str  # what stands in the braces
    way: str  # how texts are written: "moodle", "html", "plain", "markdown"
    last: tuple[str, ...]
    answers: Sequence[GiftAnswer]


def source_read(prompt: str, inside: str, way: str) -> GiftSource:
    """Answers in braces, and what form they have. ValueError says what is wrong."""
    inside, _, general = inside.partition("####") if "####" in inside else (inside, "", "")
    last = (f"! {one_line(shown(unescaped(general), way))}",) if general.strip() else ()
    inside = inside.strip()
    if not inside:
        raise ValueError("an essay (empty { }) has no form here")
    form, answers = form_of(inside, way)
    return GiftSource(
        form=form, prompt=prompt, inside=inside, way=way, last=last, answers=tuple(answers)
    )


def form_of(inside: str, way: str) -> tuple[GiftForm, list[GiftAnswer]]:
    if inside.startswith("#"):
        numbers = numbers_split(inside[1:], way)
        graded = any(each.share is not None and 0 < each.share < 100 for each in numbers)
        return ("graded" if graded else "number"), numbers
    if re.match(r"(T|TRUE|F|FALSE)\s*(#|\Z)", inside):
        return "truth", []
    answers = split(inside, way)
    if not answers:
        raise ValueError("the answers begin with = or ~")
    if all("->" in each.text for each in answers):
        return "pairs", answers
    return ("choices" if any(each.mark == "~" for each in answers) else "words"), answers


def numbers_split(inside: str, way: str) -> list[GiftAnswer]:
    """`5:0.5#said`, or several `=%share%5:0.5`."""
    if several := split(inside, way) if re.search(r"(?<!\\)=", inside) else []:
        return several
    value, _, said = inside.partition("#")
    return [GiftAnswer("=", unescaped(value).strip(), shown(unescaped(said), way), None)]


def split(inside: str, way: str) -> list[GiftAnswer]:
    """The `=` and `~` answers; what stands before the first is nothing."""
    found = []
    for mark, body in re.findall(r"([=~])((?:[^\\=~]|\\.)*)", inside, flags=re.DOTALL):
        text, _, feedback = re.sub(r"(?<!\\)#", "\x00", body, count=1).partition("\x00")
        text = text.strip()
        share = None
        if weighed := weight.match(text):
            share, text = float(weighed["share"]), text[weighed.end() :]
        found.append(
            GiftAnswer(
                mark,
                " ".join(shown(unescaped(text), way).split()),
                " ".join(shown(unescaped(feedback), way).split()),
                share,
                plain_of_html(unescaped(text)),
            )
        )
    return found


def unescaped(text: str) -> str:
    return re.sub(r"\\([~=#{}:\\])", r"\1", text.replace("\\n", "\n"))


def shown(text: str, way: str) -> str:
    """As markdown."""
    text = text.strip()
    if own := text_form.match(text):
        way, text = own["form"].lower(), text[own.end() :]
    if way == "html":
        return markdown_of_html(text)
    if way == "plain":
        return markdown_escaped(text)
    return markdown_of_html(text) if re.search(r"<[a-z/]", text) else text
