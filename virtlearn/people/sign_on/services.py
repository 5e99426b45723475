"""Accounts that are made for who signs on, and connected with whom they were already."""

from __future__ import annotations

import logging

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.directory.services import role_set
from virtlearn.people.models import AuditAction, Role, User
from virtlearn.people.sign_on.core.person import Person, login_names
from virtlearn.people.sign_on.core.provider import Provider
from virtlearn.people.sign_on.oidc import kind
from virtlearn.people.sign_on.refusal import SignOnCode

log = logging.getLogger(__name__)


@transaction.atomic
def account_make(*, provider: Provider, person: Person, with_email: bool) -> SocialAccount:
    """A new account, which has no password and is entered by the provider alone."""
    user = user_create(person, email=person.email if with_email else "")
    account = identity_create(person=person, user=user)
    audit_record(action=AuditAction.ACCOUNT_ADDED, actor=None, subject=user, detail=provider.name)
    return account


def user_create(person: Person, *, email: str) -> User:
    """Under the wished name, or with a number behind it where that is taken."""
    for name in login_names(person.login):
        if User.objects.filter(username__iexact=name).exists():
            continue
        user = User(
            username=name, first_name=person.first_name, last_name=person.last_name, email=email
        )
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            continue
        if email:
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user
    raise RuntimeError("no user name is free")


@transaction.atomic
def account_connect(*, provider: Provider, person: Person, user: User) -> SocialAccount:
    """Who has just proved that `user` is theirs. Raises RefusedError where the sign-on is of
    another account."""
    if (known := identity_of(person)) is not None:
        if known.user_id != user.pk:
            raise RefusedError(SignOnCode.OTHER_ACCOUNT)
        return known
    account = identity_create(person=person, user=user)
    audit_record(action=AuditAction.SIGN_ON_LINKED, actor=user, subject=user, detail=provider.name)
    return account


def identity_of(person: Person) -> SocialAccount | None:
    rows = SocialAccount.objects.select_related("user")
    return rows.filter(provider=kind, uid=person.key).first()


def identity_create(*, person: Person, user: User) -> SocialAccount:
    """Raises RefusedError where another request was quicker."""
    told = {"iss": person.issuer, "sub": person.subject}
    try:
        with transaction.atomic():
            return SocialAccount.objects.create(
                provider=kind, uid=person.key, user=user, extra_data=told
            )
    except IntegrityError:
        raise RefusedError(SignOnCode.OTHER_ACCOUNT) from None


def claims_follow(*, person: Person, user: User) -> None:
    """The role and the classes that the claims give. Nothing is taken away, and nobody becomes a
    head or ceases to be one."""
    if person.teaches and user.role == Role.LEARNER:
        role_set(user=user, role=Role.INSTRUCTOR, by=None)
    for class_id in person.classes:
        try:
            import_string(settings.CLASS_JOINER)(class_id=class_id, user=user, name=person.name)
        except RefusedError as error:
            log.warning("sign-on: user %s is not in class %s: %s", user.pk, class_id, error.code)


def accounts_with(email: str) -> list[User]:
    """Accounts that have the address, whether they have confirmed it or not; those that are turned
    off too, since an address is confirmed for one account alone."""
    if not email:
        return []
    rows = User.objects.filter(is_guest=False)
    own = rows.filter(email__iexact=email)
    return list((own | rows.filter(emailaddress__email__iexact=email)).distinct().order_by("pk"))
