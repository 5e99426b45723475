"""One question of GIFT: its text, and the answers in its braces."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from lessons.exchange.gift.texts import (
    escaped_plain,
    explanation,
    own_form,
    phrase,
    shown,
    unescaped,
)
from lessons.exchange.markup.texts import Texts
from lessons.exchange.result import Prose
from lessons.quizzes.asked import Asked, Form, Given, NoFormError, truth_judged, whole
from lessons.quizzes.decimals import decimal_read, decimal_text, span_of

weight = re.compile(r"\s*%\s*(?P<share>-?\d{1,3}(?:[.,]\d{0,9})?)\s*%")
truth = re.compile(r"(?P<value>TRUE|FALSE|T|F)\s*(?=#|\Z)", re.IGNORECASE)
span = re.compile(r"(?P<least>.+?)\.\.(?P<most>.+)", re.DOTALL)
general = re.compile(r"(?<!\\)####")
arrow = "->"
answers_most = 200


class GiftText(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind the title and the mark of the format ("html", "moodle", …)."""

    source: str
    form: str
    tags: tuple[str, ...] = ()


class GiftAnswer(msgspec.Struct, frozen=True):
    """One `=` or `~` of an answer, escapes and all; `share` is None where none is written."""

    mark: str
    text: str
    feedback: str
    share: float | None


def question_read(given: GiftText, texts: Texts) -> Asked | Prose:
    """NoFormError says what is wrong, or has no form here."""
    if given.tags:
        texts.note(f"tags and ids are not kept: {' '.join(given.tags)}")
    begin, end = braces(given.source)
    if begin < 0:
        return Prose(shown(given.source, given.form, texts))
    before, inside, after = (
        given.source[:begin],
        given.source[begin + 1 : end],
        given.source[end + 1 :],
    )
    if "{" in re.sub(r"\\.", "", after):
        raise NoFormError("two questions stand here as one: leave a blank line between them")
    if after.strip():
        before = (
            f"{before.rstrip()} \\_\\_\\_\\_\\_ {after.strip()}"
            if given.form == "markdown"
            else (f"{before.rstrip()} _____ {after.strip()}")
        )
    prompt = shown(before, given.form, texts)
    parts = general.split(inside, maxsplit=1)
    inside = parts[0].strip()
    last = explanation(parts[1], given.form, texts) if len(parts) > 1 else ()
    if not inside:
        if last:
            texts.note("what is said of any answer was dropped")
        return Prose(prompt, essay=True)
    asked = asked_of(inside, given.form, texts)
    return msgspec.structs.replace(asked, prompt=prompt, explanation=last)


def braces(source: str) -> tuple[int, int]:
    """Where the answers stand, (-1, -1) without any. NoFormError where they are not closed."""
    bare = re.sub(r"\\.", "  ", source, flags=re.DOTALL)
    begin = bare.find("{")
    if begin < 0:
        if "}" in bare:
            raise NoFormError("a brace is closed and none was opened: write \\} for the sign")
        return -1, -1
    end = bare.find("}", begin)
    if end < 0:
        raise NoFormError("the answers are not closed: write } behind them")
    return begin, end


def asked_of(inside: str, form: str, texts: Texts) -> Asked:
    """What is asked for; Moodle tells by the same signs, in the same order."""
    if inside.startswith("#"):
        return numbers_asked(inside[1:], form, texts)
    if truth.match(inside):
        return truth_asked(inside, form, texts)
    answers = answers_split(inside)
    if len(answers) > answers_most:
        raise NoFormError(f"it has over {answers_most} answers")
    if any(each.mark == "~" for each in answers):
        return choices_asked(answers, form, texts)
    if any(each.mark for each in answers) and all(arrow in each.text for each in answers):
        return pairs_asked(answers, form, texts)
    return Asked(
        form="words",
        prompt="",
        wild=True,
        answers=tuple(word_of(each, form, texts) for each in answers),
    )


def answers_split(inside: str) -> list[GiftAnswer]:
    """The `=` and `~` answers; what stands before the first is one too, without a mark."""
    found = []
    pieces = re.findall(r"([=~]|\A)((?:[^\\=~]|\\.|\\\Z)*)", inside, flags=re.DOTALL)
    for mark, body in pieces:
        if not mark and not body.strip():
            continue
        text, feedback = comment_split(body)
        share = None
        if found_weight := weight.match(text):
            share = float(found_weight["share"].replace(",", ".")) / 100
            text = text[found_weight.end() :]
        if not text.strip() and not mark:
            continue
        found.append(GiftAnswer(mark, text.strip(), feedback.strip(), share))
    return found


