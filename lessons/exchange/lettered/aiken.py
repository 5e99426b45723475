"""Aiken: a question, lettered choices, and ANSWER: with a letter."""

from __future__ import annotations

import re
from collections.abc import Callable

from lessons.exchange.markup.plain_html import html_of, literal
from lessons.exchange.markup.texts import Texts
from lessons.exchange.result import Source
from lessons.quizzes.asked import Asked, Given, NoFormError

choice = re.compile(r"\s*(?P<letter>[A-Z])[.)]\s*(?P<text>.*)", re.DOTALL)
answer = re.compile(r"\s*ANSWER:\s*(?P<letter>\S*)\s*\Z", re.IGNORECASE)


def aiken_sources(text: str) -> list[Source]:
    """A question ends with its ANSWER; what stands behind the last one is left with a reason."""
    found: list[Source] = []
    begun, rows = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if not rows:
            begun = number
        rows.append(line)
        if answer.match(line):
            found.append(source_of(begun, rows))
            rows = []
    if rows:
        found.append(source_of(begun, rows))
    return found


def source_of(line: int, rows: list[str]) -> Source:
    return Source(where=f"line {line}", name=rows[0].strip()[:40], read=reader(tuple(rows)))


def reader(rows: tuple[str, ...]) -> Callable[[Texts], Asked]:
    def read(texts: Texts) -> Asked:
        return question_read(rows, texts)

    return read


def question_read(rows: tuple[str, ...], texts: Texts) -> Asked:
    last = answer.match(rows[-1])
    if last is None:
        raise NoFormError("its ANSWER: is missing")
    prompt: list[str] = []
    choices: list[tuple[str, str]] = []
    for row in rows[:-1]:
        found = choice.match(row)
        if found:
            choices.append((found["letter"], found["text"]))
        elif choices:
            raise NoFormError(
                f"this line is no choice, and stands below them: {row.strip()[:40]!r}"
            )
        else:
            prompt.append(row)
    letters = [letter for letter, _ in choices]
    if last["letter"].upper() not in letters:
        raise NoFormError(f"ANSWER: {last['letter'][:10]} names no choice")
    if len(set(letters)) < len(letters):
        raise NoFormError("two choices have the same letter")
    return Asked(
        form="choices",
        prompt=texts.block(html_of(literal("\n".join(prompt)))),
        answers=tuple(
            Given(text=texts.phrase(literal(text)), share=float(letter == last["letter"].upper()))
            for letter, text in choices
        ),
    )
