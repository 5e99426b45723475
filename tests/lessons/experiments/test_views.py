"""Predict, run, compare: what the lesson shows of a claim's experiment."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from labs.models import LabSession, Measurement
from lessons.models import FiguresShared, Prediction
from tests.conftest import client_of, user_make
from tests.lessons.experiments.conftest import kvm, measured, page, tcg
from tests.policy import directives
from virtlearn.people.models import User
from virtlearn.people.privacy.erase import account_erase
from virtlearn.people.services import guest_merge

pytestmark = pytest.mark.usefixtures("course")
htmx = {"HX-Request": "true"}


def predict(
    client: Client, claim: str, text: str, *, by_htmx: bool = True, es: bool = False
) -> Any:
    at = page.replace("/en/", "/es/") if es else page
    return client.post(
        f"{at}claims/{claim}/predict/",
        {"prediction": text},
        headers=htmx if by_htmx else {},
    )


def text_of(response: Any) -> str:
    """The text of a page, without tags."""
    bare = re.sub(r"<[^>]*>", "", response.content.decode())
    return " ".join(html.unescape(bare).split())


def region(response: Any, claim: str) -> str:
    """The text of one experiment of a page."""
    whole = response.content.decode()
    start = whole.index(f'id="experiment-{claim}"')
    return " ".join(
        html.unescape(re.sub(r"<[^>]*>", "", whole[start:].split("</section>")[0])).split()
    )


def test_a_visitor_is_asked_to_predict_and_sees_no_figure(client: Client) -> None:
    response = client.get(page)
    text = text_of(response)
    assert "Text says not measured yet and not measured yet." in text
    assert "It takes a while: not measured yet." in text
    assert "Predict first How long? (ms)" in region(response, "start")
    assert "Short indeed" in region(response, "many")
    assert "Test it yourself" in region(response, "plain")
    assert "Predict" not in region(response, "plain")
    assert "PUBLISHED" not in text  # it would be read before the prediction
    assert (
        'href="/en/courses/my-course/labs/first-lab/?claim=first-steps/start#task-say-hello"'
        in (response.content.decode())
    )


def test_a_prediction_is_kept_and_is_final(learner: User, learner_client: Client) -> None:
    assert "Your prediction: 300 ms" in text_of(predict(learner_client, "start", "300"))
    assert predict(learner_client, "start", "300 ms").status_code == 200  # the same again
    response = predict(learner_client, "start", "250")
    assert response.status_code == 422
    assert "You have predicted this, or seen the answer, already" in text_of(response)
    measured(learner, 812)
    response = predict(learner_client, "start", "812")
    assert response.status_code == 422
    assert "the prediction was not taken" in text_of(response)
    assert Prediction.objects.get().number == 300
    shown = region(learner_client.get(page), "start")
    assert "Your prediction 300 ms" in shown
    assert (
        "predict-form"
        not in learner_client.get(page).content.decode().split('id="experiment-many"')[0]
    )


def test_the_figure_stands_beside_the_prediction_and_what_was_published(
    learner: User, learner_client: Client
) -> None:
    predict(learner_client, "start", "300")
    predict(learner_client, "many", "short")
    for value in (790, 812, 850):
        measured(learner, value)
    response = learner_client.get(page)
    shown = region(response, "start")
    for words in (
        "How long? Your prediction 300 ms",
        "Your figure 812 ms median of 3 runs, 790 to 850",
        f"Measured on: {tcg}.",
        "Published figure 2.3 ms PUBLISHED [1]",
        "Your figure is 2.7 times your prediction. Here's why: BECAUSE it boots.",
        "Your figure, the diamond, is 812 ms. Your prediction: 300 ms. The line is logarithmic.",
        "this is not KVM's figure",
        "Once five people share their figures",
    ):
        assert words in shown
    shown = region(response, "many")
    assert "Your prediction Short indeed" in shown
    assert "Your prediction was wrong." in shown
    text = text_of(response)
    assert (
        "Text says 812 ms (median of 3 runs, 790 to 850; vm TCG on runc, which is not KVM)" in text
    )
    assert "and not measured yet." in text
    spanish = text_of(learner_client.get(page.replace("/en/", "/es/")))
    assert "812 ms" in spanish


def test_what_was_measured_on_something_else_is_another_figure(
    learner: User, learner_client: Client
) -> None:
    measured(learner, 900)
    measured(learner, 70, on=kvm)
    shown = region(learner_client.get(page), "start")
    assert "Your figure 70 ms one run" in shown
    assert "One more run was on something else" in shown
    assert "not KVM's" not in shown
    assert "none: it was measured before anything was predicted" in shown


@pytest.mark.parametrize(
    ("claim", "typed", "said"),
    [
        ("start", "", "written anything"),
        ("start", "soon", "could not be read as a number"),
        ("start", "3 s", "asked for in ms"),
        ("start", "1" * 500, "too long"),
        ("many", "", "chosen anything"),
        ("many", "never", "no longer exists"),
    ],
)
def test_what_cannot_be_taken_is_told_and_kept_in_the_field(
    learner_client: Client, claim: str, typed: str, said: str
) -> None:
    for by_htmx in (True, False):
        response = predict(learner_client, claim, typed, by_htmx=by_htmx)
        assert response.status_code == 422
        assert said in text_of(response)
        if claim == "start" and typed:
            assert f'value="{typed[:200]}"' in response.content.decode()
    assert not Prediction.objects.exists()


def test_numbers_are_read_as_the_language_writes_them(learner_client: Client) -> None:
    for es, typed, number in (
        (False, "1,234", 1234),
        (True, "1,234", 1.234),
        (True, "1.234", 1234),
    ):
        predict(learner_client, "start", typed, es=es)
        assert Prediction.objects.get().number == number
        Prediction.objects.all().delete()


def test_without_scripts_the_page_comes_back_at_the_claim(client: Client) -> None:
    response = predict(client, "start", "5", by_htmx=False)
    assert (response.status_code, response["Location"]) == (302, f"{page}#experiment-start")
    assert "Your prediction: 5 ms" in region(client.get(page), "start")
    assert Prediction.objects.get().user.is_guest


def test_only_claims_that_ask_take_a_prediction(learner_client: Client) -> None:
    for claim in ("plain", "overwrites", "nothing"):
        assert predict(learner_client, claim, "1").status_code == 404


def test_a_stranger_sees_and_changes_nothing_of_it(
    learner: User, learner_client: Client, stranger_client: Client
) -> None:
    predict(learner_client, "start", "300")
    measured(learner, 812)
    for path in (page, f"{page}figures/"):
        text = text_of(stranger_client.get(path, headers=htmx))
        assert "812" not in text
        assert "300" not in text
    predict(stranger_client, "start", "7")
    assert Prediction.objects.get(user=learner).number == 300
    assert "812" not in text_of(stranger_client.get("/en/figures/"))


def test_the_page_to_print_has_the_readers_own_figures(
    learner: User, learner_client: Client, stranger_client: Client
) -> None:
    url = "/en/courses/my-course/print/"
    assert "Text says not measured yet and" in text_of(learner_client.get(url))
    predict(learner_client, "start", "300")
    measured(learner, 812)
    whole = learner_client.get(url)
    text = text_of(whole)
    assert "Text says 812 ms (one run; vm TCG on runc, which is not KVM) and" in text
    assert "How long? Your prediction 300 ms" in text
    assert "Published figure 2.3 ms PUBLISHED" in text
    assert 'href="#first-steps--source-posix-shell"' in whole.content.decode()
    assert "812" not in text_of(stranger_client.get(url))


# --- figures as they come ------------------------------------------------------------------------


def test_figures_come_into_a_page_that_is_open(learner: User, learner_client: Client) -> None:
    before = learner_client.get(f"{page}figures/", headers=htmx).content.decode()
    assert before.count("data-version") == 4
    assert 'data-measure="other.key"' in before
    version = re.findall(r'data-version="(\w+)"', before)
    again = learner_client.get(f"{page}figures/", headers=htmx).content.decode()
    assert re.findall(r'data-version="(\w+)"', again) == version
    measured(learner, 812)
    after = learner_client.get(f"{page}figures/", headers=htmx).content.decode()
    assert "<strong>812 ms</strong>" in after
    changed = [
        old != new
        for old, new in zip(version, re.findall(r'data-version="(\w+)"', after), strict=True)
    ]
    assert changed == [True, True, False, False]  # those that ask come first


def test_the_address_of_figures_leads_to_the_page(learner_client: Client) -> None:
    response = learner_client.get(f"{page}figures/")
    assert (response.status_code, response["Location"]) == (302, page)


# --- the class -----------------------------------------------------------------------------------


def people(count: int, *, share: bool = True, on: str = tcg) -> list[User]:
    found = [user_make(f"person-{on[3:6]}-{number}-{share}") for number in range(count)]
    for number, user in enumerate(found):
        measured(user, 100 * (number + 1), on=on)
        if share:
            FiguresShared.objects.create(user=user)
    return found


def test_a_class_is_shown_from_five_people_on(learner: User, learner_client: Client) -> None:
    measured(learner, 250)
    people(4)
    people(3, share=False)
    people(9, on=kvm)
    shown = region(learner_client.get(page), "start")
    assert "Once five people share their figures" in shown
    assert "The class" not in shown
    learner_client.post("/en/figures/share/", {"share": "yes"})
    response = learner_client.get(page)
    shown = region(response, "start")
    assert "The class 5 people: 100 ms to 400 ms, median 250 ms" in shown
    assert "yours, the diamond, is 250 ms. 2 of them measured less." in shown
    assert "You are sharing yours" in shown
    assert (
        response.content.decode().split('id="experiment-many"')[0].count('class="mark class"') == 5
    )  # 4, and the key


def test_consent_is_taken_back_at_once(learner: User, learner_client: Client) -> None:
    others = people(5)
    measured(learner, 250)
    assert "The class 5 people" in region(learner_client.get(page), "start")
    client_of(others[0]).post("/en/figures/share/", {"share": "no"})
    assert "The class" not in region(learner_client.get(page), "start")
    assert "Your figures are yours alone" in text_of(client_of(others[0]).get("/en/figures/"))


def test_the_class_is_shown_to_nobody_without_a_figure(learner_client: Client) -> None:
    people(6)
    assert "The class" not in region(learner_client.get(page), "start")


def test_a_person_is_one_dot(learner: User, learner_client: Client) -> None:
    for user in people(5):
        measured(user, 5000)
    measured(learner, 250)
    assert "5 people" in region(learner_client.get(page), "start")


# --- a learner's own page, and the end -----------------------------------------------------------


def test_the_learners_page_lists_what_was_measured(learner: User, learner_client: Client) -> None:
    assert "Nothing has been measured yet" in text_of(learner_client.get("/en/figures/"))
    measured(learner, 812)
    text = text_of(learner_client.get("/en/figures/"))
    for words in ("Start of a machine", "812 ms one run", tcg, "(TCG, which is not KVM)"):
        assert words in text


def test_all_of_it_goes_with_the_account(learner: User, learner_client: Client) -> None:
    predict(learner_client, "start", "300")
    measured(learner, 812)
    FiguresShared.objects.create(user=learner)
    account_erase(user=learner, by=learner)
    for model in (Prediction, FiguresShared, Measurement, LabSession):
        assert not model._default_manager.exists()


def test_a_guests_predictions_come_along_and_their_consent_does_not(
    guest: User, guest_client: Client, learner: User
) -> None:
    predict(guest_client, "start", "300")
    FiguresShared.objects.create(user=guest)
    guest_merge(guest=guest, into=learner)
    assert Prediction.objects.get().user == learner
    assert not FiguresShared.objects.exists()


# --- beside the text -----------------------------------------------------------------------------


def test_only_a_lab_that_is_shown_beside_may_stand_in_a_frame(learner_client: Client) -> None:
    lab = "/en/courses/my-course/labs/first-lab/"
    plain = learner_client.get(lab)
    assert plain["X-Frame-Options"] == "DENY"
    assert directives(plain["Content-Security-Policy"])["frame-ancestors"] == {"'none'"}
    for beside in (
        learner_client.get(f"{lab}?beside=1"),
        learner_client.get(
            lab, headers={"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}
        ),
    ):
        assert beside["X-Frame-Options"] == "SAMEORIGIN"
        assert directives(beside["Content-Security-Policy"])["frame-ancestors"] == {"'self'"}
    foreign = learner_client.get(
        lab, headers={"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    )
    assert foreign["X-Frame-Options"] == "DENY"
    lesson = learner_client.get(page)
    assert directives(lesson["Content-Security-Policy"])["frame-src"] == {"'self'"}
    assert lesson["X-Frame-Options"] == "DENY"


def test_the_lab_leads_back_to_the_claim(learner_client: Client) -> None:
    lab = "/en/courses/my-course/labs/first-lab/"
    shown = learner_client.get(f"{lab}?claim=first-steps/start").content.decode()
    assert f'href="{page}#experiment-start"' in shown
    for wrong in ("", "x", "//evil.example/x", "a/b/c", "a/<b>"):
        shown = learner_client.get(lab, {"claim": wrong}).content.decode()
        assert "Back to the claim" not in shown


def test_a_unit_that_is_a_word_is_in_the_pages_language(
    course: str, learner: User, learner_client: Client
) -> None:
    measured(learner, 44, key="other.key", unit="words")
    for path in (page, "/en/figures/", "/en/courses/my-course/done/"):
        spanish = learner_client.get(path.replace("/en/", "/es/")).content.decode()
        assert "44 palabras" in " ".join(spanish.split()), path
        assert "44 words" not in spanish
        english = learner_client.get(path).content.decode()
        assert "44 words" in " ".join(english.split()), path
