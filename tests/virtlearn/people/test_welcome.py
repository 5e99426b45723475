"""What is said when the site is up."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_script_prefix

from virtlearn.people.models import User


@pytest.fixture(autouse=True)
def _var(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.PORT = 8123


def said() -> list[str]:
    out = StringIO()
    call_command("welcome", stdout=out)
    return [line for line in out.getvalue().splitlines() if line]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123/"),
        ("0.0.0.0", "http://127.0.0.1:8123/"),
        ("::", "http://127.0.0.1:8123/"),
        ("::1", "http://[::1]:8123/"),
        ("school.example", "http://school.example:8123/"),
    ],
)
def test_the_address_is_one_that_a_browser_opens(
    settings: LazySettings, host: str, address: str
) -> None:
    settings.HOST = host
    course, first, stop = said()
    assert course == f"The course: {address}"
    assert urlsplit(address).port == 8123
    assert address in first
    assert stop == "Stop with Ctrl+C."


def test_the_link_of_the_first_head_works_and_is_said_until_there_is_one(
    client: Client, head: User
) -> None:
    assert len(said()) == 2
    head.delete()
    _course, first, _stop = said()
    link = first.rpartition(" ")[2]
    assert client.get(urlsplit(link).path).status_code == 200


@pytest.mark.django_db
def test_below_a_path_both_addresses_have_it(settings: LazySettings) -> None:
    settings.SITE_PATH = "/learn/"
    with override_script_prefix("/learn"):  # as Django does when it is set up
        course, first, _stop = said()
    assert course == "The course: http://127.0.0.1:8123/learn/"
    assert ": http://127.0.0.1:8123/learn/en/first-run/" in first
