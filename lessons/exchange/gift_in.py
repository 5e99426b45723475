"""GIFT read into blocks of the course format. Pure; raises ImportFault on what is no GIFT."""

from __future__ import annotations

import re

import msgspec

from lessons.exchange.block import ImportedBlock, ImportFault, ids_unique, one_line, with_feedback
from lessons.exchange.markup import escaped, markdown_of_html, plain_of_html

text_most = 2_000_000
title = re.compile(r"::(?P<title>(?:[^\\:]|\\.|:(?!:))*)::")
form = re.compile(r"\[(?P<form>html|moodle|plain|markdown)\]", re.IGNORECASE)
weight = re.compile(r"%(?P<share>-?\d+(?:\.\d+)?)%")
spread = re.compile(r"(?P<least>[^.:]+(?:\.\d+)?)\.\.(?P<most>.+)")


class Answer(msgspec.Struct, frozen=True):
    """One `=` or `~` of an answer; `share` in hundredths, None where none is written."""

    mark: str
    text: str
    feedback: str
    share: float | None
    plain: str = ""  # what is to be typed, without markup


def gift_read(text: str) -> list[ImportedBlock]:
    """The questions of `text`; what the format has no form for is a note."""
    if len(text) > text_most:
        raise ImportFault("this file is too large")
    found: list[tuple[str, ImportedBlock]] = []
    for line, source in paragraphs(text):
        try:
            found.append(question_read(source))
        except ValueError as error:
            raise ImportFault(f"line {line}: {error}") from None
    if not found:
        raise ImportFault("there is no question in this file")
    names = ids_unique([name or f"question-{at}" for at, (name, _) in enumerate(found, 1)])
    return [
        msgspec.structs.replace(block, id=name)
        for name, (_, block) in zip(names, found, strict=True)
    ]


def paragraphs(text: str) -> list[tuple[int, str]]:
    """Questions with their first lines: blank lines part them outside of answers."""
    found: list[tuple[int, str]] = []
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
        if line.lstrip().startswith("//") or line.startswith("$CATEGORY"):
            continue
        if line.strip():
            lines.append((number, line))
        elif lines and depth("\n".join(text for _, text in lines)) <= 0:
            found += parted(lines)
            lines = []
    if lines:
        found += parted(lines)
    return found


