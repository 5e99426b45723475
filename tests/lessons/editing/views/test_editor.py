"""The editor's pages without scripts: files, a text that is saved, its preview, publishing."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lessons.editing.presenter import import_map
from lessons.editing.selectors import edited_of
from lessons.models import Course, Draft
from tests.conftest import client_of, user_make
from tests.lessons.courses import course_change, course_publish, keys
from virtlearn.people.models import Role

path = "lessons/01-first/lesson.en.md"
start = "/en/teach/small/edit/"
url = f"{start}files/{path}"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]


def page_of(client: Client, address: str = url, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def text_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def sent(client: Client, page: str, text: str) -> dict[str, str]:
    return {"text": text.replace("\n", "\r\n"), "base": field(page, "base")}


def test_the_way_from_the_courses_to_a_text(instructor_client: Client) -> None:
    assert f'href="{start}"' in page_of(instructor_client, "/en/teach/")
    listed = page_of(instructor_client, start)
    assert f'href="{url}"' in listed
    assert "Publish" not in listed
    assert text_in(page_of(instructor_client)).startswith("---\ntitle: Lesson first")
    assert page_of(instructor_client, f"{start}files/nothing.md", 404)


def test_a_text_is_saved_and_its_problems_are_told_by_line(instructor_client: Client) -> None:
    page = page_of(instructor_client)
    assert "None in this file." in page
    text = text_in(page).replace("glossary:namespace", "glossary:nothing")
    assert instructor_client.post(url, sent(instructor_client, page, text)).status_code == 302
    page = page_of(instructor_client)
    line = text[: text.index("glossary:nothing")].count("\n") + 1
    assert text_in(page) == text
    assert f"Line {line}:" in page
    listed = page_of(instructor_client, start)
    assert f"{path}:{line}" in listed
    assert "1 file has been changed." in listed
    found = instructor_client.get(f"{start}problems/").json()["problems"]
    assert [(each["path"], each["line"]) for each in found] == [(path, line)]
    publish = page_of(instructor_client, f"{start}publish/")
    assert "Correct these problems first:" in publish
    assert 'name="message"' not in publish


def test_what_would_not_be_shown_is_a_warning(instructor_client: Client) -> None:
    page = page_of(instructor_client)
    text = text_in(page) + "\nA formula: $x$\n"
    instructor_client.post(url, sent(instructor_client, page, text))
    line = text.count("\n")
    page = page_of(instructor_client)
    assert f"Warning, line {line}:" in page
    assert "is shown as it stands" in page
    found = instructor_client.get(f"{start}problems/").json()
    assert found["problems"] == []
    assert [(each["path"], each["line"]) for each in found["warnings"]] == [(path, line)]
    publish = page_of(instructor_client, f"{start}publish/")
    assert "Not shown as it is written" in publish
    assert 'name="message"' in publish


def test_two_who_save_at_once_lose_nothing(instructor_client: Client) -> None:
    other = client_of(user_make("ben", Role.INSTRUCTOR))
    page = page_of(instructor_client)
    text = text_in(page)
    data = sent(instructor_client, page, text.replace("The end.", "The end of ana."))
    assert instructor_client.post(url, data).status_code == 302
    data = sent(other, page, text.replace("The end.", "The end of ben."))
    refused = other.post(url, data)
    assert refused.status_code == 409
    both = text_in(refused.content.decode())
    assert "The end of ana." in both
    assert "The end of ben." in both
    assert 'data-code="editing-conflict"' in refused.content.decode()
    one = re.sub(r"<{7}.*?>{7} [^\n]*\n", "The end of both.\n", both, flags=re.DOTALL)
    assert other.post(url, sent(other, refused.content.decode(), one)).status_code == 302
    assert "The end of both." in text_in(page_of(instructor_client))


def test_a_script_is_answered_in_json(instructor_client: Client) -> None:
    page = page_of(instructor_client)
    headers = {"Accept": "application/json"}
    text = text_in(page)
    data = sent(instructor_client, page, text.replace("The end.", "Ana."))
    answer = instructor_client.post(url, data, headers=headers)
    assert answer.json()["outcome"] == "saved"
    assert answer.json()["base"] == field(page_of(instructor_client), "base")
    data = sent(instructor_client, page, text.replace("The end.", "Ben."))
    answer = instructor_client.post(url, data, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "editing-conflict")
    assert {"Ana.", "Ben."} <= set(answer.json()["text"].splitlines())
    data = sent(instructor_client, page, "x" * 120_001)
    answer = instructor_client.post(url, data, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "editing-too-large")


def test_the_page_allows_scripts_and_styles_by_nonce_alone(instructor_client: Client) -> None:
    policies = set()
    for _ in range(2):
        policy = instructor_client.get(url)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert re.search(r"script-src 'self' 'nonce-[\w-]{20,}';", policy)
        policies.add(policy)
    assert len(policies) == 2


def test_the_preview_is_the_lessons_page_with_the_drafts_words(instructor_client: Client) -> None:
    page = page_of(instructor_client)
    text = text_in(page).replace("The end.", "The true end, [on](lesson:second).")
    instructor_client.post(url, sent(instructor_client, page, text))
    response = instructor_client.get(f"{start}preview/{path}")
    shown = response.content.decode()
    assert "The true end" in shown
    assert "Question 1" in shown
    assert f'href="{start}preview/lessons/02-second/lesson.en.md"' in shown
    assert 'name="csrfmiddlewaretoken"' not in shown or 'value=""' in shown
    assert not [key for key in keys if key in shown and key in {"RIGHTKEY", "secretword"}]
    policy = response["Content-Security-Policy"]
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    # Learners read what is published.
    assert "The true end" not in page_of(instructor_client, "/en/courses/small/lessons/first/")
    assert "There is no page to show" in page_of(instructor_client, f"{start}preview/course.toml")


def test_publishing_asks_why_and_shows_the_draft(instructor_client: Client) -> None:
    page = page_of(instructor_client)
    text = text_in(page).replace("The end.", "The true end.")
    instructor_client.post(url, sent(instructor_client, page, text))
    asked = page_of(instructor_client, f"{start}publish/")
    assert path in asked
    data = {"message": "A better end", "seen": field(asked, "seen")}
    stale = instructor_client.post(f"{start}publish/", {**data, "seen": "other"})
    assert stale.status_code == 422
    assert "editing-gone" in stale.content.decode()
    assert instructor_client.post(f"{start}publish/", data).status_code == 302
    assert "The true end." in page_of(instructor_client, "/en/courses/small/lessons/first/")
    assert not Draft.objects.exists()


def test_discarding_asks_first(instructor_client: Client) -> None:
    page = page_of(instructor_client)
    instructor_client.post(url, sent(instructor_client, page, f"{text_in(page)}More.\n"))
    asked = page_of(instructor_client, f"{start}discard/")
    assert path in asked
    data = {"seen": field(asked, "seen")}
    assert instructor_client.post(f"{start}discard/", {"seen": ""}).status_code == 422
    assert Draft.objects.exists()
    assert instructor_client.post(f"{start}discard/", data).status_code == 302
    assert not Draft.objects.exists()
    assert "There is no draft." in page_of(instructor_client, f"{start}discard/")


def test_what_was_published_meanwhile_is_taken_over(
    instructor_client: Client, folder: Path
) -> None:
    page = page_of(instructor_client)
    instructor_client.post(url, sent(instructor_client, page, f"{text_in(page)}More.\n"))
    course_change(folder, "Tell what", "Say what")
    course_publish(folder)
    assert f'action="{start}update/"' in page_of(instructor_client, start)
    assert instructor_client.post(f"{start}update/").status_code == 302
    assert not edited_of(Course.objects.get()).outdated
    assert f'action="{start}update/"' not in page_of(instructor_client, start)


def test_pictures_of_the_draft_can_do_nothing(instructor_client: Client, folder: Path) -> None:
    picture = folder / "lessons/01-first/dot.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    course_publish(folder, draft=True)
    response = instructor_client.get(f"{start}raw/lessons/01-first/dot.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert instructor_client.get(f"{start}raw/{path}").status_code == 404


def test_a_revision_without_its_files_says_so(instructor_client: Client) -> None:
    current = Course.objects.get().current
    assert current
    current.files.all().delete()
    assert 'data-code="editing-not-kept"' in page_of(instructor_client, start)


def test_files_are_made_renamed_deleted_and_brought_back(instructor_client: Client) -> None:
    made, moved = "lessons/01-first/notes.txt", "lessons/02-second/notes.md"
    for wrong in ("", "a.exe", "dot.svg", path, "../x.md"):
        refused = instructor_client.post(f"{start}new/", {"path": wrong})
        assert refused.status_code == 422
        assert 'role="alert"' in refused.content.decode()
    assert not Draft.objects.exists()
    response = instructor_client.post(f"{start}new/", {"path": made})
    assert response["Location"] == f"{start}files/{made}"
    assert text_in(page_of(instructor_client, f"{start}files/{made}")) == ""
    wrong_name = instructor_client.post(f"{start}rename/{made}", {"to": path})
    assert wrong_name.status_code == 422
    assert 'data-code="editing-taken"' in wrong_name.content.decode()
    response = instructor_client.post(f"{start}rename/{made}", {"to": moved})
    assert response["Location"] == f"{start}files/{moved}"
    page_of(instructor_client, f"{start}files/{made}", 404)
    for deleted in (moved, path):
        assert instructor_client.post(f"{start}delete/{deleted}").status_code == 302
        page_of(instructor_client, f"{start}files/{deleted}", 404)
        assert f'action="{start}restore/{deleted}"' in page_of(instructor_client, start)
        assert instructor_client.post(f"{start}restore/{deleted}").status_code == 302
        page_of(instructor_client, f"{start}files/{deleted}")
    assert instructor_client.post(f"{start}restore/nothing.md").status_code == 404
    assert instructor_client.post(f"{start}delete/nothing.md").status_code == 404
    changes = edited_of(Course.objects.get()).changes()
    assert {each: change for each, change in changes.items() if change} == {moved: "new"}


def test_the_map_has_every_module_that_the_editors_libraries_ask_for() -> None:
    known = set(settings.EDITOR_MODULES)
    imported = re.compile(r"""^import [^"';]*from ['"]([^'"]+)['"]""", re.MULTILINE)
    sources = [
        settings.NODE_MODULES / folder / file
        for _, folder, file in settings.EDITOR_MODULES.values()
    ]
    own = [
        Path(settings.BASE_DIR) / "static/js" / name for name in ("editor.js", "editor-blocks.js")
    ]
    asked = {name for source in (*sources, *own) for name in imported.findall(source.read_text())}
    outside = {name for name in asked if not name.startswith(".")}
    assert outside <= known
    assert known - outside == set()
    addresses = json.loads(import_map())["imports"]
    assert addresses.keys() == known
