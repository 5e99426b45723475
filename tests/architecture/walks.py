"""Records which project files a request or an event enters: `python -m tests.architecture.walks`.

Prints one JSON object a line: {"walk", "count", "own", "files"}. A file is entered when one of its
functions is called; its types, constants and templates alone don't count, nor does what runs when
a module is imported. Files stand in the order of their first call. `own` counts those that a page
of the site with nothing on it does not enter: middlewares, session, navigation and metrics are paid
by every request, and who reads a walk need not open them again. Everything runs in this process, on
a database and a fake engine of its own, with work of background threads done at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from virtlearn.people.models import User

root = Path(__file__).parents[2]
tops = tuple(f"{root / name}{os.sep}" for name in ("labs", "lessons", "virtlearn"))
lesson_slug, lab_slug, question_id = "first-steps", "first-lab", "who-opens"
empty_page = "/empty/"
seconds = 60.0  # for a terminal's frame, on a machine that does much else
# What the fake engine's shell knows; it makes no difference to the walk what a script looks at.
scripts = {
    "check-say-hello.sh": "test -e ~/hello.txt || exit 1\nexit 0\n",
    "init-mend-note.sh": "touch ~/note.txt\nexit 0\n",
}
other_script = "test -e ~/nothing || exit 1\nexit 0\n"


class Walk(msgspec.Struct, frozen=True):
    """What one request or event entered, in the order of the first call.

    Where threads work side by side, as in the tick of a task, that order is one of several.
    """

    name: str
    files: tuple[str, ...]
    own: int  # how many of them an empty page does not enter

    def line(self) -> str:
        counts = {"walk": self.name, "count": len(self.files), "own": self.own}
        return json.dumps({**counts, "files": self.files})


class Tracer:
    """Notes files as their functions are called, in this thread and in those that begin later.

    A thread that is watched is several times as slow, so this one is only while a walk is noted.
    """

    def __init__(self) -> None:
        self.files: dict[str, None] = {}
        self.paid: set[str] = set()  # entered by every page
        self.on = False
        self.rehearsal = False  # nothing is noted

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if self.on and event == "call":
            code = frame.f_code
            if code.co_name != "<module>" and code.co_filename.startswith(tops):
                self.files[str(Path(code.co_filename).relative_to(root))] = None

    @contextmanager
    def installed(self) -> Iterator[Tracer]:
        before = sys.getprofile()
        threading.setprofile(self)
        try:
            yield self
        finally:
            sys.setprofile(before)
            threading.setprofile(None)

    def begin(self) -> None:
        self.files, self.on = {}, not self.rehearsal
        if self.on:
            sys.setprofile(self)

    def end(self, name: str) -> Walk:
        sys.setprofile(None)
        self.on = False
        return Walk(name, tuple(self.files), len(self.files.keys() - self.paid))


def walks(folder: Path, learners: list[User]) -> list[Walk]:
    """All walks, by the second of two learners; the first makes sure that all is imported.

    `folder` is empty and becomes the courses'. To be called outside of any transaction, with the
    fake engine in use.
    """
    from django.test import override_settings

    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings = override_settings(
        LABS_WORKERS=0,
        ALLOWED_HOSTS=["testserver"],
        ALLOWED_ORIGINS=[],
        RECORDING_DAYS=0,  # terminals are not recorded: that is a walk of its own
        STORAGES={"default": default, "staticfiles": static},
    )
    with settings, Tracer().installed() as tracer:
        for number, learner in enumerate(learners):
            tracer.rehearsal = number == 0
            found = course_walks(tracer, folder, f"walks-{number}", learner)
    return found


def course_walks(tracer: Tracer, folder: Path, course: str, learner: User) -> list[Walk]:
    """The walks of one learner through a course that nobody has read yet."""
    from django.test import override_settings
    from django.urls import reverse

    from lessons.assessment.question_bank import question_get
    from lessons.quizzes.choice import ChoiceQuestion
    from tests.conftest import client_of
    from tests.lessons.courses import course_publish

    course_publish(course_write(folder / course))
    question = question_get(course, lesson_slug, question_id)
    assert isinstance(question, ChoiceQuestion)
    right = next(choice.id for choice in question.choices if choice.right)
    order = " ".join(choice.id for choice in question.choices)
    client = client_of(learner)
    client.get(reverse("account"))  # makes the middlewares of this client
    lesson = reverse("lessons:lesson", args=[course, lesson_slug])
    answer = reverse("lessons:answer", args=[course, lesson_slug, question_id])
    start = reverse("labs:start", args=[course, lab_slug])
    state = reverse("labs:state", args=[course, lab_slug])
    htmx = {"HX-Request": "true"}

    def get(name: str, url: str, **headers: str) -> Walk:
        tracer.begin()
        response = client.get(url, headers=headers)
        walk = tracer.end(name)
        assert response.status_code == 200, (url, response.status_code)
        return walk

    def post(name: str, url: str, **data: str) -> Walk:
        tracer.begin()
        response = client.post(url, data, headers=htmx)
        walk = tracer.end(name)
        assert response.status_code == 200, (url, response.status_code)
        return walk

    with override_settings(ROOT_URLCONF=urls_with_empty_page()):
        empty = [get("empty", empty_page), post("empty", empty_page)]
    tracer.paid = {path for walk in empty for path in walk.files}
    client.get(reverse("account"))  # finds the site's routes again
    return [
        get("lesson", lesson),
        get("lesson, kept", lesson),
        post("answer", answer, answer=right, number="1", order=order),
        post("start", start),
        asyncio.run(tick(tracer, course, client.cookies["sessionid"].value)),
        get("tick, shown", state, **htmx),
    ]


def urls_with_empty_page() -> ModuleType:
    """The site's routes and, at `empty_page`, a page of which nothing is its own."""
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.urls import path

    from virtlearn import urls

    def empty(request: HttpRequest) -> HttpResponse:
        return render(request, "base.html")

    module = ModuleType("urls_with_empty_page")
    vars(module).update(vars(urls))
    vars(module)["urlpatterns"] = [path(empty_page.lstrip("/"), empty), *urls.urlpatterns]
    return module


