"""What the load's driver believes to be safe, and where it looks for it."""

from __future__ import annotations

import asyncio

import pytest
from django.test import Client
from django.urls import reverse

from bench.classroom.after import lost
from bench.classroom.book import Book, TaskDone
from bench.classroom.browser import Page
from bench.classroom.learner import Learner
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, TaskResult
from labs.tasks.checks import session_pass
from tests.labs.live import files_of, lab_live
from tests.labs.pages import place
from virtlearn.people.models import User

pytestmark = pytest.mark.usefixtures("provider")


def seen(client: Client, session: LabSession) -> Book:
    """The book of a learner who sees the page of their lab, whose session this is."""
    book = Book()
    text = client.get(reverse("labs:lab", args=place)).content.decode()

    async def look() -> None:
        learner = Learner(book, 0, "http://127.0.0.1")
        learner.session = str(session.pk)
        await learner.read_tasks(Page(200, text))
        await learner.browser.close()

    asyncio.run(look())
    return book


def test_a_task_is_looked_for_where_the_page_showed_it(
    learner: User, learner_client: Client, engine: FakeEngine
) -> None:
    session = services.lab_session_start(user=learner, lab=lab_live({"one": {}, "two": {}}))
    files_of(engine, session)["/home/learner/one"] = ""
    session_pass(session.pk)
    book = seen(learner_client, session)
    assert book.tasks == {TaskDone(str(session.pk), "one", here=True)}
    assert not lost(book)

    learner_client.post(reverse("labs:reset", args=(*place, session.pk)))
    fresh = LabSession.objects.get(state="ready")
    assert not seen(learner_client, fresh).tasks
    services.lab_session_stop(session=fresh)
    after = seen(learner_client, fresh)  # nothing to do it in: the page shows what was done before
    assert after.tasks == {TaskDone(str(fresh.pk), "one", here=False)}
    assert not lost(after)
    assert book.tasks.isdisjoint(after.tasks)

    TaskResult.objects.filter(task="one").delete()
    assert len(lost(book)) == len(lost(after)) == 1
