"""A certificate says what was really done, shows what was chosen, and can be withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import msgspec
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from labs.models import Measurement
from lessons.certificates.services import sign
from lessons.certificates.transcript import Snapshot
from lessons.classes.services import class_create
from lessons.exams import services
from lessons.exams.scoring import Answered, Kind
from lessons.models import Certificate, Course, CourseTest, Membership
from tests.conftest import user_make
from tests.lessons.pages import text_at
from virtlearn.people.models import Role, User

done = "/en/courses/small/done/"
parts = ("lessons", "points", "labs", "figures", "before", "end", "dates", "in_class")
everything = dict.fromkeys(parts, "on")
lesson = "/en/courses/small/lessons/first/"


def learn(client: Client) -> None:
    client.post(f"{lesson}read/")
    client.post(f"{lesson}questions/limit/answer/", {"answer": "64321", "number": "1"})


def measure(user: User, value: float) -> None:
    Measurement.objects.create(
        user=user,
        course="small",
        lab="one",
        key="start.vm",
        value=value,
        unit="ms",
        measured_on="vm TCG, Linux 6.18",
    )


def issue(client: Client, **sent: str) -> str:
    """The address of a new certificate."""
    client.post(f"{done}issue/", sent)
    return f"/en/certificates/{Certificate.objects.latest('pk').token}/"


def test_nothing_done_nothing_certified(
    course: str, client: Client, learner_client: Client
) -> None:
    for each in (client, learner_client):
        assert "Nothing yet" in text_at(each, done)
        each.post(f"{done}issue/", everything)
    assert not Certificate.objects.exists()


def test_without_a_lesson_read_none_is_offered(
    course: str, learner: User, learner_client: Client
) -> None:
    measure(learner, 500)
    page = text_at(learner_client, done)
    assert "500" in page
    assert f'action="{done}issue/"' not in page
    assert "as soon as you have read a lesson or taken a test" in page
    learner_client.post(f"{done}issue/", everything)
    assert not Certificate.objects.exists()
    learner_client.post(f"{lesson}read/")
    assert f'action="{done}issue/"' in text_at(learner_client, done)


def test_it_says_what_was_done(
    course: str, learner: User, learner_client: Client, client: Client
) -> None:
    learn(learner_client)
    measure(learner, 500)
    measure(learner, 134.5)
    own = text_at(learner_client, done)
    url = issue(learner_client, name="  Ada <b> ", **everything)
    public = text_at(client, url)
    for text in (own, public):
        assert "Lesson first" in text
        assert "1 of 2 lessons read" in text
        assert "1 of 4 questions answered, 12 percent of the points" in text
        assert "Start of a machine" in text
        assert "134.5 ms" in text
        assert "vm TCG, Linux 6.18" in text
        assert "the latest of 2" in text
        assert "<b>Lesson second</b>" not in text
    assert "Ada <b>" in public
    assert b"Ada &lt;b&gt;" in client.get(url).content
    assert "Verified" in public
    assert "learner" not in public.replace("learner's", "").replace("the learner", "")
    assert "noindex" in client.get(url)["X-Robots-Tag"]
    assert url in text_at(learner_client, done)


def test_only_what_was_chosen_is_kept(course: str, learner: User, learner_client: Client) -> None:
    learn(learner_client)
    measure(learner, 134.5)
    issue(learner_client, lessons="on")
    row = Certificate.objects.get()
    kept = msgspec.json.decode(row.snapshot, type=Snapshot)
    assert kept.name == ""
    assert kept.figures == ()
    assert [(each.read, each.read_on, each.tried) for each in kept.lessons] == [(True, None, None)]
    assert "points" not in text_at(learner_client, f"/en/certificates/{row.token}/")


def test_it_does_not_change_later(course: str, learner_client: Client, client: Client) -> None:
    learn(learner_client)
    url = issue(learner_client, **everything)
    learner_client.post("/en/courses/small/lessons/second/read/")
    assert "2 of 2 lessons read" in text_at(learner_client, done)
    assert "1 of 2 lessons read" in text_at(client, url)


def take(user: User, kind: str, *fractions: float) -> None:
    """A test sent in, with one question of each lesson."""
    items = [
        Answered(lesson=lesson, question="q", fraction=fraction)
        for lesson, fraction in zip(("first", "second"), fractions, strict=True)
    ]
    number = CourseTest.objects.filter(user=user, kind=kind).count() + 1
    assert services.test_record(
        user=user, course_slug="small", kind=cast("Kind", kind), items=items, number=number
    )


def test_tests_are_certified_the_first_before_and_the_latest_at_the_end(
    course: str, learner: User, learner_client: Client, client: Client
) -> None:
    take(learner, "before", 0, 0.5)
    take(learner, "before", 1, 1)
    take(learner, "end", 0, 0)
    take(learner, "end", 1, 0.396)
    url = issue(learner_client, **everything)
    for text in (text_at(learner_client, done), text_at(client, url)):
        words = " ".join(text.split())
        assert "25 percent of the points, 0 of 2 questions right" in words
        assert "0 of 2 lessons known · the first of 2" in words
        # 69.8 percent is not shown as 70, which would have passed.
        assert "69 percent of the points, 1 of 2 questions right" in words
        assert (
            "1 of 2 lessons known · not passed, which takes 70 percent · the latest of 2" in words
        )
    take(learner, "end", 1, 0.5)
    assert "passed, which takes 70 percent · the latest of 3" in " ".join(
        text_at(learner_client, done).split()
    )
    assert "the latest of 2" in text_at(client, url)


def test_either_test_may_be_left_out(course: str, learner: User, learner_client: Client) -> None:
    take(learner, "before", 0, 0.5)
    take(learner, "end", 1, 1)
    for part in ("before", "end"):
        issue(learner_client, **{part: "on"})
        kept = msgspec.json.decode(Certificate.objects.latest("pk").snapshot, type=Snapshot)
        assert [(each.kind, each.on) for each in kept.tests] == [(part, None)]


def test_what_was_issued_before_there_were_tests_in_it_still_shows(
    course: str, learner: User, client: Client
) -> None:
    text = (
        '{"course":{"en":"Small"},"revision":"0123456789abcdef","issued":"2026-08-01T10:00:00Z",'
        '"name":"Ada","lessons":[{"title":{"en":"Lesson first"},"read":true,"tried":1,'
        '"questions":4,"earned":1.0,"possible":8.0}],"lessons_in_course":2,"labs_in_course":1}'
    )
    Certificate.objects.create(
        user=learner, course="small", token="old", snapshot=text, signature=sign("old", text)
    )
    shown = text_at(client, "/en/certificates/old/")
    assert "Verified" in shown
    assert "1 of 4 questions answered, 12 percent of the points" in shown
    assert "record-tests" not in shown
    assert "Class:" not in shown


def class_join(user: User, name: str, days: int, **fields: str) -> Membership:
    """`user` has been a learner in a class of the small course for so many days."""
    teacher = user_make(f"teacher-{days}", Role.INSTRUCTOR)
    row = class_create(
        course=Course.objects.get(slug="small"), by=teacher, name=name, time_zone="UTC"
    )
    at = timezone.now() - timedelta(days=days)
    given = {"state": "joined", "role": "learner", **fields}
    return Membership.objects.create(in_class=row, user=user, joined_at=at, **given)


def test_the_class_is_named_where_its_learner_wants_that(
    course: str, learner: User, learner_client: Client, client: Client
) -> None:
    learn(learner_client)
    assert 'name="in_class"' not in learner_client.get(done).content.decode()
    class_join(learner, "Old class", 9)
    place = class_join(learner, "Networks <1A>", 3)
    class_join(learner, "Where I assist", 1, role="assistant")
    class_join(learner, "Where I was", 0, state="removed")
    assert "The class: <bdi>Networks <1A></bdi>" in " ".join(text_at(learner_client, done).split())
    named = issue(learner_client, **everything)
    unnamed = issue(learner_client, lessons="on")
    place.in_class.name = "Renamed"
    place.in_class.save()
    assert "Class: <bdi>Networks <1A></bdi>" in " ".join(text_at(client, named).split())
    assert "Networks" not in text_at(client, unnamed)
    assert "Networks" not in Certificate.objects.latest("pk").snapshot


def test_of_another_learners_class_nothing_is_said(
    course: str, stranger: User, learner_client: Client
) -> None:
    learn(learner_client)
    class_join(stranger, "Networks 1A", 1)
    assert "Networks" not in text_at(learner_client, done)
    issue(learner_client, **everything)
    assert "Networks" not in Certificate.objects.get().snapshot


def test_times_have_their_zone(
    course: str, learner_client: Client, client: Client, settings: LazySettings
) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    learn(learner_client)
    url = issue(learner_client, **everything)
    assert "(JST)" in text_at(learner_client, done)
    assert "(JST)" in text_at(client, url)


def test_withdrawn(
    course: str, learner_client: Client, stranger_client: Client, client: Client
) -> None:
    learn(learner_client)
    url = issue(learner_client, name="Ada", **everything)
    row = Certificate.objects.get()
    revoke = f"{done}{row.pk}/revoke/"
    for each in (client, stranger_client):
        assert each.post(revoke).status_code == 404
    assert learner_client.get(revoke).status_code == 405
    learner_client.post(revoke)
    text = text_at(client, url, 410)
    assert "withdrawn" in text
    assert "Ada" not in text
    row.refresh_from_db()
    assert row.snapshot == ""


def test_what_was_altered_is_not_shown(
    course: str, learner_client: Client, client: Client, settings: LazySettings
) -> None:
    learn(learner_client)
    url = issue(learner_client, name="Ada", **everything)
    row = Certificate.objects.get()
    Certificate.objects.update(snapshot=row.snapshot.replace("Ada", "Eve"))
    text = text_at(client, url)
    assert "cannot be verified" in text
    assert "Eve" not in text
    # Nor is one certificate's content good under another's address.
    Certificate.objects.update(snapshot=row.snapshot, token="another")
    assert "cannot be verified" in text_at(client, "/en/certificates/another/")
    Certificate.objects.update(token=row.token)
    assert "Verified" in text_at(client, url)
    settings.SECRET_KEY = "another installation's"
    assert "cannot be verified" in text_at(client, url)


def test_an_address_cannot_be_guessed(course: str, client: Client, learner_client: Client) -> None:
    learn(learner_client)
    url = issue(learner_client, **everything)
    assert len(Certificate.objects.get().token) >= 32
    text_at(client, "/en/certificates/1/", 404)
    text_at(client, url[:-2] + "/", 404)
