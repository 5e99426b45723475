"""The short way to a lesson's page.

Pages of lessons are read far more often than anything else, and twelve middlewares and the search
for the URL cost more than the page. What these decide for a plain GET of a lesson is decided here
in a few lines; whatever is not plain goes the long way, through Django as ever: other hosts,
messages that wait, sessions that expired, lessons that are not there, anything that fails.

No header is written down here a second time: the first answer of each kind comes from Django, and
its headers are kept. tests/virtlearn/test_lane.py holds both ways against each other.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils import translation

from lessons import pages, selectors
from lessons.place import Place
from virtlearn.dbversion import DatabaseVersion
from virtlearn.sessions import SessionStore

logger = logging.getLogger(__name__)

StartResponse = Callable[..., Any]
lesson_path = re.compile(r"/([a-z-]{2,7})/courses/([a-z0-9-]+)/lessons/([a-z0-9-]+)/\Z")
token_in_form = re.compile(rb'name="csrfmiddlewaretoken" value="(\w{64})"')
VISITORS_MOST = 500  # pages that are kept for visitors
READERS_MOST = 40  # and for those who have done something
KEPT_SECONDS = 60.0  # for which one of these is kept at most
# Headers that are each answer's own.
own = {"set-cookie", "content-length"}


class Kind(NamedTuple):
    """What an answer's headers depend on."""

    language: str
    proto: str
    signed_in: bool
    cookie: bool  # whether it sets one


class LessonRequest(HttpRequest):
    """A GET without a query, whose form and files nobody asks for."""

    session: SessionStore

    def __init__(self, cookies: dict[str, str]) -> None:
        self.method = "GET"
        self.META = {}
        self.COOKIES = cookies


class Kept(NamedTuple):
    """One reader's page, cut at its tokens: as good as new while nothing has been written."""

    version: int  # of the database
    until: float  # seconds since 1970; not beyond the reader's session
    pieces: list[bytes]


class Answer(NamedTuple):
    """A page that the short way made; `cookie` is the value of Set-Cookie or empty."""

    kind: Kind
    content: bytes
    cookie: str


class Lane:
    """A WSGI application: lessons the short way, all else through `django`."""

    def __init__(self, django: WSGIHandler) -> None:
        self.django = django
        self.csrf = CsrfViewMiddleware(lambda _request: HttpResponse())
        self.languages = {code for code, _name in settings.LANGUAGES}
        self.visitors: dict[Place, list[bytes]] = {}  # pages, cut at their tokens
        self.readers: dict[tuple[str, ...], Kept] = {}
        self.version = DatabaseVersion()
        self.seen: int | None = None  # the version at the last request
        self.heads: dict[Kind, list[tuple[str, str]]] = {}
        # A preview's pages change under the reader; with DEBUG, errors are for reading.
        self.open = not (settings.COURSE_PREVIEW or settings.DEBUG)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        found = lesson_path.match(environ["PATH_INFO"]) if self.open else None
        if found is None or not plain(environ) or found[1] not in self.languages:
            return self.django(environ, start_response)
        try:
            answer = self.answer(environ, *found.groups())
        except Exception:
            logger.exception("A lesson goes the long way")
            answer = None
        if answer is None:
            return self.django(environ, start_response)
        if answer.kind not in self.heads:
            return self.learn(answer.kind, environ, start_response)
        head = [*self.heads[answer.kind], ("Content-Length", str(len(answer.content)))]
        if answer.cookie:
            head.append(("Set-Cookie", answer.cookie))
        start_response("200 OK", head)
        return [answer.content]

    def learn(
        self, kind: Kind, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer through Django, and keep the headers for all answers of this kind."""

        def start(status: str, head: list[tuple[str, str]], *rest: Any) -> Any:
            if status == "200 OK":
                self.heads[kind] = [each for each in head if each[0].lower() not in own]
            return start_response(status, head, *rest)

        return self.django(environ, start)

    def answer(
        self, environ: dict[str, Any], language: str, course: str, lesson: str
    ) -> Answer | None:
        """The page; None where it is not plain."""
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        if "messages" in cookies:
            return None
        request = LessonRequest(cookies)
        place = (cookies.get(settings.SESSION_COOKIE_NAME, ""), language, course, lesson)
        version = self.version.now() if place[0] else None  # before anything is read
        kept = self.readers.get(place)
        if kept and kept.version == version and kept.until > time.time():
            self.csrf.process_request(request)
            content = get_token(request).encode().join(kept.pieces)
            return self.answered(environ, request, language, content, signed_in=True)
        close_old_connections()
        if version is not None and version != self.seen:
            self.seen = version
            selectors.current_forget()  # or an older revision would be kept under a newer version
        user = reader(request)
        if user is None:
            return None
        request.user = user
        self.csrf.process_request(request)
        translation.activate(language)
        published = selectors.course_current(course)
        page = pages.lesson_page(published, lesson) if published else None
        if page is None:
            return None
        if user.pk is None:
            content = self.visitor(request, page)
        else:
            content = pages.lesson_fill(request, page)
            if version is not None:
                self.keep(request, place, version, content)
        return self.answered(environ, request, language, content, signed_in=user.pk is not None)

    def answered(
        self,
        environ: dict[str, Any],
        request: HttpRequest,
        language: str,
        content: bytes,
        *,
        signed_in: bool,
    ) -> Answer:
        cookie = self.cookie(request)
        proto = environ.get("HTTP_X_FORWARDED_PROTO", "")
        return Answer(Kind(language, proto, signed_in, bool(cookie)), content, cookie)

    def keep(
        self, request: LessonRequest, place: tuple[str, ...], version: int, content: bytes
    ) -> None:
        """Keep a reader's page for the next time that they look, if nothing is written until then.

        The oldest make room.
        """
        if (found := token_in_form.search(content)) is None:
            return
        self.readers.pop(place, None)
        while len(self.readers) >= READERS_MOST:
            self.readers.pop(next(iter(self.readers)), None)
        until = min(time.time() + KEPT_SECONDS, request.session.expires)
        self.readers[place] = Kept(version, until, content.split(found[1]))

    def visitor(self, request: LessonRequest, page: pages.LessonPage) -> bytes:
        """The page of one who has done nothing: the same for all of them, but for the token."""
        pieces = self.visitors.get(page.place)
        if pieces is None:
            content = pages.lesson_fill(request, page)
            if (found := token_in_form.search(content)) is None:
                return content
            if len(self.visitors) >= VISITORS_MOST:
                self.visitors.clear()
            self.visitors[page.place] = content.split(found[1])
            return content
        return get_token(request).encode().join(pieces)

    def cookie(self, request: HttpRequest) -> str:
        """The CSRF cookie, where the page's token is a new one."""
        if not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            return ""
        response = self.csrf.process_response(request, HttpResponse())
        return response.cookies[settings.CSRF_COOKIE_NAME].OutputString()


def plain(environ: dict[str, Any]) -> bool:
    """Whether a request asks for a whole page, of this site."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ["QUERY_STRING"]
        and "HTTP_HX_REQUEST" not in environ
        and host_valid(environ.get("HTTP_HOST", ""))
    )


@lru_cache(maxsize=64)
def host_valid(host: str) -> bool:
    """Whether the site may be asked under this name: see `HttpRequest.get_host`."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def reader(request: LessonRequest) -> Any:
    """Who reads; None where the session says something that only the long way deals with."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return AnonymousUser()
    session = request.session = SessionStore(key)
    user = get_user(request)
    if user.pk is None or session.modified or "_messages" in session:
        return None
    return user
