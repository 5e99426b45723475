"""Pages and files of statistics: for those who teach, of learners, without their names."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from lessons.assessment import question_bank
from lessons.models import Attempt, CourseTest
from lessons.publishing import selectors
from tests.conftest import client_of, user_make
from tests.lessons.analytics.made import answer, choice, learners, paper
from tests.lessons.courses import course_change, course_publish
from virtlearn.core.csv_text import csv_read
from virtlearn.people.models import Role

page = "/en/teach/small/results/"
question_page = page + "first/same-kernel/"
addresses = (
    page,
    page.replace("results/", "results.csv"),
    page.replace("results/", "results.json"),
    question_page,
    question_page[:-1] + ".csv",
    question_page[:-1] + ".json",
    "/en/teach/small/tasks/",
    "/en/teach/small/tasks.csv",
    "/en/teach/small/tasks.json",
)


def shown(client: Client, address: str) -> str:
    """The words of the page, in one line."""
    return words(client.get(address).content.decode())


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def rows(client: Client, address: str) -> list[dict[str, str]]:
    header, *found = csv_read(client.get(address).content.decode())
    return [dict(zip(header, row, strict=True)) for row in found]


def class_of_twelve() -> None:
    """Three are right everywhere, three nowhere; the key of the first question is as they are."""
    for number, user in enumerate(learners(12)):
        right = number // 3
        paper(user, [float(right >= least) for least in (1, 2, 3, 2)])


def class_that_fails_where_it_is_good() -> None:
    """Who is right elsewhere is wrong at the first question."""
    for number, user in enumerate(learners(12)):
        paper(user, [float(number < 4), *[float(number >= 6)] * 3])


def test_the_page_says_so_where_nobody_answered(course: str, instructor_client: Client) -> None:
    text = instructor_client.get(page).content.decode()
    assert "Nobody has answered a question of this course yet." in text
    assert "<table" not in text
    assert "Nobody has worked in a lab" in shown(instructor_client, "/en/teach/small/tasks/")


def test_few_are_too_few(course: str, instructor_client: Client) -> None:
    for user in learners(9):
        paper(user, (1, 0, 0, 1))
    text = shown(instructor_client, page)
    assert text.count("Too few answers") == 4
    assert "9 learners" in text
    assert "Internal consistency" not in text
    (row, *_) = rows(instructor_client, addresses[1])
    assert (row["people"], row["facility"], row["discrimination"]) == ("9", "1.0", "")


def test_the_page_shows_what_to_look_at(course: str, instructor_client: Client) -> None:
    class_that_fails_where_it_is_good()
    text = shown(instructor_client, page)
    assert text.count("Negative discrimination: is the key right?") == 1
    assert "Internal consistency (alpha)" in text
    found = {row["question_id"]: row for row in rows(instructor_client, addresses[1])}
    assert found["same-kernel"]["advice"] == "wrong-key"
    assert float(found["same-kernel"]["discrimination"]) < 0
    assert found["limit"]["discrimination"] > "0"
    assert found["same-kernel"]["guess"] == repr(1 / 3)
    assert found["same-kernel"]["effective_weight"] == ""  # it goes against the total


def test_the_first_answers_count_or_the_last(course: str, instructor_client: Client) -> None:
    user = user_make("ana")
    answer(user, "limit", "63")
    answer(user, "limit", "64321", number=2, fraction=1)
    teacher = user_make("teacher", Role.INSTRUCTOR)
    answer(teacher, "limit", "64321", fraction=1)
    for population, right in (("first", "0"), ("last", "1"), ("other", "0")):
        (row,) = rows(instructor_client, f"{addresses[1]}?answers={population}")
        assert (row["people"], row["right"]) == ("1", right), population
    assert 'aria-current="true">each learner' in instructor_client.get(page).content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_and_no_file_names_anybody(
    course: str, instructor_client: Client, language: str
) -> None:
    for user in learners(12, "lopez"):
        paper(user, (0, 0, 1, 1))
    for address in addresses:
        response = instructor_client.get(address.replace("/en/", f"/{language}/"))
        assert response.status_code == 200, address
        assert "lopez" not in response.content.decode(), address


def test_the_question_s_page_counts_its_options(course: str, instructor_client: Client) -> None:
    class_of_twelve()
    text = instructor_client.get(question_page).content.decode()
    assert "As it is asked now" in words(text)
    assert "The image's image-has-kernel 3 25 %" in words(text)
    assert "The host's right 9 75 %" in words(text)
    assert "Mean score by fifth" in text
    assert "<svg" in text
    assert "style=" not in text


def test_a_wrong_option_that_the_best_choose_is_marked(
    course: str, instructor_client: Client
) -> None:
    class_that_fails_where_it_is_good()
    assert "chosen by the best more than a right one" in shown(instructor_client, question_page)


def test_an_edit_begins_a_new_series_and_the_old_one_stays(
    course: str, folder: Path, instructor_client: Client
) -> None:
    class_of_twelve()
    course_change(folder, "Which kernel answers?", "Which kernel answers now?")
    course_publish(folder)
    selectors.current_forget()
    (answered_now,) = learners(1, "new")
    answer(answered_now, "same-kernel", choice("The image's"))
    found = {row["question_id"]: row for row in rows(instructor_client, addresses[1])}
    assert (found["same-kernel"]["people"], found["same-kernel"]["earlier"]) == ("1", "12")
    assert (found["limit"]["people"], found["limit"]["earlier"]) == ("12", "0")
    text = shown(instructor_client, question_page)
    assert text.index("As it is asked now") < text.index("As it was asked before")
    assert "Which kernel answers? 12 learners" in text
    # Its own learners are compared by what they did elsewhere, before and after the edit.
    series = json.loads(instructor_client.get(question_page[:-1] + ".json").content)["series"]
    assert [each["result"]["people"] for each in series] == [1, 12]
    assert series[1]["result"]["discrimination"] > 0
    assert len(series[1]["discrimination_interval"]) == 2
    assert series[1]["result"]["fifths"][-1] == 1


def test_answers_of_which_nobody_knows_what_was_asked_stand_alone(
    course: str, instructor_client: Client
) -> None:
    (user,) = learners(1)
    answer(user, "same-kernel", choice("The image's"))
    Attempt.objects.update(digest="", revision=None)
    assert "Answers to a form that is not known any more" in shown(instructor_client, question_page)


def test_what_several_typed_alike_is_listed(course: str, instructor_client: Client) -> None:
    for name, typed in (("ana", "63"), ("ben", " 63 "), ("cleo", "I am Cleo")):
        answer(user_make(name), "limit", typed)
    text = shown(instructor_client, page + "first/limit/")
    assert "63 2 learners" in text
    assert "I am Cleo" not in text


def test_a_mistake_is_named_even_where_the_words_are_not(
    course: str, instructor_client: Client
) -> None:
    answer(user_make("ana"), "pid-one", "init")
    assert "image-has-kernel one learner" in shown(instructor_client, page + "first/pid-one/")


def test_a_question_that_is_harder_in_one_language_is_marked(
    course: str, instructor_client: Client
) -> None:
    """Forty of each language, equally good elsewhere; in Spanish few are right at the first."""
    for language, right in (("en", 16), ("es", 4)):
        for number, user in enumerate(learners(40, language)):
            elsewhere = [float(number % 2)] * 3
            first = float(number // 2 < right)
            paper(user, [first, *elsewhere], language=language, device="touch")
    found = {row["question_id"]: row for row in rows(instructor_client, addresses[1])}
    told = found["same-kernel"]
    assert (told["dif_language_groups"], told["dif_language_category"]) == ("es / en", "C")
    assert float(told["dif_language_delta"]) < -1.5
    assert told["advice"] == "other-group"
    assert told["dif_device_category"] == ""  # all the same device
    assert found["limit"]["dif_language_groups"] in {"", "es / en"}
    assert "Difference by language" in shown(instructor_client, question_page)


def test_the_tests_of_a_course_have_their_own(course: str, instructor_client: Client) -> None:
    for number, user in enumerate(learners(12)):
        items = [
            {"lesson": "first", "question": "limit", "fraction": float(number > 3)},
            {"lesson": "second", "question": "limit", "fraction": float(number > 7)},
        ]
        share = sum(item["fraction"] for item in items) / 2  # type: ignore[misc]
        CourseTest.objects.create(
            user=user, course="small", kind="end", number=1, items=items, share=share
        )
    text = shown(instructor_client, page)
    assert "The test at the end 12 learners; 2 of 2 questions" in text
    found = rows(instructor_client, addresses[1])
    assert [(row["part"], row["lesson_id"]) for row in found] == [
        ("end", "first"),
        ("end", "second"),
    ]
    assert found[0]["facility"] == repr(8 / 12)
    # Two columns: x > 3 and x > 7 of twelve: phi = (4·4 - 4·0) / √(8·4·4·8).
    assert float(found[0]["discrimination"]) == pytest.approx(16 / 32)


def test_only_those_who_teach_see_it(
    course: str, client: Client, learner_client: Client, guest_client: Client
) -> None:
    stranger = client_of(user_make("stranger"))
    for address in addresses:
        assert client.get(address).status_code == 302, address
        assert guest_client.get(address).status_code == 302, address
        assert learner_client.get(address).status_code == 403, address
        assert stranger.get(address).status_code == 403, address


def test_what_is_not_there_has_no_page(course: str, instructor_client: Client) -> None:
    for address in (
        "/en/teach/other/results/",
        page + "first/other/",
        page + "other/limit/",
        page.replace("results/", "results.xls"),
        "/en/teach/other/tasks/",
    ):
        assert instructor_client.get(address).status_code == 404, address
    assert instructor_client.post(page).status_code == 405


def test_statements_do_not_grow_with_answers(
    course: str, instructor_client: Client, django_assert_max_num_queries: object
) -> None:
    for address in addresses:
        instructor_client.get(address)  # the lessons are read once
    class_of_twelve()
    for address in addresses:
        with django_assert_max_num_queries(9):  # type: ignore[operator]
            instructor_client.get(address)


def test_an_answer_is_seen_at_once(course: str, instructor_client: Client) -> None:
    ana, ben = learners(2)
    answer(ana, "limit")
    assert "One learner" in shown(instructor_client, page)
    answer(ben, "limit")
    assert "2 learners" in shown(instructor_client, page)


@pytest.mark.parametrize(("sent", "kept"), [("touch", "touch"), ("desk", "desk"), ("<b>", "")])
def test_an_answer_keeps_its_digest_and_one_word_of_the_device(
    course: str, learner_client: Client, sent: str, kept: str
) -> None:
    address = "/en/courses/small/lessons/first/"
    assert 'name="device" value="" data-device' in learner_client.get(address).content.decode()
    learner_client.post(
        address + "questions/limit/answer/", {"answer": "1", "number": "1", "device": sent}
    )
    (attempt,) = Attempt.objects.all()
    digest = selectors.course_current_or_404("small").digest
    assert attempt.device == kept
    assert attempt.digest == question_bank.digest_of("small", digest, "first", "limit") != ""
