"""Errors are members of the rooms' enumerations: with a text and a way on in both languages, codes
that are kept, and no loose string in a view.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils.translation import override

from labs.core.refusal import close_codes
from labs.models import EndReason, StartFault
from labs.models.refusal import EndCode, StartCode
from labs.terminal import consumer
from labs.terminal.core import ports
from lessons.assessment.refusal import codes as answer_codes
from lessons.authoring.refusal import ExchangeCode
from lessons.exchange.block import Reason
from lessons.quizzes.base import Fault
from virtlearn.core.refusal import ErrorCode, codes, rooms
from virtlearn.operation.error_list import tables

root = Path(__file__).resolve().parents[2]
code_shape = re.compile(r"[a-z]+(-[a-z]+)+")
members = [code for room in rooms() for code in room]
tag = re.compile(r"{%\s*refusal\s+[\"']([^\"']+)[\"']")
alert = re.compile(
    r"<(p|div|h\d)\b[^>]*(?:role=\"alert\"|class=\"[^\"]*(?:fault|error)[^\"]*\")[^>]*>(.*?)</\1>",
    re.DOTALL,
)


class Values(dict[str, Any]):
    """A value for every name that a text has: 2 for what is counted, and for the others."""

    def __missing__(self, name: str) -> int:
        return 2


def said(code: ErrorCode, language: str) -> tuple[str, str]:
    with override(language):
        return str(code.message % Values()), str(code.way_on % Values())


@pytest.mark.parametrize("code", members)
def test_a_code_has_a_message_and_a_way_on_in_both_languages(code: ErrorCode) -> None:
    assert code_shape.fullmatch(code), code
    english, spanish = said(code, "en"), said(code, "es")
    for text, translated in zip(english, spanish, strict=True):
        assert text.strip()
        assert translated.strip()
        assert text != translated
        assert "%(" not in text + translated
        assert text.count("\n") == 0
    assert english[1].endswith((".", "PATH", "manage.py lab images"))


def test_codes_are_unique_over_the_project() -> None:
    twice = [code for code, count in Counter(map(str, members)).items() if count > 1]
    assert not twice
    assert len(codes()) == len(members) > 80
    for room in rooms():
        assert len(room) == len(room.__members__)


def test_each_enumeration_stands_in_the_refusals_of_its_room() -> None:
    assert {room.__module__.rpartition(".")[2] for room in rooms()} == {"refusal"}
    assert not {each for room in rooms() for each in room.__subclasses__()}


def test_the_page_of_all_codes_is_up_to_date() -> None:
    """A code that is gone from it, or renamed, was promised. `manage.py errors` prints it anew."""
    introduction, first, listed = (root / "docs/errors.md").read_text().partition("\n## ")
    assert introduction.startswith("# Errors")
    assert first + listed == tables()


def test_what_other_parts_know_by_name_has_its_code() -> None:
    assert set(EndReason.names) == set(EndCode.__members__)
    assert set(StartFault.names) == set(StartCode.__members__)
    assert set(get_args(Fault)) - {""} == set(answer_codes)
    assert {reason.upper() for reason in get_args(Reason)} == set(ExchangeCode.__members__)
    numbers = {
        value
        for module in (ports, consumer)
        for name, value in vars(module).items()
        if name.startswith("code_")
    }
    assert numbers == set(close_codes)


# --- loose strings -------------------------------------------------------------------------------

refusing = {
    "HttpResponseBadRequest",
    "HttpResponseForbidden",
    "HttpResponseNotFound",
    "HttpResponseGone",
    "HttpResponseServerError",
    "Http404",
    "PermissionDenied",
    "SuspiciousOperation",
    "ValidationError",
    "HttpError",
}
warned = {"messages.error", "messages.warning"}
# Most modules refuse nothing, and need not be parsed.
worth_parsing = re.compile("|".join(sorted({*refusing, *warned, "HttpResponse", "JsonResponse"})))
telling, failing = {"error", "errors"}, {"message", "detail"}  # keys of JSON
translating = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "format"}


def is_text(node: ast.expr) -> bool:
    """Whether `node` is a string written there, translated or put together."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(node.value.strip())
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return is_text(node.left) or is_text(node.right)
    if isinstance(node, ast.IfExp):
        return is_text(node.body) or is_text(node.orelse)
    if isinstance(node, ast.Call):
        return name_of(node).rpartition(".")[2] in translating
    return False


