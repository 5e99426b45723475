"""Two browsers on one shell: a link that is shared and taken back, an instructor who helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.conftest import password
from tests.e2e.conftest import Console, context_make, visitor
from tests.e2e.lab import lab_of, open_lab, screen, see, start, stop, type_line
from tests.e2e.test_pages import examine_in_both_themes
from tests.site import Site

make_instructor = """
from virtlearn.people.models import User
User.objects.filter(username='{0}').exists() or User.objects.create_user(
    username='{0}', password='{1}', role='head')
"""


@pytest.fixture
def bench(reader: Page, language: str) -> Iterator[Page]:
    """The learner's page with a running machine, which is stopped again."""
    with lab_of(reader, language):
        yield reader


@pytest.fixture
def other(browser: Browser, site: Site, console: Console, language: str) -> Iterator[Page]:
    """Another browser, whose reader is nobody yet."""
    with visitor(browser, site, console, language) as page:
        yield page


@pytest.fixture
def teacher(other: Page, site: Site, language: str) -> Page:
    """The other browser, with an instructor in it."""
    site.command("shell", "-c", make_instructor.format("msmith", password))
    other.goto(f"/{language}/accounts/login/")
    other.locator("input[name=login]").fill("msmith")
    other.locator("input[name=password]").fill(password)
    other.locator("main form button").click()
    expect(other.locator("header")).to_contain_text("msmith")
    return other


def link_make(page: Page, mode: str) -> str:
    share = page.locator("#people-share")
    if not share.locator("details[open]").count():
        share.locator("summary").click()
    share.locator(f"input[value={mode}]").check()
    links = share.locator(".people-links li")
    before = links.count()
    share.locator("form:has(input[name=mode]) button").click()
    expect(links).to_have_count(before + 1)
    expect(share.locator("[data-link]")).to_be_visible()
    return share.locator("[data-link]").input_value()


def come_in(page: Page, link: str, name: str = "") -> None:
    page.goto(link)
    page.locator("input[name=name]").fill(name)
    page.locator("main form button").click()
    expect(page.locator("#visit-state")).to_be_visible()


def send_out(page: Page, press: Locator) -> None:
    """Presses the learner's button, after which the other page shows nothing more. How soon that
    is: tests/labs/terminal/test_visitors.py."""
    press.click()
    expect(page.locator(".terminal-panel.covered")).to_be_visible()
    expect(page.locator("#visit-state.over")).to_be_visible()


def session_of(page: Page) -> str:
    return page.locator("#lab-state").get_attribute("data-session") or ""


def test_a_watcher_sees_the_same_characters_until_the_learner_ends_it(
    bench: Page, other: Page, console: Console
) -> None:
    """Show no. 5."""
    type_line(bench, "echo before-$((40+2))")
    see(bench, "before-42")
    link = link_make(bench, "watch")
    come_in(other, link, "Ana")
    see(other, "before-42")
    there = bench.locator("#people-there")
    expect(there).to_contain_text("Ana")
    expect(bench.locator("[data-people-announce]")).to_contain_text("Ana")
    type_line(bench, "echo both-$((40+3))")
    for page in (bench, other):
        see(page, r"both-43\s+learner@lab:\S+ *\n*$")  # all of it has come
    for _ in range(100):  # each is drawn in its own time
        theirs, mine = (screen(page).split() for page in (other, bench))
        if theirs == mine:
            break
        bench.wait_for_timeout(100)
    assert theirs == mine
    # What a watcher types goes nowhere.
    other.locator(".xterm-helper-textarea").focus()
    other.keyboard.type("echo sneaked")
    type_line(bench, "echo after-$((40+4))")
    for page in (bench, other):
        see(page, "after-44")
        assert "sneaked" not in screen(page)
    # The learner ends it.
    send_out(other, there.locator("form[action$='/end/'] button").first)
    expect(there).not_to_contain_text("Ana")  # the answer is there, and the focus with it
    type_line(bench, "echo secret-$((40+5))")
    see(bench, "secret-45")
    assert "secret-45" not in screen(other)
    other.goto(link)
    other.locator("main form button").click()
    expect(other.locator("main [role=alert]")).to_be_visible()
    assert all("403 (Forbidden)" in text for text in console.complaints)  # that answer
    console.complaints.clear()


