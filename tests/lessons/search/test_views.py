"""The search page, with and without scripts; nothing that has to be earned is in it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.lessons.courses import course_publish, keys

page = "/en/courses/small/search/"
htmx = {"HX-Request": "true"}


def found(client: Client, query: str, path: str = page, **more: str) -> str:
    response = client.get(path, {"q": query, **more})
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_it_says_where_and_marks_what(course: str, client: Client) -> None:
    text = found(client, "namespace")
    assert 'href="/en/courses/small/glossary/#namespace"' in text
    assert 'href="/en/courses/small/lessons/first/#first"' in text
    assert "<mark>namespace</mark>" in text
    assert 'value="namespace"' in text


def test_questions_by_their_prompt(course: str, client: Client) -> None:
    text = found(client, "which kernel answers")
    assert 'href="/en/courses/small/lessons/second/#same-kernel"' in text
    assert "Lesson first · The first section" in text


def test_accents_make_no_difference(course: str, client: Client) -> None:
    spanish = "/es/courses/small/search/"
    assert "<mark>Lección</mark>" in found(client, "leccion", spanish)
    assert "<mark>nombres</mark>" in found(client, "NÓMBRES", spanish)


def test_the_other_language_is_told_of(course: str, client: Client) -> None:
    text = found(client, "espacio de nombres")
    assert "/es/courses/small/search/?q=espacio+de+nombres" in text


def test_one_kind_alone(course: str, client: Client) -> None:
    assert "questions" not in found(client, "namespace", **{"in": "glossary"}).split("<ol")[1]
    assert "#namespace" not in found(client, "namespace", **{"in": "lessons"}).split("<ol")[1]


def test_as_one_types(course: str, client: Client) -> None:
    response = client.get(page, {"q": "names"}, headers=htmx)
    text = response.content.decode()
    assert text.strip().startswith('<div id="results"')
    assert "<mark>namespace</mark>" in text
    assert "HX-Request" in response["Vary"]
    restored = client.get(page, headers={**htmx, "HX-History-Restore-Request": "true"})
    assert b"<html" in restored.content


@pytest.mark.parametrize("query", ["", "nothinglikethis", "<script>alert(1)</script>", "x" * 5000])
def test_nothing_found_is_said(course: str, client: Client, query: str) -> None:
    response = client.get(page, {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert b'class="found"' not in response.content


def test_no_key_is_found(course: str, client: Client) -> None:
    for key in keys:
        for path in (page, "/es/courses/small/search/"):
            results = client.get(path, {"q": key}, headers=htmx).content.decode()
            # What was asked for is said again; nothing else of it is there.
            shown = results.replace(f"“{key}”", "").split("<ol", 1)
            assert len(shown) == 1 or key not in shown[1].replace("<mark>", ""), key
    everything = client.get(page, {"q": "the which how a"}, headers=htmx).content.decode()
    assert [key for key in keys if key in everything] == []


def test_no_statement_is_needed(
    course: str, client: Client, django_assert_num_queries: object
) -> None:
    client.get(page, {"q": "kernel"})
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get(page, {"q": "namespace"})


def test_the_glossary_links_to_the_lessons(course: str, client: Client) -> None:
    text = client.get("/en/courses/small/glossary/").content.decode()
    assert 'id="letter-n"' in text
    assert 'id="namespace"' in text
    assert 'href="/en/courses/small/lessons/first/#first"' in text
    assert 'lang="es">espacio de nombres</span>' in text


answers_toml = """[which-kernel]
asked = ["kernel of a namespace"]
title.en = "Whose kernel?"
title.es = "¿De quién es el núcleo?"
text.en = "The <host>'s."
text.es = "Del anfitrión."
links = ["lesson:second#first", "lesson:first"]
"""


def test_an_answer_stands_above_what_is_found_and_leads_on(
    folder: Path, db: None, client: Client
) -> None:
    (folder / "answers.toml").write_text(answers_toml)
    course_publish(folder)
    text = found(client, "which kernel has the namespace?")
    assert "Whose kernel?" in text
    assert "The <host>'s." in text
    assert text.index("Whose kernel?") < text.index('<ol class="found"')
    assert '<a href="/en/courses/small/lessons/second/#first">The first section</a>' in text
    assert "¿De quién" in found(client, "kernel namespace", "/es/courses/small/search/")
    assert "Whose kernel?" not in found(client, "kernel")
    # Where one kind alone is looked for, it is none of it.
    assert "Whose kernel?" not in found(client, "kernel namespace", **{"in": "glossary"})


def test_every_page_searches_its_course_and_others_the_first_one(
    course: str, client: Client
) -> None:
    for path in ("/en/", "/en/accounts/login/", "/en/courses/small/lessons/first/"):
        text = client.get(path).content.decode()
        assert text.count('<dialog class="finder"') == 1, path
        assert re.search(r'href="/en/courses/small/search/"\s+data-finder', text), path


def test_without_a_course_nothing_can_be_searched(db: None, client: Client) -> None:
    assert "data-finder" not in client.get("/en/").content.decode()
