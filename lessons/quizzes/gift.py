"""GIFT, the text format that Moodle and others read: what the kinds of questions write.

See https://docs.moodle.org/en/GIFT_format.
"""

from __future__ import annotations

import re

from lessons.quizzes.markup import plain_html


def item(name: str, prompt: str, answers: list[str], explanation: str = "") -> str:
    more = [f"####{escaped_html(oneline(plain_html(explanation)))}"] if explanation else []
    body = "\n".join(f"\t{each}" for each in [*answers, *more])
    return f"::{escaped(name)}::[html]{escaped(oneline(plain_html(prompt)))} {{\n{body}\n}}"


def said(feedback: str) -> str:
    return f"#{escaped_html(oneline(plain_html(feedback)))}" if feedback else ""


def oneline(html: str) -> str:
    """HTML without line ends, except in preformatted text, where they are written out."""
    pieces = re.split(r"(<pre.*?</pre>)", html.strip(), flags=re.DOTALL)
    return "".join(
        each.replace("\n", "<br>") if each.startswith("<pre") else " ".join(each.split("\n"))
        for each in pieces
    )


def typed(text: str) -> str:
    """Words to be typed, which are plain there; an asterisk would stand for anything."""
    return escaped(text.replace("*", "\\*"))


def escaped(text: str) -> str:
    return re.sub(r"([~=#{}:\\])", r"\\\1", text)


def escaped_html(html: str) -> str:
    """The same for HTML: entities, since not every reader knows escapes in feedback."""
    for sign, entity in (("=", "&equals;"), ("{", "&lcub;"), ("}", "&rcub;")):
        html = html.replace(sign, entity)
    return escaped(html)
