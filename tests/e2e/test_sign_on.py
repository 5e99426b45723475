"""Sign-on by a certified provider in a real browser: made, signed out, again; connected; tested."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import password
from tests.e2e.conftest import Console, picture, visitor
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_pages import examine_in_both_themes
from tests.site import free_port, root
from virtlearn.setup.steps import node_program

accounts = """
from virtlearn.people.models import User
User.objects.create_user("known", "carla@school.example", {password!r})
User.objects.create_user("the-head", "", {password!r}, role="head")
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSite]:
    """A site and its provider, each of which knows the other's address."""
    port = free_port()
    secret = tmp_path_factory.mktemp("secret") / "school"
    secret.write_text("of-the-client\n")
    settings = {
        "OUTBOUND_NETWORKS": "127.0.0.1",
        "SSO": "school",
        "SSO_SCHOOL_ISSUER": f"http://127.0.0.1:{port}",
        "SSO_SCHOOL_CLIENT_ID": "virtlearn",
        "SSO_SCHOOL_SECRET_FILE": str(secret),
        "SSO_SCHOOL_NAME": "School of Example",
        "SSO_SCHOOL_TEACHER_CLAIM": "groups:staff",
    }
    site = FakeSite()
    site.env.update(settings)
    with site, provider(port, f"{site.url}/sso/school/callback/"):
        site.command("shell", "-v", "0", "-c", accounts.format(password=password))
        yield site


class provider:  # noqa: N801 - used as a function
    """The certified provider as a process of node."""

    def __init__(self, port: int, back: str) -> None:
        node = str(node_program) if node_program.exists() else shutil.which("node")
        assert node, "node is missing"
        self.command = [node, "tests/oidc_provider.mjs", str(port), back]

    def __enter__(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=root,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        lines = iter(self.process.stdout.readline, "")
        assert any(line.strip() == "listening" for line in lines), "the provider has ended"

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def person(browser: Browser, here: FakeSite, console: Console) -> Iterator[Page]:
    with visitor(browser, here, console, "en") as page:
        page.route(is_elsewhere, lambda route: route.fulfill(body="", content_type="text/css"))
        yield page


def is_elsewhere(url: str) -> bool:
    """The provider's own pages ask for letters from afar."""
    return not url.startswith("http://127.0.0.1:")


def let_in(page: Page, name: str) -> None:
    """At the provider: who one is, and that the site may know."""
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()


def sign_in(page: Page, name: str) -> None:
    page.goto("/en/accounts/login/?next=/en/changes/")
    page.get_by_role("link", name="Sign in with School of Example").click()
    let_in(page, name)


def account_shows(page: Page, *texts: str) -> None:
    page.goto("/en/account/")
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def test_somebody_signs_in_out_and_in_again(person: Page, screenshots: Path) -> None:
    sign_in(person, "ana")
    expect(person).to_have_url(re.compile("/en/changes/$"))
    account_shows(person, "ana", "Learner", "ana@school.example")
    person.locator("main").get_by_role("button", name="Sign out").click()
    person.goto("/en/accounts/login/")
    picture(person, screenshots / "sign-on-login.png")
    assert examine_in_both_themes(person, "sign-on-login", screenshots) == []
    # The provider knows this browser still, and lets it in at once.
    person.get_by_role("link", name="Sign in with School of Example").click()
    account_shows(person, "ana")


def test_an_account_is_connected_by_its_password(person: Page, screenshots: Path) -> None:
    sign_in(person, "carla")
    expect(person.get_by_role("heading", level=1)).to_have_text("Is this account yours?")
    picture(person, screenshots / "sign-on-link.png")
    person.get_by_label("Password of that account").fill("a-guess")
    person.get_by_role("button", name="Connect and sign in").click()
    expect(person.get_by_role("alert")).to_contain_text("That isn't your password")
    person.get_by_label("Password of that account").fill(password)
    person.get_by_role("button", name="Connect and sign in").click()
    account_shows(person, "known")
    person.goto("/en/account/sign-on/")
    expect(person.locator("main")).to_contain_text("School of Example")


def test_groups_give_the_role(person: Page) -> None:
    sign_in(person, "staff-dora")
    account_shows(person, "staff-dora", "Instructor")


def test_an_address_that_nobody_confirmed(person: Page) -> None:
    sign_in(person, "bea")
    account_shows(person, "bea", "none given")


def test_a_head_sees_what_the_provider_sends(person: Page, screenshots: Path) -> None:
    person.goto("/en/accounts/login/")
    person.get_by_label("User name or e-mail").fill("the-head")
    person.get_by_label("Password", exact=True).fill(password)
    person.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    person.goto("/en/people/sign-on/")
    picture(person, screenshots / "sign-on-providers.png")
    person.get_by_role("link", name="Sign in to see what it sends").click()
    let_in(person, "staff-eva")
    expect(person.get_by_role("heading", level=1)).to_have_text("What the provider sent")
    expect(person.locator("main")).to_contain_text("staff-eva@school.example")
    expect(person.locator("main")).to_contain_text("staff, it-24")
    picture(person, screenshots / "sign-on-claims.png", full_page=True)
    account_shows(person, "the-head")
