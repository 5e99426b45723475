"""Answers and hints, with and without scripts."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from lessons.models import Attempt
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from virtlearn.people.models import User

page = "/en/courses/small/lessons/first/"
htmx = {"HX-Request": "true"}


def answer(
    client: Client,
    question: str,
    *texts: str,
    number: int = 1,
    order: str = "",
    by_htmx: bool = True,
) -> Any:
    return client.post(
        f"{page}questions/{question}/answer/",
        {"answer": list(texts), "number": number, "order": order},
        headers=htmx if by_htmx else {},
    )


def text_of(response: Any) -> str:  # the test client has a class of its own for each kind
    return html.unescape(response.content.decode())


def choices(course: str, name: str) -> ChoiceQuestion:
    published = selectors.course_current_or_404(course)
    lesson = selectors.lesson_get(published, "first", "en")
    assert lesson is not None
    for part in lesson.parts:
        question = getattr(part, "question", None)
        if isinstance(question, ChoiceQuestion) and question.id == name:
            return question
    raise LookupError(name)


def test_a_wrong_answer_says_why_and_no_more(course: str, learner_client: Client) -> None:
    right, wrong, _none = choices(course, "same-kernel").choices
    response = answer(learner_client, "same-kernel", wrong.id)
    assert response.status_code == 200
    text = text_of(response)
    assert text.startswith("<section")
    assert "Not right yet." in text
    assert "WRONGKEY" in text
    for hidden in ("RIGHTKEY", "NONEKEY", "EXPLAINED", "Right answer", "image-has-kernel"):
        assert hidden not in text
    assert "2 tries left, worth up to 1.33" in text
    assert 'role="status"' in text
    assert "autofocus" in text
    text = text_of(answer(learner_client, "same-kernel", right.id, number=2))
    assert "Points: 1.33 of 2." in text
    for shown in ("RIGHTKEY", "WRONGKEY", "NONEKEY", "EXPLAINED", "Right answer", "Your answer"):
        assert shown in text
    assert "answer-form" not in text
    assert 'hx-swap-oob="true"' in text
    assert "1 of 4 questions answered" in text
    assert "1.33 of 8" not in text  # progress is in whole numbers


def test_without_scripts_the_page_comes_back_at_the_question(
    course: str, learner_client: Client
) -> None:
    wrong = choices(course, "same-kernel").choices[1]
    response = answer(learner_client, "same-kernel", wrong.id, by_htmx=False)
    assert (response.status_code, response["Location"]) == (302, f"{page}#same-kernel")
    text = text_of(learner_client.get(page))
    assert "WRONGKEY" in text
    assert "RIGHTKEY" not in text
    assert "autofocus" not in text


def test_what_cannot_be_read_is_no_attempt(course: str, learner_client: Client) -> None:
    for by_htmx in (True, False):
        response = answer(learner_client, "limit", "many", by_htmx=by_htmx)
        assert response.status_code == 422
        text = text_of(response)
        assert "could not be read as a number" in text
        assert 'aria-invalid="true"' in text
        assert 'aria-describedby="limit-prompt limit-fault"' in text
        assert 'value="many"' in text
        assert ("<html" in text) is not by_htmx
    assert "in processes" in text_of(answer(learner_client, "limit", "5 GB"))
    assert "written anything" in text_of(answer(learner_client, "limit", ""))
    assert "chosen anything" in text_of(answer(learner_client, "several"))
    assert answer(learner_client, "several", "c000000000000").status_code == 422
    assert Attempt.objects.count() == 0


def test_numbers_with_units_and_commas(course: str, learner_client: Client) -> None:
    text = text_of(answer(learner_client, "limit", "64 321,0 processes"))
    assert "Points: 1 of 1." in text
    assert "NUMBERKEY" in text


def test_the_last_attempt_closes_and_explains(course: str, learner_client: Client) -> None:
    for number, word in ((1, "x"), (2, "y")):
        assert "secretword" not in text_of(answer(learner_client, "pid-one", word, number=number))
    text = text_of(answer(learner_client, "pid-one", "init", number=3))
    for shown in ("this was the last attempt", "INITKEY", "secretword", "WORDKEY", "0 of 1"):
        assert shown in text
    assert "secretword" in text_of(answer(learner_client, "pid-one", "secretword", number=4))
    assert Attempt.objects.count() == 3


def test_part_of_several(course: str, learner_client: Client) -> None:
    ids = [choice.id for choice in choices(course, "several").choices]
    text = text_of(answer(learner_client, "several", ids[0]))
    assert "Partly right." in text
    assert "Points: 2 of 4." in text
    assert "2 so far. 2 tries left, worth up to 3.33" in " ".join(text.split())
    assert text.count("checked") == 1  # the tick stays, with its mark
    assert 'class="tag solution"' in text
    text = text_of(answer(learner_client, "several", ids[0], ids[1], number=2))
    assert "Points: 3.33 of 4." in text


def test_the_order_stays_after_a_wrong_answer(course: str, learner_client: Client) -> None:
    wrong = choices(course, "same-kernel").choices[1]
    ids = sorted((each.id for each in choices(course, "same-kernel").choices), reverse=True)
    data = {"answer": wrong.id, "number": 1, "order": " ".join(ids)}
    url = f"{page}questions/same-kernel/answer/"
    shown = text_of(learner_client.post(url, data, headers={"HX-Request": "true"}))
    for text in (shown, text_of(learner_client.get(page))):
        places = [text.index(f'value="{each}"') for each in ids]
        assert places == sorted(places)


def test_the_same_answer_again_is_no_attempt(course: str, learner_client: Client) -> None:
    answer(learner_client, "limit", "63")
    for by_htmx in (True, False):
        again = answer(learner_client, "limit", "63", number=2, by_htmx=by_htmx)
        assert again.status_code == 422
        assert 'data-code="answer-same"' in text_of(again)
    assert Attempt.objects.count() == 1


def test_sent_twice_is_one_attempt(course: str, learner_client: Client) -> None:
    wrong = choices(course, "same-kernel").choices[1]
    texts = [text_of(answer(learner_client, "same-kernel", wrong.id)) for _ in range(2)]
    assert Attempt.objects.count() == 1
    assert all("2 tries left" in text for text in texts)


def test_what_does_not_count_any_more_is_said(course: str, learner_client: Client) -> None:
    right, wrong, none = choices(course, "same-kernel").choices
    answer(learner_client, "same-kernel", wrong.id)
    # From another page, which was loaded before; the same form sent twice is the same answer.
    for by_htmx in (True, False):
        stale = answer(learner_client, "same-kernel", none.id, by_htmx=by_htmx)
        assert 'data-code="answer-sent-before"' in text_of(stale)
        assert "then answer again" in text_of(stale)
    assert "data-code" not in text_of(answer(learner_client, "same-kernel", wrong.id))
    answer(learner_client, "same-kernel", right.id, number=2)
    closed = text_of(answer(learner_client, "same-kernel", wrong.id, number=3))
    assert 'data-code="answer-closed"' in closed
    assert "RIGHTKEY" in closed
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("number", ["0", "-1", "x", "9999999999999999999", "", "²"])
def test_numbers_that_no_form_sends(course: str, learner_client: Client, number: str) -> None:
    path = f"{page}questions/limit/answer/"
    response = learner_client.post(path, {"answer": "1", "number": number}, headers=htmx)
    assert response.status_code == 200
    assert Attempt.objects.count() == 0


def test_the_order_that_was_shown_is_kept(course: str, client: Client, learner: User) -> None:
    text = text_of(client.get(page))
    orders = re.findall(r'name="order"\s+value="([^"]*)"', text)
    question = choices(course, "same-kernel")
    assert sorted(orders[0].split()) == sorted(choice.id for choice in question.choices)
    places = [text.index(f'value="{each}"') for each in orders[0].split()]
    assert places == sorted(places)
    # The visitor becomes a guest by answering; what was shown to the visitor is what is kept.
    answer(client, "same-kernel", question.choices[1].id, order=orders[0])
    assert Attempt.objects.get().order == orders[0].split()
    closed = text_of(answer(client, "same-kernel", question.choices[0].id, number=2, order="x y"))
    order = Attempt.objects.get(number=2).order
    assert sorted(order) == sorted(orders[0].split())
    names = {choice.id: choice.html for choice in question.choices}
    places = [closed.index(html.unescape(names[each])) for each in order]
    assert places == sorted(places)


def test_hints_come_one_at_a_time(course: str, client: Client) -> None:
    path = f"{page}questions/same-kernel/hint/"
    first = text_of(client.post(path, {"number": 1}, headers=htmx))
    assert "FIRSTHINT" in first
    assert "SECONDHINT" not in first
    response = client.post(path, {"number": 2})
    assert (response.status_code, response["Location"]) == (302, f"{page}#same-kernel")
    text = text_of(client.get(page))
    assert "SECONDHINT" in text
    assert "Show another hint" not in text


def test_nobody_sees_anothers_answers(
    course: str, learner_client: Client, stranger_client: Client, client: Client
) -> None:
    right = choices(course, "same-kernel").choices[0]
    answer(learner_client, "same-kernel", right.id)
    assert "RIGHTKEY" in text_of(learner_client.get(page))
    for other in (stranger_client, client):
        assert "RIGHTKEY" not in text_of(other.get(page))


def test_a_guests_answers_are_kept_when_signing_in(
    course: str, client: Client, learner: User
) -> None:
    answer(client, "pid-one", "secretword")
    assert Attempt.objects.get().user.is_guest
    login = {"login": "learner", "password": "a-long-enough-password"}
    assert client.post("/en/accounts/login/", login).status_code == 302
    assert Attempt.objects.get().user == learner
    assert "WORDKEY" in text_of(client.get(page))


def test_typed_markup_is_text(course: str, learner_client: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    raw = answer(learner_client, "pid-one", hostile).content.decode()
    assert "<script" not in raw
    assert "&lt;script&gt;" in raw
    assert "<script>alert" not in learner_client.get(page).content.decode()
