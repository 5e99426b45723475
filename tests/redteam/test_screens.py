"""What a learner's terminal shows is made a screen for a teacher: hostile output, hostile readers.

The terminals are those of the site, over their websockets; the shell is a fake one, whose output
the test writes.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, SharedScreens
from labs.terminal.consumer import TerminalApplication
from labs.terminal.core.times import Times
from labs.terminal.routing import application
from lessons.classes.services import class_change, class_create
from lessons.models import Class, Course, Membership
from lessons.publishing import selectors
from tests.conftest import client_of, user_make
from tests.labs.engine import engine_used
from tests.labs.factory import lab_make
from tests.labs.terminal.client import connected, cookies_of, patience, prompt
from tests.labs.terminal.conftest import Serve, serve  # noqa: F401 - a fixture
from tests.lessons.courses import course_publish, course_write
from tests.waiting import wait_until
from virtlearn.people.models import Role, User

pytestmark = pytest.mark.django_db(transaction=True)
quick = Times(screens=0.1)
Put = Callable[[str], None]


@pytest.fixture
def row(tmp_path: Path, settings: LazySettings) -> Class:
    """A class that asks, with a learner who agreed."""
    settings.RECORDINGS_DIR = tmp_path / "recordings"
    selectors.current_forget()
    course_publish(course_write(tmp_path / "small"))
    teacher = user_make("teacher", Role.INSTRUCTOR)
    made = class_create(course=Course.objects.get(), by=teacher, name="1A", time_zone="UTC")
    class_change(row=made, screens="ask")
    learner = user_make("ana")
    Membership.objects.create(in_class=made, user=learner, state="joined", screens=True)
    return made


@pytest.fixture
def teacher_client(row: Class) -> Client:
    return client_of(User.objects.get(username="teacher"))


@pytest.fixture
def put(row: Class, serve: Serve) -> Iterator[Put]:  # noqa: F811
    """Prints in the learner's terminal, which is open in their browser."""
    learner = User.objects.get(username="ana")
    with engine_used("fake") as engine:
        assert isinstance(engine, FakeEngine)
        session = services.lab_session_start(user=learner, lab=lab_make())
        LabSession.objects.filter(pk=session.pk).update(course=row.course.slug)
        port = serve(TerminalApplication(application.backend, application.settings, times=quick))
        (machine,) = engine.machines.values()
        where = f"/ws/terminal/{session.pk}/main/1/"
        with connected(port, where, cookies=cookies_of(client_of(learner))) as page:
            page.see(prompt)

            def printed(text: str) -> None:
                machine.console.put(text)
                page.until(lambda: text.encode()[-200:] in page.output, patience, "its echo")
                page.tell(type="ack", bytes=page.total)

            yield printed


def screens_of(client: Client, row: Class) -> list[str]:
    """As a page gets them that shows none yet."""
    answer = screens_asked(client, row)
    assert answer.status_code in {200, 204}, answer.status_code
    found = answer.json().get("screens", {}) if answer.status_code == 200 else {}
    cards = "".join(found.get("cards", ()))
    texts = re.findall(r"<pre[^>]*>\n(.*?)</pre>", cards, re.DOTALL)
    return [html.unescape(each) for each in texts]


def screens_asked(client: Client, row: Class) -> Any:
    where = f"/en/classes/{row.pk}/board/changes/"
    return client.get(where, headers={"Screens-Seen": ""})


def shows(client: Client, row: Class, wanted: Callable[[str], bool]) -> str:
    """The screen, once it is one that is wanted."""
    found: list[str] = []

    def there() -> bool:
        found[:] = screens_of(client, row)
        return len(found) == 1 and wanted(found[0])

    wait_until(there, patience)
    return found[0]


def test_what_is_printed_is_text_and_nothing_else(
    put: Put, row: Class, teacher_client: Client
) -> None:
    put('</pre><script>alert(1)</script><img src=x onerror="alert(1)">\r\n')
    put("\u202eevil\u202c \u2066x\u2069 \u200f\U000e0041z\u0301\u0301\u0301\u0301\u0301\u0301\r\n")
    put("\x1b]0;title\x07\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07 \U0001f600 \U00010348\r\n")
    put("\x1b[8;1;1t\x1b[?1049h\x1b[?1049l\x1bP$q\x1b\\ the end")
    text = shows(teacher_client, row, lambda each: "the end" in each)
    assert "</pre><script>alert(1)</script>" in text
    assert not re.search(
        "[\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f\x7f-\x9f]", text
    )
    assert "z\u0301\u0301" in text
    assert "z\u0301\u0301\u0301" not in text
    assert "link 😀 𐍈" in text
    answer = teacher_client.get(f"/en/classes/{row.pk}/board/?screens=on").content.decode()
    assert "<script>alert(1)" not in answer


def test_floods_and_lines_without_end_leave_a_screen_of_its_size(
    put: Put, row: Class, teacher_client: Client
) -> None:
    shows(teacher_client, row, lambda each: prompt.strip() in each)
    put("x" * 200_000)
    text = shows(teacher_client, row, lambda each: each.count("x") > 1000)
    assert len(text) <= 24 * 81
    put("".join(f"{number:07}\r\n" for number in range(30_000)) + "end of it")
    text = shows(teacher_client, row, lambda each: "end of it" in each)
    assert "0029999" in text
    assert len(text.splitlines()) <= 24


def test_what_asks_for_work_out_of_proportion_holds_nobody_up(
    put: Put, row: Class, teacher_client: Client
) -> None:
    """Each of these repeats asks for 65,535 characters: eight bytes, eight milliseconds."""
    shows(teacher_client, row, lambda each: prompt.strip() in each)
    put("a" + "\x1b[65535b" * 4000 + "\r\nafter")
    began = time.monotonic()
    shows(teacher_client, row, lambda each: "after" in each)
    put("\r\nquick")  # its echo is awaited
    assert time.monotonic() - began < 8


def test_a_consent_that_is_withdrawn_midway_shows_nothing_that_comes_after(
    put: Put, row: Class, teacher_client: Client
) -> None:
    put("before")
    shows(teacher_client, row, lambda each: "before" in each)
    learner = client_of(User.objects.get(username="ana"))
    assert learner.post(f"/en/classes/{row.pk}/screens/", {"show": "no"}).status_code == 302
    assert screens_of(teacher_client, row) == []
    put("secret")
    for _ in range(5):
        assert screens_of(teacher_client, row) == []
        time.sleep(quick.screens)
    assert not SharedScreens.objects.exists()


def test_nobody_else_gets_a_screen(put: Put, row: Class, teacher_client: Client) -> None:
    put("secret")
    shows(teacher_client, row, lambda each: "secret" in each)
    another = class_create(
        course=row.course, by=user_make("other", Role.INSTRUCTOR), name="2B", time_zone="UTC"
    )
    assistant = user_make("assistant")
    Membership.objects.create(in_class=row, user=assistant, role="assistant", state="joined")
    asked: dict[str, Any] = {
        "a teacher of another class": (client_of(User.objects.get(username="other")), row, 404),
        "the same, of their own": (client_of(User.objects.get(username="other")), another, 200),
        "an assistant": (client_of(assistant), row, 403),
        "a learner of the class": (client_of(User.objects.get(username="ana")), row, 404),
        "a visitor": (Client(), row, 302),
    }
    for who, (client, where, status) in asked.items():
        page = client.get(f"/en/classes/{where.pk}/board/?screens=on")
        answer = screens_asked(client, where)
        assert b"secret" not in page.content + answer.content, who
        assert answer.status_code == status, who
