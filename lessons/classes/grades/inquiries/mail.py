"""Tells a learner by mail that a question about a grade was answered, where the site sends mail."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from lessons.classes.selectors import emails_verified
from lessons.models import GradeInquiry
from virtlearn.core.site_address import site_url
from virtlearn.people.mail.services import mail_is_set

log = logging.getLogger(__name__)


def answer_mail(inquiry: GradeInquiry) -> None:
    """To addresses that are known to be theirs. It says nothing of the grade, nor of the answer;
    that it could not be sent is logged, since the answer stands on the page anyhow."""
    user = inquiry.membership.user
    if user is None or not mail_is_set() or not (to := sorted(emails_verified(user))):
        return
    row = inquiry.assignment.in_class
    url = site_url(reverse("lessons:grades_inquiry", args=[row.pk, inquiry.pk]))
    words = {"title": inquiry.assignment.title, "name": row.name, "url": url}
    text = _("Your question about the grade in “%(title)s” (%(name)s) has an answer:\n\n%(url)s\n")
    try:
        send_mail(_("Your question about a grade has an answer"), text % words, None, to)
    except (OSError, smtplib.SMTPException):
        log.exception("mail.inquiry_answer_failed")
