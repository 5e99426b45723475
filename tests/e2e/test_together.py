"""A class predicts a claim together: a teacher, a learner and the projector in a browser, ten other
learners by their requests."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import APIRequestContext, Browser, Page, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_people import fresh, looked_at  # noqa: F401 - a fixture
from tests.site import Site

others = 10
# A machine of each would take the engine half an hour: their figures are written as its checks do.
figures = """
from django.utils import timezone
from labs.models import Measurement
from lessons.classes.together.selectors import asked_of
from lessons.models import Membership, PredictionRound
found = PredictionRound.objects.select_related("in_class__course").get()
claim = asked_of(found).claim
members = Membership.objects.filter(in_class=found.in_class, role="learner").order_by("pk")
for number, member in enumerate(members):
    Measurement.objects.create(
        user=member.user, course=found.in_class.course.slug, lab=claim.lab, key=claim.measure,
        value=400 + 10 * number, unit=claim.unit, measured_on="container on runc",
        measured_at=timezone.now(),
    )
"""


def send(request: APIRequestContext, page: str, **form: str) -> str:
    """Opens `page`, sends a form of it back, and gives the page that it leads to."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', request.get(page).text())
    assert token, page
    target = form.pop("to", page)
    sent = request.post(target, form={"csrfmiddlewaretoken": token[1], **form})
    assert sent.ok, (sent.status, sent.text()[:500])
    return sent.text()


def class_made(browser: Browser, site: Site, console: Console) -> tuple[Page, str, str]:
    """The site's first account makes a class: its page, the class's address and code."""
    link = re.search(r"http://\S+/first-run/\S+/", site.command("welcome"))
    assert link
    page = context_make(browser, site, "en", reduced_motion="reduce").new_page()
    console.listen(page)
    page.goto(link[0])
    page.locator("input[name=username]").fill("teacher")
    page.locator("input[name=password]").fill("a-long-enough-password")
    page.locator("main form button").click()
    page.goto("/en/classes/new/")
    page.locator("input[name=name]").fill("Networks 1A")
    page.locator("main form button").click()
    here = page.url
    page.goto(f"{here}join/")
    return page, here, page.locator(".join-code").inner_text()


def test_a_class_predicts_runs_and_compares(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
    screenshots: Path,
) -> None:
    site = fresh
    page, here, code = class_made(browser, site, console)
    learner = context_make(browser, site, "es", reduced_motion="reduce").new_page()
    console.listen(learner)
    join(learner, code)
    group = [context_make(browser, site, "en").request for _each in range(others)]
    for number, request in enumerate(group):
        send(request, f"/en/join/{code}/", name=f"Person {number}")

    page.goto(f"{here}together/")
    problems = looked_at(page, "together-begin", screenshots)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Put it before the class").click()
    expect(page.locator("#round-task [role=status]")).to_contain_text("0 of 11 have predicted.")
    of_round = page.url
    learner.reload()
    learner.get_by_role("link", name="Participar").click()
    predict(learner, "350")
    expect(page.locator("#round-task [role=status]")).to_contain_text("1 of 11 have predicted.")
    for number, request in enumerate(group):
        send(request, of_round, to=f"{of_round}answer/", prediction=typed(learner, 100 + number))
    expect(page.locator("#round-task [role=status]")).to_contain_text("11 of 11 have predicted.")
    problems += looked_at(page, "together-predict", screenshots)

    projector = page.context.new_page()
    console.listen(projector)
    projector.goto(f"{of_round}screen/")
    expect(projector.locator("#round-screen")).to_contain_text("nobody is to follow others")
    page.get_by_role("button", name="Go on: Run it").click()
    expect(learner.get_by_role("link", name="Compruébalo tú")).to_be_visible()
    site.command("shell", "-c", figures)
    expect(projector.locator("#round-screen")).to_contain_text("Measured")
    expect(projector.locator("#round-screen")).to_contain_text("11 people")
    expect(projector.locator("body")).not_to_contain_text("Person")
    problems += looked_at(projector, "together-screen", screenshots)

    page.get_by_role("button", name="Go on: Talk").click()
    page.get_by_role("button", name="Go on: Predict again").click()
    predict(learner, "450")
    page.get_by_role("button", name="Go on: Compare").click()
    expect(learner.locator("main")).to_contain_text("Predijiste otra vez")
    problems += looked_at(learner, "together-compare-es", screenshots)
    page.get_by_role("button", name="End the round").click()
    expect(learner.locator("#round-task")).to_contain_text("Esta ronda ha terminado.")
    assert not problems


def join(page: Page, code: str) -> None:
    page.goto(f"/es/join/{code}/")
    page.locator("#name").fill("Łukasz Żółć")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Networks 1A")


def typed(page: Page, number: int) -> str:
    """A number, or where the claim has choices one of them."""
    choices = page.locator("input[name=prediction][type=radio]")
    return (
        choices.nth(number % choices.count()).get_attribute("value") or ""
        if choices.count()
        else f"{number}"
    )


def predict(page: Page, number: str) -> None:
    """What the page asks for, and the server has it."""
    choices = page.locator("input[name=prediction][type=radio]")
    expect(page.locator("#round-send")).to_be_visible()
    if choices.count():
        choices.first.check()
    else:
        page.locator("#round-figure").fill(number)
    page.locator("#round-send").click()
    expect(page.locator("#round-send")).to_contain_text("Cambiar mi predicción")
