"""Questions brought in by browser: seen one by one, chosen, downloaded; nothing is kept."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lessons.authoring.views.importing import upload_most
from tests.lessons.exchange.test_moodle_in import answer, quiz
from tests.lessons.exchange.test_out import png

url = "/en/teach/import/"
gift = "::one::Sky?{T}\n\n::two::Which {=a =b ~c}\n\n::three::Explain.{}\n\n::four::How? {#3}"

pytestmark = pytest.mark.django_db


def looked_at(client: Client, data: bytes, name: str = "x.gift", language: str = "en") -> str:
    file = SimpleUploadedFile(name, data)
    response = client.post(url.replace("en", language, 1), {"file": file})
    assert response.status_code == 200
    return str(response.content.decode())


def again(page: str) -> str:
    found = re.search(r'name="again" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_each_question_is_seen_with_its_reason(instructor_client: Client) -> None:
    assert 'href="/en/teach/import/"' in instructor_client.get("/en/teach/").content.decode()
    assert 'type="file"' in instructor_client.get(url).content.decode()
    page = looked_at(instructor_client, gift.encode())
    assert "x.gift, GIFT: in 4, out 3 (1 as text), left 1." in " ".join(page.split())
    assert page.count('name="take"') == 3
    assert "2 choices are right by themselves" in page
    assert "an essay is not graded here" in page
    assert "{.numeric #four tolerance=0}" in page
    spanish = " ".join(looked_at(instructor_client, gift.encode(), language="es").split())
    assert "entran 4, salen 3 (1 como texto), quedan fuera 1." in spanish


def test_what_is_ticked_is_downloaded(instructor_client: Client) -> None:
    sent = again(looked_at(instructor_client, gift.encode()))
    response = instructor_client.post(url, {"again": sent, "name": "x.gift", "take": ["0", "3"]})
    assert response["Content-Disposition"] == 'attachment; filename="questions.md"'
    text = response.content.decode()
    assert re.findall(r"#(\w+)", text) == ["one", "four"]


def test_pictures_come_in_a_zip(instructor_client: Client) -> None:
    data = base64.b64encode(png).decode()
    source = quiz("truefalse", '<img src="@@PLUGINFILE@@/a.png" alt="A dot"/>').replace(
        "</questiontext>",
        f'<file name="a.png" path="/" encoding="base64">{data}</file></questiontext>'
        + answer("100", "true")
        + answer("0", "false"),
    )
    sent = again(looked_at(instructor_client, source.encode(), "x.xml"))
    response = instructor_client.post(url, {"again": sent, "name": "x.xml", "take": "0"})
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["questions.md", "a.png"]
        assert archive.read("a.png") == png


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "exchange-no-file"),
        ({"again": "no base64!"}, "exchange-no-file"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7")}, "exchange-unknown"),
        ({"file": SimpleUploadedFile("x.gift", b"a" * (upload_most + 1))}, "exchange-too-large"),
    ],
)
def test_what_cannot_be_read_says_why(
    instructor_client: Client, sent: dict[str, object], code: str
) -> None:
    response = instructor_client.post(url, sent)
    assert response.status_code == 422
    assert f'data-code="{code}"' in response.content.decode()


def test_markup_of_others_is_shown_and_not_done(instructor_client: Client) -> None:
    page = looked_at(instructor_client, b"::<script>alert(1)</script>::Sky <script>x</script>?{T}")
    assert "<script>alert" not in page
    assert "<script>x" not in page


def test_learners_do_not(learner_client: Client, client: Client) -> None:
    assert learner_client.post(url, {"again": "USB7VH0="}).status_code == 403
    assert client.get(url).status_code == 302
