"""Tokens made of quick letters are what Django takes for tokens."""

from __future__ import annotations

from collections import Counter

import pytest
from django.http import HttpResponse
from django.middleware import csrf
from django.test import RequestFactory

from virtlearn.csrf import LETTERS, random_letters, secret_mask


def test_letters_are_of_the_alphabet_and_all_of_it() -> None:
    counts = Counter(random_letters(62_000))
    assert set(counts) == set(LETTERS)
    assert min(counts.values()) > 700
    assert max(counts.values()) < 1300


def test_letters_differ_each_time() -> None:
    assert len({random_letters(32) for _ in range(1000)}) == 1000


def test_letters_of_another_alphabet_are_refused() -> None:
    with pytest.raises(ValueError, match="abc"):
        random_letters(32, "abc")


def test_mask_is_what_django_takes_off_again() -> None:
    for _ in range(200):
        secret = random_letters(csrf.CSRF_SECRET_LENGTH)
        token = secret_mask(secret)
        assert len(token) == csrf.CSRF_TOKEN_LENGTH
        assert csrf._unmask_cipher_token(token) == secret  # type: ignore[attr-defined]
    assert len({secret_mask(secret) for _ in range(1000)}) == 1000


def test_token_passes_djangos_check() -> None:
    assert csrf.get_random_string is random_letters  # type: ignore[attr-defined]
    request = RequestFactory().get("/")
    token = csrf.get_token(request)
    secret = request.META["CSRF_COOKIE"]
    posted = RequestFactory().post(
        "/", {"csrfmiddlewaretoken": token}, headers={"cookie": f"csrftoken={secret}"}
    )
    middleware = csrf.CsrfViewMiddleware(lambda _request: HttpResponse())
    middleware.process_request(posted)
    assert middleware.process_view(posted, lambda _request: HttpResponse(), (), {}) is None
    stale = RequestFactory().post(
        "/", {"csrfmiddlewaretoken": random_letters(64)}, headers={"cookie": f"csrftoken={secret}"}
    )
    middleware.process_request(stale)
    assert middleware.process_view(stale, lambda _request: HttpResponse(), (), {}) is not None
