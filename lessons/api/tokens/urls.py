"""Addresses of tokens' pages, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.api.tokens import views

urlpatterns = [
    path("account/tokens/", views.tokens, name="api_tokens"),
    path("account/tokens/<int:token_id>/revoke/", views.revoke, name="api_token_revoke"),
]
