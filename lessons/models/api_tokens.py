"""Tokens by which programs use the API in somebody's name."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from lessons.models.classes import Class

token_name_length = 100
key_length = 255  # of an Idempotency-Key


class ApiToken(models.Model):
    """What a program may do in the name of `user`, until it expires or is revoked.

    A token is `vl_KEY_SECRET` (lessons/api/tokens/text.py). The secret is shown once, and kept as
    its digest alone. `scopes` are words of `lessons.api.tokens.scopes.Scope`; with `in_class` it
    reaches that class and no other.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=token_name_length)
    key = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    in_class = models.ForeignKey(
        Class, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_address = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class ApiAnswer(models.Model):
    """What a POST of a token with an `Idempotency-Key` was answered, given again for a day.

    `digest` stands for method, path and body. `sealed` is the body of the answer, which may hold a
    secret; `status` is 0 while the request runs.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=key_length)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="api_answer_once"),
        ]

    def __str__(self) -> str:
        return self.key
