"""`course quizzes`: out of a folder, into blocks, and the instructors' download."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lessons.document.svg import svg_read
from lessons.exchange.imports import questions_import
from lessons.exchange.qti2.write import package_write
from tests.lessons.exchange.test_qti import kinds


def run(*words: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("course", "quizzes", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_out_and_in_again(folder: Path, tmp_path: Path) -> None:
    gift, package = tmp_path / "q.gift", tmp_path / "q.zip"
    text, _ = run("export", str(folder), "--language", "es")
    assert "El del anfitrión" in text
    run("export", str(folder), "--output", str(gift))
    _, said = run("export", str(folder), "--format", "qti", "--output", str(package))
    assert "8 questions" in said
    blocks, _ = run("import", str(gift))
    assert blocks.count("``` {.") == 8
    assert "``` {.numeric #first-limit tolerance=0}" in blocks
    made = tmp_path / "blocks.md"
    run("import", str(package), "--output", str(made))
    assert made.read_text().count("``` {.") == 8


def test_a_figure_is_written_beside_its_question(tmp_path: Path) -> None:
    package, made = tmp_path / "q.zip", tmp_path / "in" / "blocks.md"
    data, _ = package_write("x", [each for each in kinds if each[0] == "place"])
    package.write_bytes(data)
    blocks, said = run("import", str(package))
    assert "``` {.hotspot #place}" in blocks
    assert "goes with it: --output FILE.md writes both" in said
    made.parent.mkdir()
    run("import", str(package), "--output", str(made))
    (figure,) = made.parent.glob("*.svg")
    assert f"]({figure.name})" in made.read_text()
    assert svg_read(figure.read_bytes()).problems == ()
    run("import", str(package), "--output", str(made))
    figure.write_text("another")
    with pytest.raises(CommandError, match="is another picture: write elsewhere"):
        run("import", str(package), "--output", str(made))
    assert figure.read_text() == "another"


def test_what_cannot_be_is_said(folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.gift"
    wrong.write_bytes(b"\xfaGIFT")
    for words, said in (
        (("export", str(tmp_path / "none")), "course check"),
        (("export", str(folder), "--language", "fr"), "no question in fr"),
        (("export", str(folder), "--format", "qti"), "--output"),
        (("import", str(tmp_path / "none.gift")), "is no file"),
        (("import", str(wrong)), "neither in UTF-8"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*words)


def test_instructors_download(course: str, instructor_client: Client) -> None:
    page = instructor_client.get("/en/teach/").content.decode()
    for form in ("gift", "moodle", "qti", "qti3"):
        url = f"/en/teach/small/quizzes/es/{form}/"
        assert url in page
        response = instructor_client.get(url)
        assert "attachment" in response["Content-Disposition"]
        assert len(questions_import(response.content).blocks) == 8
    for wrong in ("fr/gift", "es/pdf"):
        assert instructor_client.get(f"/en/teach/small/quizzes/{wrong}/").status_code == 404


def test_learners_do_not(course: str, learner_client: Client, client: Client) -> None:
    url = "/en/teach/small/quizzes/en/gift/"
    assert learner_client.get(url).status_code == 403
    assert client.get(url).status_code == 302
