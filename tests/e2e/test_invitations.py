"""Invitations by mail through a whole site: the keeper sends them to a real mail server, the page
says by itself what became of each, and a link lets its reader in, in their language.
"""

from __future__ import annotations

import re
from email import message_from_string, policy
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.test_people import looked_at
from tests.e2e.test_visits import make_instructor
from tests.mail_server import Server
from tests.site import Site

password = "of-the-teacher-alone"
made = """
from lessons.classes.services import class_create
from lessons.models import Course
from virtlearn.people.models import User
by = User.objects.get(username='teacher')
course = Course.objects.get()
print(class_create(course=course, by=by, name='Networks 1A', time_zone='Europe/Berlin').pk)
"""


def test_invitations_go_out_and_lead_in(
    browser: Browser, mail_server: Server, console: Console, screenshots: Path
) -> None:
    mail_server.answers = {"<gone@": "550 5.1.1 nobody of that name"}
    env = {
        "EMAIL_HOST": "localhost",
        "EMAIL_PORT": str(mail_server.port),
        "EMAIL_USE_SSL": "yes",
        "EMAIL_HOST_USER": "site",
        "EMAIL_HOST_PASSWORD": "a-secret",
    }
    with Site(env) as site:
        site.command("shell", "-v0", "-c", make_instructor.format("teacher", password))
        number = site.command("shell", "-v0", "-c", made).split()[-1]
        page = context_make(browser, site, "en", reduced_motion="reduce").new_page()
        console.listen(page)
        page.goto("/en/accounts/login/")
        page.locator("input[name=login]").fill("teacher")
        page.locator("input[name=password]").fill(password)
        page.locator("main form button").first.click()
        page.goto(f"/en/classes/{number}/people/")
        page.locator("a[href$='/invitations/']").click()
        page.locator("#addresses").fill("Ana Ruiz <ana@example.org>\ngone@example.org")
        page.locator("#language").select_option("es")
        page.locator("main form.narrow button").click()
        ana = page.locator("tr", has_text="ana@example.org")
        page.locator("#addresses").fill("typed meanwhile")
        expect(ana).to_have_attribute("data-state", "sent", timeout=20_000)
        gone = page.locator("tr", has_text="gone@example.org")
        expect(gone).to_have_attribute("data-state", "failed", timeout=20_000)
        expect(gone).to_contain_text("550 5.1.1 nobody of that name")
        assert page.locator("#addresses").input_value() == "typed meanwhile"
        problems = looked_at(page, "invitations", screenshots)

        [text] = mail_server.messages
        body = message_from_string(text, policy=policy.default).get_content()
        link = re.search(r"http://\S+/es/invited/\S+/", body)
        assert link, body
        context = context_make(
            browser,
            site,
            "es",
            java_script_enabled=False,
            viewport={"width": 390, "height": 800},
        )
        reader = context.new_page()
        reader.goto(link[0])
        picture(reader, screenshots / "invited-es.png", full_page=True)
        expect(reader.locator("#name")).to_have_value("Ana Ruiz")
        reader.locator("main form.narrow button").first.click()
        expect(reader.locator("h1")).to_have_text("Networks 1A")
        page.reload()
        expect(ana).to_have_attribute("data-state", "joined")

        page.goto("/en/teach/containers-vs-kvm/results/")
        page.locator("#results-class").select_option(number)
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#results-class")).to_have_value(number)
        problems += looked_at(page, "results-of-a-class", screenshots)
        assert not problems, "\n".join(problems)