def course_write(folder: Path) -> Path:
    """The course to start from, with one choice question, one claim and one lab in its lesson."""
    from lessons.document.scaffold import course_new

    course_new(folder)
    for path in folder.glob("lessons/*/lesson.*.md"):
        text, _block, _rest = path.read_text().partition("``` {.numeric")
        path.write_text(f"{text}``` {{.lab #{lab_slug}}}\n```\n")
    for path in folder.glob("labs/*/*.sh"):
        path.write_text(scripts.get(path.name, other_script))
    return folder


async def tick(tracer: Tracer, course: str, session_key: str) -> Walk:
    """The learner does the first task in a terminal, until the page is told that it is done."""
    from labs.engines.fake.engine import FakeEngine
    from labs.engines.registry import engine_get
    from labs.models import LabSession, Machine
    from labs.terminal.core.check_scheduler import CheckScheduler
    from labs.terminal.core.hub import Hub
    from labs.terminal.routing import application

    session = await LabSession.objects.aget(course=course)
    machine = await Machine.objects.aget(session=session)
    fake = engine_get()
    assert isinstance(fake, FakeEngine)
    scope = {
        "type": "websocket",
        "path": f"/ws/terminal/{session.pk}/{machine.name}/1/",
        "headers": [
            (b"host", b"testserver"),
            (b"origin", b"http://testserver"),
            (b"cookie", f"sessionid={session_key}".encode()),
        ],
    }
    page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()  # to the application
    told: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()  # by it
    page.put_nowait({"type": "websocket.connect"})
    serving = asyncio.ensure_future(application(scope, page.get, told.put))
    hub = application.hub_here()

    async def tasks_told() -> None:
        while "tasks" not in str((await told.get()).get("text")):
            pass

    async def settle(hub: Hub) -> None:
        """Waits until what was set off is done; what only comes round by the clock is off."""
        watch = hub.sessions[session.pk].watch
        scheduler = getattr(watch.check, "__self__", None)
        assert isinstance(scheduler, CheckScheduler)
        while watch.task or watch.timer or scheduler.tasks or hub.tasks:
            await asyncio.sleep(0.02)
        await hub.loop.run_in_executor(hub.notes, lambda: None)

    async with asyncio.timeout(seconds):
        await tasks_told()  # of the first look at what is open
        hub.presence.close()
        hub.status_poller.close()
        await settle(hub)
        while not told.empty():
            told.get_nowait()
        fake.machines[machine.handle_id].files["/home/learner/hello.txt"] = "hello"
        tracer.begin()
        page.put_nowait({"type": "websocket.receive", "bytes": b"true\r"})
        await tasks_told()
        await settle(hub)
        walk = tracer.end("tick")
        page.put_nowait({"type": "websocket.disconnect"})
        await serving
    hub.close()
    return walk


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="virtlearn-walks-") as name:
        folder = Path(name)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "virtlearn.settings",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "LAB_ENGINE": "fake",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from tests.conftest import user_make

        call_command("migrate", verbosity=0)
        (folder / "courses").mkdir()
        for walk in walks(folder / "courses", [user_make("first"), user_make("second")]):
            print(walk.line())


if __name__ == "__main__":
    main()
