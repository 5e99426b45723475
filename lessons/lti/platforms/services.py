"""Registers platforms, and changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from lessons.lti.core.origin import origin_of
from lessons.lti.platforms.fetching import jwks_fetch
from lessons.lti.refusal import LtiCode
from lessons.models import LtiDeployment, LtiPlatform
from virtlearn.core.outbound import OutboundError, place_find
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User


def platform_save(
    *, platform: LtiPlatform, fields: Mapping[str, Any], deployments: Sequence[str], by: User
) -> LtiPlatform:
    """Makes or changes one; its keys are fetched at once, which tries their address.

    Raises RefusedError.
    """
    for name in ("token_url", "jwks_url"):
        try:
            place_find(fields[name])
        except OutboundError as error:
            raise RefusedError(
                LtiCode.ADDRESS_REFUSED, said=f"{fields[name]}: {error.said}"
            ) from error
    same = LtiPlatform.objects.filter(issuer=fields["issuer"]).exclude(pk=platform.pk)
    if same.filter(client_id=fields["client_id"]).exists():
        raise RefusedError(LtiCode.PLATFORM_TWICE)
    if same.exclude(jwks_url=fields["jwks_url"]).exists():
        raise RefusedError(LtiCode.ISSUER_KEYS)
    jwks = jwks_fetch(fields["jwks_url"])
    with transaction.atomic():
        for name, value in fields.items():
            setattr(platform, name, value)
        platform.jwks, platform.jwks_at = dict(jwks), timezone.now()
        platform.created_by = platform.created_by or by
        platform.save()
        kept = platform.deployments.exclude(deployment_id__in=deployments)
        kept.delete()
        for each in deployments:
            LtiDeployment.objects.get_or_create(platform=platform, deployment_id=each)
        audit_record(action=AuditAction.LTI_PLATFORM, actor=by, detail=platform.name)
    return platform


def origins_of(platform: LtiPlatform) -> list[str]:
    """Whose pages may frame what the platform's launches show."""
    found = [origin_of(platform.issuer), origin_of(platform.auth_url), *platform.origins.split()]
    return list(dict.fromkeys(each for each in found if each))
