"""A platform that is not ours: lti1p3platform, kept by others. Launch, deep linking, scores.

It posts to any address, and does not look at `aud`: the tests do.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.test import Client
from django.urls import reverse
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request

from lessons.assignments.access.rule import Rule
from lessons.assignments.services import Item, assignment_create
from lessons.lti.grades.services import grades_send
from lessons.lti.keys import keys_published
from lessons.models import Class, GradeChange, LtiContext, LtiIdentity, LtiPlatform, Membership
from tests.lti_platform import School, instructor, learner, site
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.sender import outbox_send
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


class Conf(LTI1P3PlatformConfAbstract):  # type: ignore[misc]  # it has no types
    def init_platform_config(self, **kwargs: Any) -> None:
        self.school: School = kwargs["school"]

    def get_registration_by_params(self, **kwargs: Any) -> Registration:
        key = self.school.keys["first"]
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        made = Registration()
        made.set_iss(self.school.url).set_client_id("tool-1").set_deployment_id("d1")
        made.set_launch_url(f"{site}/lti/launch/").set_oidc_login_url(f"{site}/lti/login/")
        made.set_platform_public_key(public.decode()).set_platform_private_key(private.decode())
        made.set_deeplink_launch_url(f"{site}/lti/launch/")
        made.set_tool_key_set(keys_published())
        return made


class Login(OIDCLoginAbstract):  # type: ignore[misc]
    def set_lti_message_hint(self, **kwargs: Any) -> None:
        self._lti_message_hint = kwargs["hint"]

    def get_redirect(self, url: str) -> str:
        return url


class Asked(Request):  # type: ignore[misc]
    def build_metadata(self, request: dict[str, Any]) -> Any:
        return request


class Launch(LTIAdvantageMessageLaunchAbstract):  # type: ignore[misc]
    def render_launch_form(self, launch_data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return launch_data


@pytest.fixture
def conf(school: School, platform: LtiPlatform) -> Conf:
    """Its keys are at the address that is registered, as itself publishes them."""
    made = Conf(school=school)
    made.get_registration()
    school.answers["/jwks"] = 200, {}, json.dumps(made.get_jwks()).encode()
    return made


def message(conf: Conf, client: Client, headers: dict[str, str]) -> Launch:
    """The login by its own address; the launch that it prepares for the answer."""
    login = Login(None, conf)
    login.set_lti_message_hint(hint="link-1")
    answer = client.get(login.initiate_login("u-1").removeprefix(site), headers=headers)
    asked = dict(parse_qsl(urlsplit(answer["Location"]).query))
    request = {"get_data": asked, "form_data": {}, "headers": {}, "method": "GET"}
    return Launch(Asked(request), conf)


def sent(launch: Launch, client: Client, headers: dict[str, str]) -> Any:
    data = launch.lti_launch()
    assert data["launch_url"] == f"{site}/lti/launch/"
    form = {"state": data["state"], "id_token": data["id_token"]}
    return client.post("/lti/launch/", form, headers=headers)


def test_launch(conf: Conf, connected: LtiContext, row: Class) -> None:
    client = Client()
    launch = message(conf, client, {})
    launch.set_user_data("u-1", [learner], "Ana Ruiz", "ana@example.org")
    launch.set_resource_link_claim("link-1", title="Week one")
    launch.set_launch_context_claim("c-1", context_title="Networks")
    launch.set_custom_parameters_claim({"target": "lesson/small/first"})
    assert sent(launch, client, {})["Location"] == reverse("lessons:lti_welcome")
    answer = client.post(reverse("lessons:lti_welcome"), {"who": "new"})
    assert answer["Location"] == reverse("lessons:lesson", args=["small", "first"])
    assert Membership.objects.get(in_class=row, role="learner").name == "Ana Ruiz"


def test_deep_linking(conf: Conf, row: Class, teacher: User, school: School) -> None:
    LtiIdentity.objects.create(issuer=school.url, subject="t", user=teacher)
    items = [Item(kind="lesson", lesson="first")]
    made = assignment_create(row=row, by=teacher, title="Read", rule=Rule(), items=items)
    client, framed = Client(), {"Sec-Fetch-Dest": "iframe"}
    launch = message(conf, client, framed)
    launch.set_user_data("t", [instructor])
    launch.set_launch_context_claim("c-1", context_title="Networks")
    launch.set_dl("https://lms.example.org/back", accept_types={"ltiResourceLink"})
    page = sent(launch, client, framed).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    target = f"assignment/{row.pk}/{made.pk}"
    chosen = {"ticket": ticket[1], "item": [target, "course/small"]}
    text = client.post("/lti/chosen/", chosen).content.decode()
    token = re.search(r'name="JWT" value="([^"]+)"', text)
    assert token
    given = html.unescape(token[1])
    found = conf.validate_deeplinking_resp({"JWT": given})
    assert [each["custom"]["target"] for each in found] == [target, "course/small"]
    claims = jwt.decode(given, options={"verify_signature": False})
    assert (claims["aud"], claims["iss"]) == (school.url, "tool-1")


def test_scores(
    conf: Conf, connected: LtiContext, row: Class, school: School, teacher: User
) -> None:
    items = [Item(kind="lesson", lesson="first")]
    made = assignment_create(row=row, by=teacher, title="Read", rule=Rule(), items=items)
    client = Client()
    launch = message(conf, client, {})
    launch.set_user_data("u-1", [learner], "Ana Ruiz")
    launch.set_resource_link_claim("link-1")
    launch.set_launch_context_claim("c-1")
    launch.set_custom_parameters_claim({"target": f"assignment/{row.pk}/{made.pk}"})
    launch.set_ags(f"{school.url}/lines", f"{school.url}/lines/1")
    sent(launch, client, {})
    client.post(reverse("lessons:lti_welcome"), {"who": "new"})
    place = Membership.objects.get(in_class=row, role="learner")
    GradeChange.objects.create(assignment=made, membership=place, kind="points", points=1)
    assert grades_send(row=row).number == 1
    assert outbox_send() == 1  # with a token of the test's own platform
    form = next(body for _how, path, _heads, body in school.asked if path == "/token")
    given = conf.get_access_token(dict(parse_qsl(form.decode())))
    assert given["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assert conf.validate_token(given["access_token"], [given["scope"]])
    assert OutboxItem.objects.get().state == "sent"
