"""W7, the server's part: whatever an author writes, no page of it can run anything.

That no script runs in a real browser, and no policy is violated, is tests/e2e's part.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from lessons.document.schema import QuestionPart
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from tests.lessons.courses import course_publish, course_write

hostile = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](  JaVaScRiPt:alert(1))",
    "![x](javascript:alert(1))",
    '<div data-hx-post="/en/accounts/logout/" data-hx-trigger="load">x</div>',
    '<div hx-get="/x" hx-trigger="load" hx-on:click="alert(1)">x</div>',
    '<form action="/en/account/delete/" method="post"><button>x</button></form>',
    '<iframe src="//evil.example"></iframe>',
    '<object data="x"></object><embed src="x">',
    '<style>*{display:none}</style><p style="position:fixed">x</p>',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<base href="//evil.example">',
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<p id=progress>x</p>",
    "`</code><script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
own_scripts = re.compile(r"^/static/(js/[a-z-]+|django_htmx/htmx[\w.-]*)\.js$")


search = "/en/courses/small/search/"


class Found(HTMLParser):
    """Collects what must not come from an author."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in {"iframe", "object", "embed", "style", "base"}:
            self.bad.append(tag)
        if tag == "meta" and "http-equiv" in values:
            self.bad.append(tag)
        if tag == "script" and not own_scripts.match(values.get("src") or ""):
            self.bad.append(f"script {values}")
        if tag == "form" and not re.match(r"^/en/courses/small/", values.get("action") or ""):
            self.bad.append(f"form {values}")
        for name, value in attrs:
            if name.startswith(("on", "data-hx", "hx-on")) or name == "style":
                self.bad.append(f"{name}={value}")
            if name in {"href", "src", "action", "xlink:href", "formaction"} and re.match(
                r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE
            ):
                self.bad.append(f"{name}={value}")
            fetches = name == "hx-get" and value != search  # that is the page's own
            if fetches or (name == "hx-trigger" and "load" in (value or "")):
                self.bad.append(f"{name}={value}")
        if values.get("id"):
            self.ids.append(str(values["id"]))


@pytest.mark.django_db
@pytest.mark.parametrize("text", hostile)
def test_no_text_runs_anything(tmp_path: Path, client: Client, text: str) -> None:
    selectors.current_forget()
    folder = course_write(tmp_path / "small")
    path = folder / "lessons" / "01-first" / "lesson.en.md"
    written = path.read_text()
    for place in (
        "The end.",
        "Which kernel answers?",
        "FIRSTHINT",
        "None",
        "WRONGKEY",
        "EXPLAINED",
    ):
        written = written.replace(place, f"{place} {text}")
    path.write_text(written)
    course_publish(folder, draft=True)
    address = "/en/courses/small/lessons/first/"
    pages = [client.get(address)]
    hint = f"{address}questions/same-kernel/hint/"
    pages += [client.post(hint, {"number": number}) for number in (1, 2)]
    published = selectors.course_current_or_404("small")
    lesson = selectors.lesson_get(published, "first", "en")
    assert lesson is not None
    parts = (part for part in lesson.parts if isinstance(part, QuestionPart))
    question = next(part.question for part in parts)
    assert isinstance(question, ChoiceQuestion)
    answer = f"{address}questions/{question.id}/answer/"
    right, *wrong = (choice.id for choice in question.choices)
    htmx = {"HX-Request": "true"}
    pages += [
        client.post(answer, {"answer": choice, "number": number}, headers=htmx)
        for number, choice in enumerate([*wrong, right], 1)
    ]
    pages.append(client.get(address))
    for response in pages:
        found = Found()
        found.feed(response.content.decode())
        assert found.bad == []
        assert len(found.ids) == len(set(found.ids)), "an id twice"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
