"""B8: one question with one attempt, answered twenty times at once at the real server.

Two tabs, the back button, a form sent twice: whichever comes first counts, and nothing else.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.lessons.courses import course_write
from tests.redteam.visitor import Visitor
from tests.site import Site

page = "/en/courses/small/lessons/first/"
question = f"{page}questions/same-kernel/answer/"
TABS = 20


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of two processes with a course whose question may be answered once."""
    folder: Path = course_write(tmp_path_factory.mktemp("course") / "small")
    for lesson in folder.glob("lessons/*/lesson.*.md"):
        lesson.write_text(lesson.read_text().replace("points=2 attempts=3", "points=2 attempts=1"))
    made = Site({"WEB_WORKERS": "2"})
    try:
        made.furnish()
        made.publish(folder)
        made.start("web")
        made.wait()
        yield made
    finally:
        made.__exit__()


def tabs_of(site: Site) -> tuple[list[Visitor], list[str]]:
    """One guest's tabs, each with a connection of its own, and the ids of the choices."""
    first = Visitor(site.url)
    first.get(page)
    first.post(f"{page}read/")  # makes the visitor a guest
    text = first.get(page).text
    form = text[text.index(question) :]
    ids = re.findall(r'name="answer"[^>]*value="(c[0-9a-f]+)"', form.partition("</form>")[0])
    tabs = []
    for _ in range(TABS):
        tab = Visitor(site.url, {"HX-Request": "true"})
        tab.http.cookies.update(first.http.cookies)
        tab.csrf = first.csrf
        tabs.append(tab)
    return tabs, ids


def attempts(site: Site) -> list[tuple[int, str]]:
    with sqlite3.connect(site.var / "db.sqlite3") as database:
        rows = database.execute("SELECT number, answer FROM lessons_attempt ORDER BY id")
        return [(number, str(answer)) for number, answer in rows]


def test_b8_a_careless_count_takes_twenty() -> None:
    """Looking first and writing then, as between two requests."""
    taken: list[int] = []
    looked = threading.Barrier(TABS)

    def send(number: int) -> None:
        free = not taken
        looked.wait()
        if free:
            taken.append(number)

    with ThreadPoolExecutor(TABS) as tabs:
        list(tabs.map(send, range(TABS)))
    assert len(taken) == TABS


@pytest.mark.slow("serves a site")
def test_b8_of_twenty_answers_one_counts(site: Site) -> None:
    tabs, ids = tabs_of(site)
    assert len(ids) == 3

    def send(number: int) -> tuple[int, str]:
        answer = tabs[number].post(question, answer=ids[number % len(ids)], number="1")
        return answer.status_code, answer.text

    with ThreadPoolExecutor(TABS) as many:
        answers = list(many.map(send, range(TABS)))
    assert {status for status, _ in answers} == {200}
    ((number, kept),) = attempts(site)
    assert number == 1
    # Who sent the same as what counted is shown that; the others are told that theirs did not.
    for sent, (_, text) in enumerate(answers):
        same = ids[sent % len(ids)] in kept
        assert ('data-code="answer-closed"' in text) is not same

    # The back button: the form as it was, with another answer; a number that was never shown.
    for named in ("1", "2"):
        for each in ids:
            assert tabs[0].post(question, answer=each, number=named).status_code == 200
    assert len(attempts(site)) == 1
