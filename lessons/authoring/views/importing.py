"""Questions of another system in the browser: looked at one by one, taken or not, downloaded.

Nothing is kept: the file goes to the browser with the preview and comes back with the choice.
"""

from __future__ import annotations

import base64
import binascii

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lessons.authoring.refusal import exchange_refusal
from lessons.exchange.block import ImportFault
from lessons.exchange.imports import questions_import
from lessons.exchange.lesson_file import chosen, lesson_file
from virtlearn.people.access import instructor_required

page = "lessons/question_import.html"
upload_most = 1_500_000  # bytes; with its choice it stays below what Django takes in a form


@require_http_methods(["GET", "POST"])
@instructor_required
def question_import(request: HttpRequest) -> HttpResponse:
    """Asks for a file; shows what comes of it; gives what was chosen."""
    if request.method == "GET":
        return render(request, page)
    try:
        name, data = sent(request)
        found = questions_import(data, name)
    except ImportFault as fault:
        return render(request, page, {"refused": exchange_refusal(fault)}, status=422)
    if "again" in request.POST:
        places = {int(each) for each in request.POST.getlist("take") if each.isdecimal()}
        file = lesson_file(chosen(found, places))
        response = HttpResponse(file.data, content_type=file.media_type)
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return response
    context = {"found": found, "name": name, "again": base64.b64encode(data).decode()}
    return render(request, page, context)


def sent(request: HttpRequest) -> tuple[str, bytes]:
    """The file's name and content. ImportFault where there is none, or it is too large."""
    if "again" in request.POST:
        try:
            data = base64.b64decode(request.POST["again"], validate=True)
        except (binascii.Error, ValueError):
            raise ImportFault("no_file", "choose the file again") from None
        return request.POST.get("name", ""), data
    file = request.FILES.get("file")
    if file is None:
        raise ImportFault("no_file", "no file was chosen")
    if (file.size or 0) > upload_most:
        said = f"in the browser a file has at most {upload_most:,} bytes; larger ones by command"
        raise ImportFault("too_large", said)
    return file.name or "", file.read()