def comment_split(body: str) -> tuple[str, str]:
    """An answer and what is said of it: the first `#` that is not escaped parts them."""
    for each in re.finditer(r"\\.|#", body, re.DOTALL):
        if each[0] == "#":
            return body[: each.start()], body[each.end() :]
    return body, ""


def choices_asked(answers: Sequence[GiftAnswer], form: str, texts: Texts) -> Asked:
    """One is picked where an answer has `=`, several where all have `~`."""
    single = any(each.mark == "=" for each in answers)
    if not single and not any((each.share or 0) > 0 for each in answers):
        raise NoFormError("no choice is right: mark it with =")
    return Asked(
        form="choices",
        prompt="",
        single=single,
        answers=tuple(
            Given(
                text=phrase(each.text, form, texts),
                share=(1.0 if each.mark == "=" else 0.0) if each.share is None else each.share,
                feedback=phrase(each.feedback, form, texts),
            )
            for each in answers
        ),
    )


def word_of(answer: GiftAnswer, form: str, texts: Texts) -> Given:
    """What is typed is plain, whatever the format of the texts; `\\*` stays."""
    return Given(
        text=unescaped(own_form(answer.text, form)[0]).strip(),
        share=1.0 if answer.share is None else answer.share,
        feedback=phrase(answer.feedback, form, texts),
    )


def pairs_asked(answers: Sequence[GiftAnswer], form: str, texts: Texts) -> Asked:
    pairs = []
    for each in answers:
        left, _, right = each.text.partition(arrow)
        if each.feedback:
            texts.note("what is said of single pairs was dropped")
        pairs.append((phrase(left, form, texts), escaped_plain(unescaped(right), texts)))
    return Asked(form="pairs", prompt="", pairs=tuple(pairs))


def truth_asked(inside: str, form: str, texts: Texts) -> Asked:
    """`T#said of a wrong answer#said of a right one`."""
    value, rest = comment_split(inside)
    wrong, right = comment_split(rest)
    true = value.strip().upper().startswith("T")
    wrong_said, right_said = phrase(wrong, form, texts), phrase(right, form, texts)
    return truth_judged(
        true, right_said if true else wrong_said, wrong_said if true else right_said
    )


def numbers_asked(inside: str, form: str, texts: Texts) -> Asked:
    """`5:0.5#said`, `4..6`, or several `=%share%5:0.5`."""
    answers = answers_split(inside)
    if len(answers) == 1 and not answers[0].mark and answers[0].share is None:
        text, feedback = comment_split(inside)
        answers = [GiftAnswer("=", text.strip(), feedback.strip(), None)]
    found = tuple(number_of(each, form, texts) for each in answers)
    return Asked(form=numbers_form(found), prompt="", answers=found)


def numbers_form(answers: Sequence[Given]) -> Form:
    return "graded" if any(0 < each.share < whole for each in answers) else "number"


def number_of(answer: GiftAnswer, form: str, texts: Texts) -> Given:
    text, reach = unescaped(answer.text).strip(), "0"
    if found := span.fullmatch(text):
        least, most = (noted(found[name], texts) for name in ("least", "most"))
        middle, half = span_of(decimal_read(least)[0], decimal_read(most)[0])
        text, reach = decimal_text(middle), decimal_text(half)
    elif ":" in text:
        text, _, reach = text.partition(":")
        text, reach = noted(text, texts), noted(reach or "0", texts)
    elif not text and answer.mark == "~":
        text = "*"  # as Moodle writes what is said of any other number
    elif text != "*":
        text = noted(text, texts)
    return Given(
        text=text,
        reach=reach,
        share=float(answer.mark != "~") if answer.share is None else answer.share,
        feedback=phrase(answer.feedback, form, texts),
    )


def noted(text: str, texts: Texts) -> str:
    """The number in its plain form; how it was read is noted where that was in doubt."""
    value, said = decimal_read(text)
    if said:
        texts.note(said)
    return decimal_text(value)
