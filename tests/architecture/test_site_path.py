"""No address is written by hand that would leave the path below which a site may be (SITE_PATH).

Addresses come from `reverse`, `{% url %}` and `{% static %}`, in scripts from `data-` attributes or
static/js/site-path.js: these have the path. One that begins with a slash has not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from virtlearn.core.env import env_site_path

root = Path(settings.BASE_DIR)
attribute = re.compile(
    r'\s(?:(?:xlink:)?href|src|srcset|(?:form)?action|poster|content|data-[\w-]+|hx-[\w-]+)="(/[^"]*)'
)
in_script = re.compile(r"""(?<!endsWith\()["'`](/[A-Za-z][^"'`]*)""")
counted = re.compile(r'split\("/"\)\[\d')  # where the language stands depends on the path
in_style = re.compile(r"""url\(["']?(/[^"')]*)""")
# What takes a whole path.
takers = {
    *("redirect", "redirect_to_login", "HttpResponseRedirect", "HttpResponseClientRedirect"),
    "site_url",
}
# What is asked for, from which the path was left out already.
asked_for = {
    "labs/terminal/consumer.py": ("/ws/terminal/(?P<session>",),
    "virtlearn/operation/container_health.py": ("/healthz/live",),  # asks the page server itself
    "virtlearn/operation/probes.py": ("/healthz", "/metrics"),
    "virtlearn/serving/http.py": ("/ws/",),
    "virtlearn/setup/fresh/journey.py": ("/healthz",),  # of a site that it has set up itself
}


def first_parts(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Of the site's addresses, with and without their language."""
    for each in patterns:
        if isinstance(each, URLResolver) and isinstance(each.pattern, LocalePrefixPattern):
            yield from (code for code, _name in settings.LANGUAGES)
            yield from first_parts(each.url_patterns)
        elif part := str(each.pattern).partition("/")[0]:
            yield part
        elif isinstance(each, URLResolver):
            yield from first_parts(each.url_patterns)


site_parts = {each for each in first_parts(get_resolver().url_patterns) if "<" not in each}


def in_markup(text: str) -> list[str]:
    return attribute.findall(text)


def in_scripts(text: str) -> list[str]:
    return [*in_script.findall(text), *counted.findall(text)]


def in_styles(text: str) -> list[str]:
    return in_style.findall(text)


def in_python(text: str) -> list[str]:
    """Texts that begin with what an address of the site begins with, and whole paths."""
    found: list[str] = []
    begin = rf"/(?:{'|'.join(map(re.escape, site_parts | {'static', 'ws'}))})"
    taken = re.search("[\"']/", text) and any(name in text for name in takers)
    if not taken and not re.search(rf"[\"']{begin}", text):
        return found  # most modules have no text that begins so, and need not be parsed
    address = re.compile(rf"{begin}(?:/|$)")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            value = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if address.match(value):
                found.append(value)
        elif isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = node.args[0]
            if name in takers and isinstance(given, ast.Constant) and str(given.value)[:1] == "/":
                found.append(str(given.value))
    return found


judges: dict[str, tuple[tuple[str, ...], Callable[[str], list[str]]]] = {
    "markup": (
        ("templates/**/*.html", "templates/**/*.svg", "lessons/quizzes/**/*.html"),
        in_markup,
    ),
    "scripts": (("static/js/**/*.js",), in_scripts),
    "styles": (("static/css/**/*.css",), in_styles),
    "python": (("virtlearn/**/*.py", "lessons/**/*.py", "labs/**/*.py"), in_python),
}


@pytest.mark.parametrize("kind", judges)
def test_no_address_leaves_the_path_of_the_site(kind: str) -> None:
    globs, judge = judges[kind]
    paths = [path for each in globs for path in root.glob(each) if "machines" not in path.parts]
    assert len(paths) > 5
    faults = [
        f"{name}: {address}"
        for path in paths
        if (name := str(path.relative_to(root)))
        for address in judge(path.read_text(encoding="utf-8"))
        if not address.startswith(asked_for.get(name, ()))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("judge", "wrong", "right"),
    [
        (in_markup, '<a\n  href="/en/">', '<a href="{{ start }}">'),
        (in_markup, '<form hx-post="/x/">', '<form hx-post="{{ url }}">'),
        (in_markup, '<a data-to="/x/">', '<a href="#x" title="/x/">'),
        (in_scripts, 'fetch("/metrics")', 'fetch(place.dataset.url + "/")'),
        (in_scripts, "new WebSocket(`/ws/${id}`)", "new WebSocket(`${sitePath}ws/${id}`)"),
        (in_scripts, 'path.split("/")[1]', 'path.endsWith("/reset/")'),
        (in_styles, "background: url(/static/a.svg)", 'background: url("../img/a.svg")'),
        (in_python, "x = f'/static/{name}'", "x = f'/home/{name}'"),
        (in_python, "return redirect('/')", "return redirect('home')"),
        (in_python, "url = site_url('/')", "url = site_url(settings.SITE_PATH)"),
        (in_python, "url = '/courses/'", "part = 'courses/'"),
    ],
)
def test_an_address_that_is_written_by_hand_is_seen(
    judge: Callable[[str], list[str]], wrong: str, right: str
) -> None:
    assert judge(wrong)
    assert not judge(right)


def test_a_path_that_the_site_has_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nobody could tell a request whose path a proxy has left out from one that has it."""
    languages = {code for code, _name in settings.LANGUAGES}
    own = {
        part
        for each in get_resolver().url_patterns
        if not isinstance(each.pattern, LocalePrefixPattern)
        and (part := str(each.pattern).partition("/")[0])
    }
    source = (root / "virtlearn" / "settings.py").read_text()
    found = re.search(r'env_site_path\(\s*"SITE_PATH", (\([^)]*\))\s*\)', source)
    assert found
    taken = ast.literal_eval(found[1])
    assert set(taken) == own | languages | {"static", "ws"}
    monkeypatch.setenv("SITE_PATH", "/english/")
    assert env_site_path("SITE_PATH", taken) == "/english/"