def name_of(call: ast.Call) -> str:
    try:
        return ast.unparse(call.func)
    except ValueError:
        return ""


def is_loose(call: ast.Call) -> bool:
    name = name_of(call)
    short = name.rpartition(".")[2]
    if short in refusing:
        return any(is_text(each) for each in call.args)
    if name in warned:
        return any(is_text(each) for each in call.args[1:])
    status = next((each.value for each in call.keywords if each.arg == "status"), None)
    failed = isinstance(status, ast.Constant) and str(status.value) >= "400"
    if short == "HttpResponse" and failed:
        return any(is_text(each) for each in call.args)
    if short == "JsonResponse" and call.args and isinstance(call.args[0], ast.Dict):
        said = dict(zip(call.args[0].keys, call.args[0].values, strict=True))
        return any(
            isinstance(key, ast.Constant)
            and (
                key.value in {"error", "errors"} or (failed and key.value in {"message", "detail"})
            )
            and is_text(value)
            for key, value in said.items()
        )
    return False


def loose(source: str) -> list[int]:
    if not worth_parsing.search(source):
        return []
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and is_loose(node)
    ]


@pytest.mark.parametrize(
    "source",
    [
        'HttpResponseBadRequest("no")',
        'http.HttpResponseForbidden(_("no"))',
        'raise Http404("no")',
        'raise Http404(f"no {name}")',
        'JsonResponse({"error": "no"})',
        'JsonResponse({"error": gettext("no %s") % name}, status=400)',
        'JsonResponse({"message": "no"}, status=404)',
        'HttpResponse("no", status=403)',
        'messages.warning(request, _("no"))',
        'forms.ValidationError(_("no"))',
        'raise PermissionDenied("no" if a else b)',
    ],
)
def test_a_loose_string_is_found(source: str) -> None:
    assert loose(f"a = 1\n{source}\n") == [2]


@pytest.mark.parametrize(
    "source",
    [
        "raise Http404",
        "HttpResponse(html, status=422)",
        "JsonResponse(report, status=503)",
        'JsonResponse({"error": refusal.as_json()}, status=403)',
        "messages.warning(request, str(Code.NO.refusal()))",
        'messages.success(request, _("Done."))',
        'JsonResponse({"message": "it is well"})',
    ],
)
def test_an_error_of_an_enumeration_is_none(source: str) -> None:
    assert loose(source) == []


def modules() -> Iterator[Path]:
    for app in ("labs", "lessons", "virtlearn"):
        yield from (root / app).rglob("*.py")


def test_no_view_says_an_error_in_a_loose_string() -> None:
    found = [
        f"{path.relative_to(root)}:{line}" for path in modules() for line in loose(path.read_text())
    ]
    assert not found


def templates() -> Iterator[Path]:
    yield from (root / "templates").rglob("*.html")
    yield from (root / "lessons" / "quizzes").rglob("*.html")


def test_templates_name_codes_that_there_are() -> None:
    named = {code for path in templates() for code in tag.findall(path.read_text())}
    assert len(named) > 5
    assert named <= set(codes())


def test_no_template_says_an_error_of_its_own() -> None:
    """Below an error there may be more to do; the error itself comes from its enumeration."""
    found = [
        (str(path.relative_to(root)), " ".join(inside.split()))
        for path in templates()
        for _tag, inside in alert.findall(path.read_text())
        if "translate" in inside and not re.match(r"\s*(<strong>)?{{", inside)
    ]
    assert not found
