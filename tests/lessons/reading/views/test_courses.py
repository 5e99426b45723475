from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from lessons.models import Course
from lessons.publishing import selectors
from lessons.reading import attempts
from tests.lessons.courses import course_change, course_publish
from tests.lessons.document.courses import folder_written, good_files, lesson_en, lesson_es
from virtlearn.people.models import User


@pytest.mark.django_db
def test_an_empty_site_says_how_to_fill_it(client: Client, instructor_client: Client) -> None:
    assert "No course is published yet." in client.get("/en/").content.decode()
    assert "course publish" in instructor_client.get("/en/").content.decode()
    assert client.get("/en/courses/small/").status_code == 404


def test_home_and_course_show_progress(
    course: str, client: Client, learner_client: Client, learner: User
) -> None:
    attempts.lesson_mark_read(user=learner, course_slug=course, lesson_slug="first")
    learner_client.post(
        "/en/courses/small/lessons/first/questions/limit/answer/", {"answer": "64321", "number": 1}
    )
    for path in ("/en/", "/en/courses/small/"):
        text = learner_client.get(path).content.decode()
        assert "A small course" in text
        words = " ".join(text.split())
        assert "0 of 2 lessons worked through" in words
        assert "1 of 8 questions answered" in words
        assert "20 percent of the course" in words  # 2 of 10: one lesson read, one answer
        assert "points" not in words.split("How points are counted")[0]
        assert "percent of the course" not in client.get(path).content.decode()
    text = learner_client.get("/en/courses/small/").content.decode()
    assert "Lesson first" in text
    assert "How points are counted" in text
    assert "/en/courses/small/glossary/" in text


def test_home_offers_a_machine_and_says_how_long_a_course_is(
    db: None, tmp_path: Path, client: Client
) -> None:
    files = good_files()
    for path in (lesson_en, lesson_es):
        files[path] = re.sub(rb"minutes: \d+", b"minutes: 170", files[path])
    course_publish(folder_written(files, tmp_path))
    home = client.get("/en/").content.decode()
    assert "1 lesson, about 3 hours" in home
    assert "1 lab" in home
    lab = "/en/courses/my-course/labs/first-lab/"
    assert lab in home
    contents = client.get("/en/courses/my-course/").content.decode()
    assert contents.count(lab) == 1  # at the lesson that sends its readers there
    assert "map-others" not in contents
    page = client.get(lab).content.decode()
    assert "/en/courses/my-course/lessons/first-steps/" in page.split("lab-onward")[1]


def test_glossary(course: str, client: Client) -> None:
    text = client.get("/es/courses/small/glossary/").content.decode()
    assert 'id="namespace"' in text
    assert "Lo que un proceso ve del sistema." in text


def test_a_course_without_the_pages_language_says_so(
    db: None, folder: Path, client: Client
) -> None:
    for path in [*folder.rglob("*.es.md")]:
        path.unlink()
    course_change(folder, 'languages = ["en", "es"]', 'languages = ["en"]')
    for path in folder.glob("*.toml"):
        lines = path.read_text().splitlines()
        path.write_text(
            "\n".join(x for x in lines if not x.startswith(("es =", "taken.es", "where.es")))
        )
    course_publish(folder)
    for address in ("/es/", "/es/courses/small/", "/es/courses/small/lessons/first/"):
        text = client.get(address).content.decode()
        assert '<html lang="es"' in text
        assert 'lang="en"' in text


@pytest.mark.parametrize("path", ["/en/teach/", "/en/teach/small/revisions/{digest}/"])
def test_instructors_alone_manage(
    course: str,
    client: Client,
    guest_client: Client,
    learner_client: Client,
    instructor_client: Client,
    path: str,
) -> None:
    path = path.format(digest=selectors.course_current_or_404(course).digest)
    for other in (client, guest_client):
        response = other.get(path)
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]
    assert learner_client.get(path).status_code == 403
    assert learner_client.post(path).status_code in {403, 405}
    assert instructor_client.get(path).status_code == 200


def test_rolling_back_in_the_browser(
    course: str, folder: Path, instructor_client: Client, instructor: User
) -> None:
    first = selectors.course_current_or_404(course).digest
    course_change(folder, "The end.", "The very end.")
    course_publish(folder)
    path = f"/en/teach/small/revisions/{first}/"
    assert first[:12] in instructor_client.get("/en/teach/").content.decode()
    assert instructor_client.get(path).status_code == 200
    assert selectors.course_current_or_404(course).digest != first
    assert instructor_client.post(path, follow=True).status_code == 200
    assert selectors.course_current_or_404(course).digest == first
    assert Course.objects.get().current_by == instructor
    assert instructor_client.get("/en/teach/small/revisions/ffff/").status_code == 404


def test_images(db: None, folder: Path, client: Client) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
    for slug in ("01-first", "02-second"):
        (folder / "lessons" / slug / "pic.png").write_bytes(png)
    for path in folder.rglob("lesson.*.md"):
        path.write_text(path.read_text().replace("The end.", '![A picture](pic.png "Words.")'))
    course_publish(folder)
    page = client.get("/en/courses/small/lessons/first/").content.decode()
    address = page.split('<img src="')[1].split('"')[0]
    response = client.get(address)
    assert response.content == png
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert client.get(address.replace("pic.png", "pic.html")).status_code == 404
    assert client.get(address.replace("small", "other")).status_code == 404


def test_no_preview_state_without_a_preview(client: Client) -> None:
    assert client.get("/en/preview/state/").status_code == 404
