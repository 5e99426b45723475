"""Questions as GIFT, the text format that Moodle and others read.

See https://docs.moodle.org/en/GIFT_format. An order becomes a match of items with their places, a
text with gaps one question a gap; what a machine answers, and output of several lines, have no form
there: they are named in a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lessons.exchange.markup import plain_of_html
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion, Gap, gap_token
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion, is_regex
from lessons.quizzes.variant import fixed


def gift_write(category: str, questions: Iterable[tuple[str, Question]]) -> str:
    """`questions` are pairs of a name and a question; numbers that vary get one value."""
    parts = [f"$CATEGORY: {' '.join(category.split())}", ""]
    for name, question in questions:
        texts = question_write(name, fixed(question, "1"))
        left = f"// {name}: a .{question.__struct_config__.tag} has no form in GIFT"
        for text in texts or [left]:
            parts += [text, ""]
    return "\n".join(parts)


def question_write(name: str, question: Question) -> list[str]:
    match question:
        case ClozeQuestion():
            return gaps_write(name, question)
        case _ if answers := answers_of(question):
            return [item(name, question.prompt, answers, question.explanation)]
    return []


def item(name: str, prompt: str, answers: list[str], explanation: str = "") -> str:
    more = [f"####{escaped_html(oneline(explanation))}"] if explanation else []
    body = "\n".join(f"\t{each}" for each in [*answers, *more])
    return f"::{escaped(name)}::[html]{escaped(oneline(prompt))} {{\n{body}\n}}"


def answers_of(question: Question) -> list[str]:  # noqa: PLR0911
    match question:
        case ChoiceQuestion():
            return choices_write(question)
        case NumericQuestion(value=value):
            reach = question.tolerance * abs(value) if question.relative else question.tolerance
            return [f"#{number(value)}:{number(reach)}{said(question.feedback)}"]
        case EstimateQuestion():
            return estimate_write(question)
        case ShortQuestion(accepted=accepted):
            plain = [each for each in accepted if not is_regex(each.pattern)]
            wrong = [each for each in question.mistakes if not is_regex(each.pattern)]
            right = [f"={escaped(each.pattern)}{said(each.feedback)}" for each in plain]
            return right and [
                *right,
                *(f"=%0%{escaped(each.pattern)}{said(each.feedback)}" for each in wrong),
            ]
        case MatchQuestion():
            return pairs_write(question)
        case OrderQuestion(items=items):
            return [
                f"={escaped(plain_of_html(each.html))} -> {place}"
                for place, each in enumerate(items, 1)
            ]
        case OutputQuestion(lines=(line,)) if not is_regex(line):
            return [f"={escaped(line)}"]
    return []


def choices_write(question: ChoiceQuestion) -> list[str]:
    rights = sum(choice.right for choice in question.choices)
    share = number(round(100 / rights, 5)) if rights else "0"
    found = []
    for choice in question.choices:
        mark = "=" if choice.right else "~"
        if question.multiple:
            mark = f"~%{share}%" if choice.right else f"~%-{share}%"
        found.append(f"{mark}{escaped(oneline(choice.html))}{said(choice.feedback)}")
    return found


def estimate_write(question: EstimateQuestion) -> list[str]:
    """All points within `full`, half of them half-way; a range has no distance there."""
    value = question.value
    if question.scale == "log":
        middle = (question.full * question.none) ** 0.5
        reaches = [value * (factor - 1) for factor in (question.full, middle)]
    else:
        scale = abs(value) if question.relative else 1.0
        reaches = [question.full * scale, (question.full + question.none) / 2 * scale]
    whole, half = (number(reach) for reach in reaches)
    first = f"=%100%{number(value)}:{whole}{said(question.feedback)}"
    return ["#", first, f"=%50%{number(value)}:{half}#"]


def pairs_write(question: MatchQuestion) -> list[str]:
    rights = {each.id: plain_of_html(each.html) for each in question.rights}
    used = {pair.right for pair in question.pairs}
    return [
        f"={escaped(oneline(left.html))} -> {escaped(rights[pair.right])}"
        for left, pair in zip(question.lefts, question.pairs, strict=True)
    ] + [f"= -> {escaped(text)}" for key, text in rights.items() if key not in used]


def gaps_write(name: str, question: ClozeQuestion) -> list[str]:
    """A question a gap; the other gaps are filled in."""
    found = []
    for at, gap in enumerate(question.gaps):
        answers = gap_answers(gap)
        if not answers:
            continue
        others = [each.solution or "…" for each in question.gaps]
        others[at] = "_____"
        prompt = gap_token.sub(lambda token, o=others: o[int(token[1])], question.prompt)  # type: ignore[misc]
        title = name if len(question.gaps) == 1 else f"{name}-{at + 1}"
        found.append(item(title, prompt, answers, question.explanation))
    return found


def gap_answers(gap: Gap) -> list[str]:
    if gap.options:
        (_, right), *wrong = gap.options
        return [f"={escaped(right)}", *(f"~{escaped(text)}" for _, text in wrong)]
    return [f"={escaped(each)}" for each in gap.accepted if not is_regex(each)]


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