def test_a_helper_types_and_a_link_that_is_stopped_ends_it(bench: Page, other: Page) -> None:
    first = link_make(bench, "type")
    come_in(other, first)
    see(other, "learner@lab")
    expect(bench.locator("#people-there li")).to_have_count(1)
    type_line(other, "echo help-$((50+1))")
    see(bench, "help-51")
    # Another link leaves this one alone, and so does a reload of the learner's page.
    second = link_make(bench, "watch")
    assert second != first
    bench.reload()
    see(bench, "help-51")
    assert first not in bench.content()
    expect(bench.locator("#people-there li")).to_have_count(1)
    share = bench.locator("#people-share")
    share.locator("summary").click()
    expect(share.locator(".people-links li")).to_have_count(2)
    send_out(other, share.locator(".people-links form button").first)
    expect(bench.locator("#people-there li")).to_have_count(0)
    assert other.request.get(first).status == 404
    assert other.request.get(second).status == 200
    bench.locator("#people-there form[action$='/visits/end/'] button").click()
    expect(share.locator(".people-links li")).to_have_count(0)
    assert other.request.get(second).status == 404


def test_a_visitor_sees_the_learners_size_and_terminals(
    bench: Page, other: Page, language: str
) -> None:
    other.set_viewport_size({"width": 400, "height": 700})
    come_in(other, link_make(bench, "watch"))
    see(other, "learner@lab")
    expect(bench.locator("#people-there li")).to_have_count(1)
    lines = other.locator(".terminal-panel:visible .xterm-rows > div")
    for number in range(20):  # the learner's page may give up a line to say who is there
        type_line(bench, f"echo size-{number}-$(stty size | tr ' ' x)-")
        rows, columns = see(bench, rf"size-{number}-(\d+)x(\d+)-").groups()
        see(other, rf"size-{number}-{rows}x{columns}-")  # and so it has been drawn at that size
        if lines.count() == int(rows):
            break
    expect(lines).to_have_count(int(rows))
    assert int(columns) > 50
    other.wait_for_function("document.documentElement.scrollWidth - innerWidth <= 1")
    bench.locator("#people-share summary").click()  # the menu lies above the terminal's tabs
    bench.locator("[data-tab-add]").click()
    see(bench, "learner@lab")
    expect(other.locator("[role=tab]")).to_have_count(2)
    type_line(bench, "echo second-$((60+1))")
    other.locator("[role=tab]").nth(1).click()
    see(other, "second-61")
    bench.locator("[data-tab-close]").click()
    expect(other.locator("[role=tab]")).to_have_count(1)


