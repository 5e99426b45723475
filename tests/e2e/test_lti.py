"""A launch from another site's page in a real browser: in its frame, and in a window."""

from __future__ import annotations

import html
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_pages import examine_in_both_themes
from tests.lti_platform import School, claim, instructor
from tests.site import Site

deep = "https://purl.imsglobal.org/spec/lti-dl/claim/"
registered = """
from lessons.models import LtiDeployment, LtiPlatform
row = LtiPlatform.objects.create(name="School", issuer={url!r}, client_id="tool-1",
    auth_url={url!r} + "/auth", token_url={ip!r} + "/token", jwks_url={ip!r} + "/jwks")
LtiDeployment.objects.create(platform=row, deployment_id="d1")
"""


@pytest.fixture(scope="module")
def here() -> Iterator[Site]:
    with Site({"OUTBOUND_NETWORKS": "127.0.0.1"}) as running:
        yield running


@pytest.fixture(scope="module")
def school(here: Site) -> Iterator[School]:
    """At another host than the site, so that its frames are of another site."""
    found = School()
    ip, found.url = found.url, found.url.replace("127.0.0.1", "localhost")
    here.command("shell", "-v", "0", "-c", registered.format(url=found.url, ip=ip))
    yield found
    found.close()


def form(action: str, fields: dict[str, str]) -> str:
    """A page that sends a form at once, as platforms do."""
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
    sent = "<script>document.forms[0].submit()</script>"
    return f'<form method="post" action="{html.escape(action)}">{inputs}</form>{sent}'


def links(school: School, site: Site, **claims: Any) -> None:
    """The platform's pages: a course with the link in a frame, its sign-in, its way back."""
    target = f"{site.url}/lti/launch/"
    query = {
        "iss": school.url,
        "login_hint": "h",
        "client_id": "tool-1",
        "target_link_uri": target,
    }
    begin = html.escape(f"{site.url}/lti/login/?{urlencode(query)}")

    def auth(asked: dict[str, Any]) -> str:
        now = int(time.time())
        given = {
            f"{claim}target_link_uri": target,
            f"{claim}custom": {"target": "lesson/containers-vs-kvm/kernel-boundary"},
            "iat": now,
            "exp": now + 300,
            **claims,
        }
        token = school.sign(school.claims(asked, **given))
        return form(asked["redirect_uri"], {"state": asked["state"], "id_token": token})

    page = '<!doctype html><html lang="en"><title>LMS</title>'
    framed = f'{page}<h1>LMS</h1><iframe title="tool" width="900" height="700" src="{begin}">'
    school.pages = {
        "/framed": lambda _asked: f"{framed}</iframe>",
        "/plain": lambda _asked: f'{page}<a href="{begin}">Open</a>',
        "/auth": auth,
        "/back": lambda asked: f"{page}<p>came back with {len(asked['JWT'])} letters",
        "/favicon.ico": lambda _asked: "",
    }


def arrived(page: Page, site: Site) -> None:
    """Past the question of who one is, at the lesson."""
    page.wait_for_url(f"{site.url}/en/**")
    if "/platforms/welcome/" in page.url:
        page.locator("main form button").click()
    expect(page).to_have_url(f"{site.url}/en/courses/containers-vs-kvm/lessons/kernel-boundary/")
    expect(page.locator("[data-signed-in]")).to_be_visible()


def test_a_link_of_a_page_leads_to_the_lesson(
    browser: Browser, here: Site, school: School, console: Console, screenshots: Any
) -> None:
    links(school, here, sub="plain")
    page = context_make(browser, here, "en").new_page()
    console.listen(page)
    page.goto(f"{school.url}/plain")
    page.locator("a").click()
    page.wait_for_url("**/platforms/welcome/")
    assert examine_in_both_themes(page, "lti-welcome", screenshots) == []
    arrived(page, here)


@pytest.mark.parametrize("kept", [True, False])
def test_in_a_frame_it_takes_one_click(
    browser: Browser, here: Site, school: School, kept: bool
) -> None:
    """Also where no cookie is kept in frames: it is gone when the platform sends its form. (No
    switch of Chromium's headless shell blocks cookies of other sites.)"""
    links(school, here, sub=f"framed-{kept}")
    context = context_make(browser, here, "en")
    page = context.new_page()

    def forget(route: Route) -> None:
        context.clear_cookies()
        route.continue_()

    if not kept:
        context.route("**/lti/launch/", forget, times=1)
    page.goto(f"{school.url}/framed")
    frame = page.frame_locator("iframe")
    button = frame.locator("main form button" if kept else "main a.button")
    with page.expect_popup() as opened:
        button.click()
    arrived(opened.value, here)
    # No other page of the site shows in a frame, not even now.
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(f"document.querySelector('iframe').src = '{here.url}/en/'")
    end = time.monotonic() + 20
    while not any("frame-ancestors" in each for each in said) and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert any("frame-ancestors 'none'" in each for each in said)


def test_content_is_chosen_in_the_frame(
    browser: Browser, here: Site, school: School, console: Console, screenshots: Any
) -> None:
    asked = {
        "deep_link_return_url": f"{school.url}/back",
        "accept_types": ["ltiResourceLink"],
        "accept_multiple": True,
    }
    more = {
        f"{claim}message_type": "LtiDeepLinkingRequest",
        f"{claim}roles": [instructor],
        f"{deep}deep_linking_settings": asked,
    }
    links(school, here, sub="t", **more)
    page = context_make(browser, here, "en").new_page()
    console.listen(page)
    page.goto(f"{school.url}/framed")
    frame = page.frame_locator("iframe")
    frame.locator("input[name=item]").first.check()
    frame.locator("main form button").click()
    expect(frame.locator("body")).to_contain_text("came back with")
