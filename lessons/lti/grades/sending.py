"""Sends one grade of the outbox to its platform."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy

from lessons.lti.core.names import SCOPE_SCORE, SCORE_TYPE
from lessons.lti.core.score import score_make, scores_url
from lessons.lti.grades.access_token import service_ask, token_forget, token_get
from lessons.models import LtiIdentity, LtiLink, LtiPlatform, Membership
from virtlearn.outbox.delivery import DeliveryError, Kind, MootError
from virtlearn.outbox.models import OutboxItem


def score_send(item: OutboxItem) -> None:
    """Raises DeliveryError, and MootError where the grade must not go there any more."""
    given = item.payload
    link, subject = wanted(given)
    platform = link.context.deployment.platform
    score = score_make(subject, given["given"], given["maximum"], given["at"])
    body = json.dumps(score).encode()
    try:
        post(platform, link, body)
    except DeliveryError as error:
        if error.status == 409:
            raise MootError from error  # it has a newer one of this person (AGS 2.0, 3.4.9)
        if error.status != 401:
            raise
        # The platform may have ended the token early: once more, with a new one.
        token_forget(platform, SCOPE_SCORE)
        post(platform, link, body)


def post(platform: LtiPlatform, link: LtiLink, body: bytes) -> None:
    token = token_get(platform, SCOPE_SCORE)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": SCORE_TYPE}
    service_ask("POST", scores_url(link.line_item), headers, body)


def wanted(given: dict[str, Any]) -> tuple[LtiLink, str]:
    """The link and who its learner is there, as they are now. Raises MootError."""
    rows = LtiLink.objects.select_related("context__deployment__platform", "assignment")
    link = rows.filter(pk=given["link"], may_score=True).exclude(line_item="").first()
    place = Membership.objects.filter(pk=given["member"]).first()
    if link is None or place is None or link.assignment is None:
        raise MootError
    platform = link.context.deployment.platform
    here = link.context.in_class_id == place.in_class_id == link.assignment.in_class_id
    joined = place.state == Membership.State.JOINED and place.role == Membership.Role.LEARNER
    if not (here and joined and platform.active):
        raise MootError
    known = LtiIdentity.objects.filter(issuer=platform.issuer, user=place.user_id).first()
    if known is None:
        raise MootError
    return link, known.subject


score = Kind(name=gettext_lazy("Grade to a learning platform"), send=score_send)