def test_news_are_fetched_after_an_answer_that_found_nothing_to_replace(
    bench: Page, other: Page
) -> None:
    """Two answers on their way: the first to come replaces what the other was meant for."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    link = link_make(bench, "watch")
    bench.route("**/people/", hold)
    bench.evaluate("htmx.trigger('#people-there', 'refresh')")
    while not held:
        bench.wait_for_timeout(20)
    with bench.expect_response("**/people/"):
        bench.evaluate("htmx.trigger('#lab-people', 'refresh')")
    with bench.expect_response("**/people/"):
        held[0].continue_()
    come_in(other, link, "Ana")
    expect(bench.locator("#people-there")).to_contain_text("Ana")


def test_a_raised_hand_is_seen_helped_and_lowered(
    bench: Page, teacher: Page, language: str
) -> None:
    hand = bench.locator("#people-hand")
    hand.locator("summary").click()
    hand.locator("input[name=note]").fill("It says <b>denied</b>")
    hand.locator("form button").click()
    expect(hand.locator("q")).to_have_text("It says <b>denied</b>")
    teacher.goto(f"/{language}/teach/labs/")
    session = session_of(bench)
    row = teacher.locator(f"tr.raised:has(#watch-{session})")
    expect(row.locator("q")).to_have_text("It says <b>denied</b>")
    expect(teacher).to_have_title(re.compile(r"^\(\d\) "))
    row.locator("button[value=type]").click()
    see(teacher, "learner@lab")
    there = bench.locator("#people-there")
    expect(there).to_contain_text("msmith")
    type_line(teacher, "echo let-me-$((70+1))")
    see(bench, "let-me-71")
    teacher.locator(".visit-state form[action$='/hand/'] button").click()
    expect(hand.locator("details")).to_be_visible()
    expect(teacher.locator(".visit-hand")).to_have_count(0)  # its own page has come
    see(teacher, "let-me-71")
    # From helping to watching, of which the learner is told.
    teacher.locator(".visit-state button[value=watch]").click()
    expect(teacher.locator("#visit-state")).to_have_attribute("data-mode", "watch")
    see(teacher, "let-me-71")
    expect(there).to_have_attribute("data-there", re.compile(r"^\d+:watch$"))
    # Sent out, the instructor waits for leave.
    send_out(teacher, there.locator("li form button"))
    expect(teacher.locator(".visit-state button[value=watch]")).to_have_count(0)
    there.locator("form[action$='/allow/'] button").click()
    expect(there.locator("form[action$='/allow/']")).to_have_count(0)
    teacher.goto(f"/{language}/teach/labs/")
    teacher.locator(f"#watch-{session}").click()
    see(teacher, "let-me-71")


def test_the_class_page_is_live(bench: Page, teacher: Page, language: str) -> None:
    teacher.goto(f"/{language}/teach/labs/")
    look = teacher.locator(f"#watch-{session_of(bench)}")
    raised = teacher.locator(f"tr.raised:has(#watch-{session_of(bench)})")
    expect(look).to_be_visible()
    expect(raised).to_have_count(0)
    look.focus()
    hand = bench.locator("#people-hand")
    hand.locator("summary").click()
    hand.locator("form button").click()
    expect(raised).to_have_count(1)
    expect(teacher.locator("#class-hands")).to_contain_text("1")
    expect(look).to_be_focused()  # the keyboard kept its place
    raised.locator("form[action$='/hand/'] button").click()
    expect(raised).to_have_count(0)
    expect(look).to_be_visible()
    expect(hand.locator("details")).to_be_visible()
    stop(bench)
    expect(look).to_have_count(0)


def test_without_scripts_one_shares_and_raises_a_hand(
    bench: Page, site: Site, language: str
) -> None:
    state = bench.context.storage_state()
    browser = bench.context.browser
    assert browser
    context = browser.new_context(base_url=site.url, java_script_enabled=False, storage_state=state)
    page = context.new_page()
    open_lab(page, language)
    page.locator("#people-hand summary").click()
    page.locator("#people-hand form button").click()
    expect(page.locator("#people-hand summary")).to_have_text(
        {"en": "Hand raised", "es": "Mano levantada"}[language], use_inner_text=False
    )
    page.locator("#people-hand summary").click()
    expect(page.locator("#people-hand form[action$='/hand/lower/']")).to_be_visible()
    page.locator("#people-share summary").click()
    page.locator("#people-share form:has(input[name=mode]) button").click()
    link = page.locator("[data-link]").input_value()
    assert "/shared/" in link
    page.locator("main a[href$='#lab-people']").click()
    page.locator("#people-share summary").click()
    page.locator(".people-links form button").click()
    assert page.request.get(link).status == 404
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_visits_are_accessible(
    browser: Browser, site: Site, width: int, screenshots: Path
) -> None:
    """The learner's with a visitor and a link, the visitor's while there and after, the class."""
    site.command("shell", "-c", make_instructor.format("msmith", password))
    viewport = {"width": width, "height": 800}
    contexts = [
        context_make(browser, site, "en", reduced_motion="reduce", viewport=viewport)
        for _ in range(3)
    ]
    mine, theirs, teacher = (context.new_page() for context in contexts)
    teacher.goto("/en/accounts/login/")
    teacher.locator("input[name=login]").fill("msmith")
    teacher.locator("input[name=password]").fill(password)
    teacher.locator("main form button").click()
    open_lab(mine, "en")
    start(mine)
    link = link_make(mine, "type")
    theirs.goto(link)
    problems = examine_in_both_themes(theirs, f"visit-door-{width}", screenshots)
    theirs.goto(link + "x/")
    problems += examine_in_both_themes(theirs, f"visit-no-link-{width}", screenshots)
    come_in(theirs, link, "Ana")
    see(theirs, "learner@lab")
    expect(mine.locator("#people-there li")).to_have_count(1)
    mine.locator("#people-hand summary").click()
    problems += examine_in_both_themes(mine, f"visit-learner-{width}", screenshots)
    mine.locator("#people-hand form button").click()
    expect(mine.locator("#people-hand form[action$='/lower/']")).to_be_visible()
    problems += examine_in_both_themes(mine, f"visit-hand-{width}", screenshots)
    problems += examine_in_both_themes(theirs, f"visit-visitor-{width}", screenshots)
    teacher.goto("/en/teach/labs/")
    problems += examine_in_both_themes(teacher, f"visit-class-{width}", screenshots)
    teacher.locator(f"#watch-{session_of(mine)}").click()
    see(teacher, "learner@lab")
    problems += examine_in_both_themes(teacher, f"visit-instructor-{width}", screenshots)
    expect(mine.locator("#people-there li")).to_have_count(2)
    mine.locator("#people-there form[action$='/visits/end/'] button").click()
    expect(theirs.locator("#visit-state.over")).to_be_visible()
    expect(teacher.locator("#visit-state.over")).to_be_visible()
    expect(mine.locator(".people-barred")).to_be_visible()
    problems += examine_in_both_themes(theirs, f"visit-over-{width}", screenshots)
    problems += examine_in_both_themes(teacher, f"visit-sent-out-{width}", screenshots)
    problems += examine_in_both_themes(mine, f"visit-barred-{width}", screenshots)
    stop(mine)
    for context in contexts:
        context.close()
    assert problems == []
