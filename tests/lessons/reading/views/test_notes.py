"""Notes: kept, found in a new revision, changed, deleted and had back; without scripts too."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from django.test import Client

from lessons.models import Note
from lessons.notes import services
from lessons.reading import state
from tests.lessons.courses import course_change, course_publish
from tests.lessons.pages import text_at
from virtlearn.people.models import User
from virtlearn.people.services import guest_merge

lesson = "/en/courses/small/lessons/first/"
add = f"{lesson}notes/"
listed = "/en/courses/small/notes/"
htmx = {"HX-Request": "true"}
passage = {"exact": "A namespace, said by. Go on.", "text": "Mine & yours", "section": "first"}


def action(note: Note, verb: str) -> str:
    return f"/en/courses/small/notes/{note.pk}/{verb}/"


def test_by_a_plain_form(course: str, client: Client) -> None:
    response = client.post(add, {"text": "About it all", "section": "first"})
    assert response.status_code == 302
    assert response["Location"] == f"{lesson}#my-notes"
    note = Note.objects.get()
    assert note.user.is_guest
    assert note.quote == {"language": "en", "section": "first"}
    assert "About it all" in text_at(client, lesson)
    text = text_at(client, listed)
    assert "About it all" in text
    assert f'href="{lesson}#first"' in text


def test_a_passage_by_htmx(course: str, learner_client: Client) -> None:
    response = learner_client.post(add, passage, headers=htmx)
    text = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert text.startswith('<section class="notes')
    assert 'data-exact="Anamespace,saidby.Goon."' in text
    assert "Mine & yours" in text
    assert Note.objects.get().quote["suffix"] == "Theend."  # words that were typed get theirs


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Write something"),
        ({"exact": "words that are nowhere", "text": "My text"}, "not in the lesson"),
        ({"text": "x" * (services.text_most + 1)}, "too long"),
    ],
)
def test_what_cannot_be_kept_is_not_lost(
    course: str, client: Client, sent: dict[str, str], said: str
) -> None:
    for headers in ({}, htmx):
        response = client.post(add, sent, headers=headers)
        text = html.unescape(response.content.decode())
        assert response.status_code == 422
        assert said in text
        assert sent.get("text", "") in text
        assert sent.get("exact", "") in text
        assert ("<html" in text) is (not headers)
    assert not Note.objects.exists()


def test_what_is_typed_is_text(course: str, learner_client: Client) -> None:
    learner_client.post(add, {"text": "<script>alert(1)</script>\n'\"<b>"})
    for path in (lesson, listed):
        page = learner_client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in page


def test_sent_twice_is_one(course: str, learner_client: Client) -> None:
    for _ in range(2):
        learner_client.post(add, passage)
    assert Note.objects.count() == 1


def test_there_is_a_most(
    course: str, learner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "notes_most", 1)
    learner_client.post(add, {"text": "One"})
    response = learner_client.post(add, {"text": "Two"})
    assert response.status_code == 422
    assert b"Two" in response.content


def test_changed_deleted_and_back(course: str, learner_client: Client) -> None:
    learner_client.post(add, passage)
    note = Note.objects.get()
    assert learner_client.post(action(note, "change"), {"text": "Better"}).status_code == 302
    assert "Better" in text_at(learner_client, listed)
    learner_client.post(action(note, "change"), {"text": ""})  # a highlight is left
    note.refresh_from_db()
    assert note.text == ""
    response = learner_client.post(action(note, "delete"))
    assert response["Location"] == f"{listed}#deleted"
    assert "Only you see your notes" in text_at(learner_client, lesson)
    assert action(note, "restore") in text_at(learner_client, listed)
    learner_client.post(action(note, "restore"))
    assert action(note, "delete") in text_at(learner_client, lesson)


def test_what_was_deleted_is_listed(course: str, learner_client: Client) -> None:
    learner_client.post(add, {"text": "Words alone"})
    learner_client.post(add, {"exact": "The end."})
    for note in Note.objects.all():
        learner_client.post(action(note, "delete"))
    gone = text_at(learner_client, listed).split('id="deleted"')[1]
    assert "Words alone" in gone
    assert "The end." in gone


def test_undo_in_the_lesson(course: str, learner_client: Client) -> None:
    learner_client.post(add, passage)
    note = Note.objects.get()
    sent = {"lesson": "first"}
    text = learner_client.post(action(note, "delete"), sent, headers=htmx).content.decode()
    assert action(note, "restore") in text
    assert "data-exact" not in text
    text = learner_client.post(action(note, "restore"), sent, headers=htmx).content.decode()
    assert "data-exact" in text


def test_a_note_without_passage_needs_words(course: str, learner_client: Client) -> None:
    learner_client.post(add, {"text": "Words"})
    note = Note.objects.get()
    for sent in ({"text": " "}, {"text": " ", "lesson": "first"}):
        assert learner_client.post(action(note, "change"), sent).status_code == 422
    note.refresh_from_db()
    assert note.text == "Words"


def test_it_survives_a_new_revision(course: str, folder: Path, learner_client: Client) -> None:
    learner_client.post(add, {"exact": "The end.", "text": "So it ends"})
    learner_client.post(add, {"exact": "The first section"})
    course_change(folder, "The first section", "Another section")
    course_change(folder, "The end.", "Words before. The end.")
    course_publish(folder)
    text = text_at(learner_client, listed)
    assert text.count("not in the lesson any more") == 1
    assert "The first section" in text  # the words are still the reader's
    page = text_at(learner_client, lesson)
    assert 'data-exact="Theend."' in page
    assert "not in the lesson any more" in page


def test_in_the_other_language_it_is_no_orphan(course: str, learner_client: Client) -> None:
    learner_client.post(add, passage)
    spanish = text_at(learner_client, lesson.replace("/en/", "/es/"))
    assert "any more" not in spanish
    assert "data-exact" not in spanish
    assert "Mine & yours" in spanish
    assert "any more" not in text_at(learner_client, listed.replace("/en/", "/es/"))


def test_as_a_file(course: str, learner_client: Client) -> None:
    learner_client.post(add, passage)
    learner_client.post(add, {"text": "On all of it"})
    response = learner_client.get(f"{listed}notes.md")
    assert response["Content-Type"].startswith("text/markdown")
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode()
    for line in ("## Lesson first", "### The first section", f"> {passage['exact']}"):
        assert line in text.splitlines()
    assert "Mine & yours" in text
    assert "On all of it" in text


def test_only_ones_own(course: str, learner_client: Client, stranger_client: Client) -> None:
    learner_client.post(add, passage)
    note = Note.objects.get()
    for verb in ("change", "delete", "restore"):
        assert stranger_client.post(action(note, verb), {"text": "x"}).status_code == 404
    for path in (lesson, listed, f"{listed}notes.md"):
        assert "Mine" not in text_at(stranger_client, path)


def test_a_guests_notes_become_the_accounts(
    course: str, guest: User, guest_client: Client, learner: User, learner_client: Client
) -> None:
    guest_client.post(add, passage)
    guest_client.post(f"{lesson}place/", {"section": "first"})
    guest_merge(guest=guest, into=learner)
    assert "Mine & yours" in text_at(learner_client, listed)
    assert state.lesson_state(learner, "small", "first").place == "first"
