"""Learning platforms from which people come by LTI, and what of ours belongs to what of theirs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from lessons.models.assignments import Assignment
from lessons.models.classes import Class, name_length

id_length = 255  # LTI 1.3, 5.4.1: the longest identifier
url_length = 2000


class LtiPlatform(models.Model):
    """A learning platform that a head has registered. `jwks` are its public keys as they were last
    fetched, at `jwks_at`; `jwks_tried_at` is when they were last asked for."""

    name = models.CharField(max_length=name_length)
    issuer = models.CharField(max_length=id_length)
    client_id = models.CharField(max_length=id_length)
    auth_url = models.CharField(max_length=url_length)
    token_url = models.CharField(max_length=url_length)
    jwks_url = models.CharField(max_length=url_length)
    # What its token service calls itself, where that is not `token_url`.
    token_audience = models.CharField(max_length=url_length, blank=True)
    origins = models.CharField(max_length=url_length, blank=True)  # of its pages, beside those two
    teachers_teach = models.BooleanField(default=False)  # who teaches there is an instructor here
    active = models.BooleanField(default=True)
    jwks = models.JSONField(null=True, blank=True)
    jwks_at = models.DateTimeField(null=True, blank=True)
    jwks_tried_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="lti_platform_once"),
        ]

    def __str__(self) -> str:
        return self.name


class LtiDeployment(models.Model):
    """One installation of the tool on a platform, by the platform's id for it."""

    platform = models.ForeignKey(LtiPlatform, on_delete=models.CASCADE, related_name="deployments")
    deployment_id = models.CharField(max_length=id_length)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "deployment_id"], name="lti_deployment_once"
            ),
        ]

    def __str__(self) -> str:
        return self.deployment_id


class LtiKey(models.Model):
    """A key of ours. `sealed` is the private half, which only the installation's secret opens. Its
    public half stays published for a while after the next one was made."""

    kid = models.CharField(max_length=40, unique=True)
    sealed = models.TextField()
    public = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.kid


class LtiUsed(models.Model):
    """What works once was used, by its digest; the row is not needed after `until`."""

    digest = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest


class LtiIdentity(models.Model):
    """Who somebody of a platform is here: by issuer and subject, and by nothing else.

    `made` says that the account was made for them, and was nobody's before."""

    issuer = models.CharField(max_length=id_length)
    subject = models.CharField(max_length=id_length)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lti_identities"
    )
    made = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="lti_identity_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="lti_identity_user_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.user_id}"


class LtiContext(models.Model):
    """A course of the platform's, and the class here that it belongs to."""

    deployment = models.ForeignKey(LtiDeployment, on_delete=models.CASCADE, related_name="contexts")
    context_id = models.CharField(max_length=id_length)
    title = models.CharField(max_length=name_length, blank=True)
    in_class = models.ForeignKey(
        Class, null=True, blank=True, on_delete=models.SET_NULL, related_name="lti_contexts"
    )
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    roster_url = models.CharField(max_length=url_length, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)  # when its grades were last looked at

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["deployment", "context_id"], name="lti_context_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.context_id


class LtiLink(models.Model):
    """A link in a course of the platform's, and where its grades go."""

    context = models.ForeignKey(LtiContext, on_delete=models.CASCADE, related_name="links")
    link_id = models.CharField(max_length=id_length)
    title = models.CharField(max_length=name_length, blank=True)
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.SET_NULL, related_name="lti_links"
    )
    line_item = models.CharField(max_length=url_length, blank=True)
    may_score = models.BooleanField(default=False)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["context", "link_id"], name="lti_link_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.link_id
