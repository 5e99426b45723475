"""Checks what an assignment asks of whoever begins it: a password, a text to agree to."""

from __future__ import annotations

import hashlib
import hmac

from lessons.assignments.access.rule import Rule
from lessons.assignments.refusal import AssignmentCode
from lessons.models import Assignment, Membership
from virtlearn.core.refusal import RefusedError
from virtlearn.limits.services import limit_give_back, limit_take


def honour_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry_check(  # noqa: PLR0913
    rule: Rule,
    assignment: Assignment,
    membership: Membership,
    *,
    password: str = "",
    agreed: bool = False,
    honour: str = "",
) -> None:
    """`honour` is the digest of the text that the member was shown.

    Raises RefusedError, and LimitReachedError after too many wrong passwords.
    """
    if rule.password:
        limit_take("password", "assignment", membership.user_id, assignment.pk)
        if not hmac.compare_digest(password.strip().encode(), rule.password.encode()):
            raise RefusedError(AssignmentCode.WRONG_PASSWORD, title=assignment.title)
        limit_give_back("password", "assignment", membership.user_id, assignment.pk)
    if rule.honour:
        if not agreed:
            raise RefusedError(AssignmentCode.HONOUR_MISSING, title=assignment.title)
        if honour != honour_digest(rule.honour):
            raise RefusedError(AssignmentCode.HONOUR_CHANGED)