def parted(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The questions of lines without a blank one among them, as some programs write them.

    A title begins one, and so does a line with answers right behind one that ended its own.
    """
    found: list[tuple[int, str]] = []
    begun, text, ended = 0, "", False
    for number, line in lines:
        outside = depth(text) <= 0
        if text and outside and (line.lstrip().startswith("::") or (ended and opens(line))):
            found.append((begun, text))
            begun, text = 0, ""
        begun, text = begun or number, f"{text}\n{line}" if text else line
        ended = opens(text) and line.rstrip().endswith("}") and depth(text) == 0
    return [*found, (begun, text)]


def opens(text: str) -> bool:
    """Whether answers begin in it."""
    return "{" in re.sub(r"\\.", "", text)


def depth(text: str) -> int:
    """How many braces are open at the end."""
    bare = re.sub(r"\\.", "", text)
    return bare.count("{") - bare.count("}")


def question_read(source: str) -> tuple[str, ImportedBlock]:
    """Title and block of one question. ValueError says what is wrong."""
    name = ""
    source = source.strip()
    if found := title.match(source):
        name, source = unescaped(found["title"]).strip(), source[found.end() :]
    way = "moodle"
    source = source.strip()
    if marked := form.match(source):
        way, source = marked["form"].lower(), source[marked.end() :]
    begin, end = braces(source)
    before, inside, after = source[:begin], source[begin + 1 : end], source[end + 1 :]
    if opens(after):
        raise ValueError("two questions stand here as one: leave a blank line between them")
    if after.strip():
        before = (
            f"{before.rstrip()} \\_\\_\\_\\_\\_ {after.strip()}"
            if way != "html"
            else (f"{before.rstrip()} _____ {after.strip()}")
        )
    prompt = shown(unescaped(before), way)
    if not prompt:
        raise ValueError("the question has no text")
    return name or prompt[:40], answers_read(prompt, inside.strip(), way)


def braces(source: str) -> tuple[int, int]:
    """Where the answer stands. ValueError where there is none, or it is not closed."""
    bare = re.sub(r"\\.", "  ", source, flags=re.DOTALL)
    begin = bare.find("{")
    end = bare.find("}", begin)
    if begin < 0:
        raise ValueError("a question needs its answers in { }")
    if end < 0:
        raise ValueError("the answers are not closed: write } behind them")
    return begin, end


def answers_read(prompt: str, inside: str, way: str) -> ImportedBlock:
    inside, _, general = inside.partition("####") if "####" in inside else (inside, "", "")
    last = (f"! {one_line(shown(unescaped(general), way))}",) if general.strip() else ()
    inside = inside.strip()
    if not inside:
        raise ValueError("an essay (empty { }) has no form here")
    if inside.startswith("#"):
        return number_read(prompt, inside[1:], way, last)
    if re.match(r"(T|TRUE|F|FALSE)\s*(#|\Z)", inside):
        return truth_read(prompt, inside, way, last)
    answers = split(inside, way)
    if not answers:
        raise ValueError("the answers begin with = or ~")
    if all("->" in each.text for each in answers):
        lines = tuple(f"- {one_line(each.text)}" for each in answers)
        return ImportedBlock(kind="match", id="", prompt=prompt, lines=(*lines, *last))
    if any(each.mark == "~" for each in answers):
        return choice_read(prompt, answers, last)
    right = [each for each in answers if each.share is None or each.share >= 100]
    wrong = [each for each in answers if each not in right]
    lines = (
        *(f"= {with_feedback(each.plain, each.feedback)}" for each in right),
        *(f"~ {with_feedback(each.plain, each.feedback or '…')}" for each in wrong),
    )
    if not right:
        raise ValueError("no answer is worth all of the points")
    return ImportedBlock(kind="short", id="", prompt=prompt, lines=(*lines, *last))


def choice_read(prompt: str, answers: list[Answer], last: tuple[str, ...]) -> ImportedBlock:
    def right(each: Answer) -> bool:
        return each.mark == "=" or (each.share or 0) > 0

    lines = tuple(
        f"- [{'x' if right(each) else ' '}] {with_feedback(each.text, each.feedback)}"
        for each in answers
    )
    many = any(each.share is not None for each in answers)
    if not any(map(right, answers)):
        raise ValueError("no choice is right")
    attributes = "multiple=true" if many and sum(map(right, answers)) == 1 else ""
    return ImportedBlock(
        kind="quiz", id="", attributes=attributes, prompt=prompt, lines=(*lines, *last)
    )


def truth_read(prompt: str, inside: str, way: str, last: tuple[str, ...]) -> ImportedBlock:
    """`T#said of a wrong answer#said of a right one`."""
    value, *said = re.split(r"(?<!\\)#", inside)
    true = value.strip().startswith("T")
    wrong, right = (shown(unescaped(each), way) for each in (*said, "", "")[:2])
    rows = [(true, "✓"), (not true, "✗")]
    lines = tuple(
        f"- [{'x' if good else ' '}] {with_feedback(sign, right if good else wrong)}"
        for good, sign in rows
    )
    return ImportedBlock(
        kind="quiz", id="", attributes="shuffle=false", prompt=prompt, lines=(*lines, *last)
    )


def number_read(prompt: str, inside: str, way: str, last: tuple[str, ...]) -> ImportedBlock:
    """`5:0.5`, `4..6`, or several `=%share%5:0.5`, of which the whole and one more are kept."""
    several = split(inside, way) if re.search(r"(?<!\\)=", inside) else []
    if not several:
        value, _, said = inside.partition("#")
        several = [Answer("=", unescaped(value).strip(), shown(unescaped(said), way), None)]
    best = max(several, key=lambda each: 100 if each.share is None else each.share)
    middle, reach = value_read(best.plain or best.text)
    parts = [each for each in several if each.share is not None and 0 < each.share < 100]
    said = f" :: {one_line(best.feedback)}" if best.feedback else ""
    line = f"= {middle}{said}"
    if not parts:
        return ImportedBlock(
            kind="numeric",
            id="",
            attributes=f"tolerance={reach:g}",
            prompt=prompt,
            lines=(line, *last),
        )
    farther = max(value_read(each.plain)[1] for each in parts)
    return ImportedBlock(
        kind="estimate",
        id="",
        attributes=f"full={reach:g} none={2 * farther - reach:g}",
        prompt=prompt,
        lines=(line, *last),
        note="points fall evenly with the distance here, and by steps there",
    )


def value_read(text: str) -> tuple[str, float]:
    """The number as text, and how far from it an answer may be."""
    if found := spread.fullmatch(text.strip()):
        least, most = float(found["least"]), float(found["most"])
        return f"{(least + most) / 2:g}", (most - least) / 2
    value, _, reach = text.partition(":")
    return f"{float(value):.10g}", float(reach or 0)


def split(inside: str, way: str) -> list[Answer]:
    """The `=` and `~` answers; what stands before the first is nothing."""
    found = []
    for mark, body in re.findall(r"([=~])((?:[^\\=~]|\\.)*)", inside, flags=re.DOTALL):
        text, _, feedback = re.sub(r"(?<!\\)#", "\x00", body, count=1).partition("\x00")
        text = text.strip()
        share = None
        if weighed := weight.match(text):
            share, text = float(weighed["share"]), text[weighed.end() :]
        found.append(
            Answer(
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
    if form_own := form.match(text):
        way, text = form_own["form"].lower(), text[form_own.end() :]
    if way == "html":
        return markdown_of_html(text)
    if way == "plain":
        return escaped(text)
    return markdown_of_html(text) if re.search(r"<[a-z/]", text) else text
