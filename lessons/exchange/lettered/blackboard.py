"""Blackboard's text for uploads: a question a line, its fields parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from lessons.exchange.markup.texts import Texts
from lessons.exchange.result import Prose, Source
from lessons.quizzes.asked import Asked, AskedGap, Given, NoFormError, truth_judged
from lessons.quizzes.decimals import decimal_read, decimal_text

Fields = Sequence[str]
blank = re.compile(r"\[(?P<name>[^\[\]\s]{1,60})\]")


def blackboard_sources(text: str) -> list[Source]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        fields = [each.strip() for each in line.rstrip("\r\n").split("\t")]
        while len(fields) > 2 and not fields[-1]:
            fields.pop()
        name = re.sub(r"<[^<>]*>", " ", fields[1] if len(fields) > 1 else line)
        found.append(
            Source(where=f"line {number}", name=" ".join(name.split())[:40], read=reader(fields))
        )
    return found


def reader(fields: Fields) -> Callable[[Texts], Asked | Prose]:
    def read(texts: Texts) -> Asked | Prose:
        kind = fields[0].upper()
        if kind not in kinds:
            raise NoFormError(f"a question of the kind {fields[0][:20]!r} has no form here")
        if len(fields) < 2 or not fields[1]:
            raise NoFormError("the question has no text")
        return kinds[kind](fields[1], fields[2:], texts)

    return read


def looks_so(text: str) -> bool:
    """Whether lines begin with a kind of question and a tab."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    return bool(lines) and all(line.partition("\t")[0].strip().upper() in known for line in lines)


def choices(prompt: str, rest: Fields, texts: Texts, *, single: bool) -> Asked:
    if len(rest) % 2:
        raise NoFormError("each choice is followed by correct or incorrect")
    pairs = [(rest[at], rest[at + 1].lower()) for at in range(0, len(rest), 2)]
    if any(mark not in {"correct", "incorrect"} for _, mark in pairs):
        raise NoFormError("each choice is followed by correct or incorrect")
    right = sum(mark == "correct" for _, mark in pairs)
    if not single:
        texts.note("all right choices together earned the points there, and each its part here")
    share = 1.0 if single else 1 / max(1, right)
    return Asked(
        form="choices",
        prompt=texts.block(prompt),
        single=single,
        answers=tuple(
            Given(
                text=texts.phrase(text),
                share=share if mark == "correct" else (0.0 if single else -share),
            )
            for text, mark in pairs
        ),
    )


def one(prompt: str, rest: Fields, texts: Texts) -> Asked:
    return choices(prompt, rest, texts, single=True)


def many(prompt: str, rest: Fields, texts: Texts) -> Asked:
    return choices(prompt, rest, texts, single=False)


def truth(prompt: str, rest: Fields, texts: Texts) -> Asked:
    value = rest[0].lower() if rest else ""
    if value not in {"true", "false"}:
        raise NoFormError("it says neither true nor false")
    found = truth_judged(value == "true", "", "")
    return Asked(form=found.form, prompt=texts.block(prompt), shuffle=False, answers=found.answers)


def order(prompt: str, rest: Fields, texts: Texts) -> Asked:
    answers = tuple(Given(text=texts.phrase(each)) for each in rest if each)
    return Asked(form="order", prompt=texts.block(prompt), answers=answers)


def pairs(prompt: str, rest: Fields, texts: Texts) -> Asked:
    if len(rest) % 2:
        raise NoFormError("a left side has no right one")
    found = tuple(
        (texts.phrase(rest[at]), texts.phrase(rest[at + 1])) for at in range(0, len(rest), 2)
    )
    return Asked(form="pairs", prompt=texts.block(prompt), pairs=found)


def words(prompt: str, rest: Fields, texts: Texts) -> Asked:
    answers = tuple(Given(text=each, share=1) for each in rest if each)
    return Asked(form="words", prompt=texts.block(prompt), answers=answers)


def blanks(prompt: str, rest: Fields, texts: Texts) -> Asked:
    """`FIB_PLUS text [a] and [b]`, then a, its answers, an empty field, b, its answers."""
    groups: list[list[str]] = [[]]
    for each in rest:
        if each:
            groups[-1].append(each)
        elif groups[-1]:
            groups.append([])
    answers = {group[0]: group[1:] for group in groups if group}
    gaps: list[AskedGap] = []

    def tokened(found: re.Match[str]) -> str:
        if found["name"] not in answers:
            return found[0]
        given = tuple(Given(text=each, share=1) for each in answers.pop(found["name"]))
        gaps.append(AskedGap(answers=given))
        return f"qqgap{len(gaps) - 1}qq"

    text = texts.block(blank.sub(tokened, prompt))
    if answers:
        raise NoFormError(f"its blank [{next(iter(answers))[:20]}] is not in the text")
    return Asked(form="gaps", prompt=text, gaps=tuple(gaps))


def number(prompt: str, rest: Fields, texts: Texts) -> Asked:
    if not rest:
        raise NoFormError("it does not say which number is right")
    values = []
    for each in rest[:2]:
        value, said = decimal_read(each)
        values.append(decimal_text(value))
        if said:
            texts.note(said)
    given = Given(text=values[0], reach=values[1] if len(values) > 1 else "0", share=1)
    return Asked(form="number", prompt=texts.block(prompt), answers=(given,))


def essay(prompt: str, rest: Fields, texts: Texts) -> Prose:
    if any(rest):
        texts.note(f"a sample answer was dropped: “{' '.join(rest)[:60]}”")
    return Prose(texts.block(prompt), essay=True)


kinds: Mapping[str, Callable[[str, Fields, Texts], Asked | Prose]] = {
    "MC": one,
    "MA": many,
    "TF": truth,
    "ORD": order,
    "MAT": pairs,
    "FIB": words,
    "FIB_PLUS": blanks,
    "NUM": number,
    "ESS": essay,
    "SR": essay,
}
known = {*kinds, "FIL", "OP", "JUMBLED_SENTENCE", "QUIZ_BOWL"}
