"""A strict reader of HTTP/1.1 (RFC 9112): which requests a stream of bytes holds before the first
that is malformed or ambiguous. What it does not take, no server has to answer. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

marker = re.compile(rb"/en/m(\d+)/")
token = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
request_line = re.compile(rb"(" + token + rb") +(/[\x21-\x7e]*) +HTTP/1\.([01])")
field_line = re.compile(rb"(" + token + rb"):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
chunk_line = re.compile(rb"([0-9a-fA-F]{1,15})(;[\t\x20-\x7e]*)?\r\n")
status_line = re.compile(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n")


class Request(NamedTuple):
    method: bytes
    marker: bytes  # of its address; empty: it has none


class Reading(NamedTuple):
    """The requests that are well formed, in order, and what comes after them: "end" of the stream,
    a "part" of another, one that "closes" the connection, or something "malformed"."""

    requests: Sequence[Request]
    rest: str


class Response(NamedTuple):
    status: int
    marker: bytes


class MalformedError(Exception):
    """Not HTTP, or not clearly so."""


class PartError(Exception):
    """The stream ends in the middle of a request."""


def requests_read(stream: bytes) -> Reading:
    found: list[Request] = []
    at = 0
    try:
        while True:
            while stream[at : at + 1] in {b"\r", b"\n"}:  # blank lines may be in between
                at += 1
            if at == len(stream):
                return Reading(found, "end")
            head, at = head_read(stream, at)
            at = body_end(stream, at, head)
            address = marker.search(head.target)
            found.append(Request(head.method, address[1] if address else b""))
            if head.last:
                return Reading(found, "closes")
    except MalformedError:
        return Reading(found, "malformed")
    except PartError:
        return Reading(found, "part")


class Head(NamedTuple):
    method: bytes
    target: bytes
    length: int  # of the body; -1: chunked
    last: bool  # the connection ends after it


def head_read(stream: bytes, at: int) -> tuple[Head, int]:
    """A request's head, and where its body begins. Raises MalformedError and PartError."""
    end = stream.find(b"\r\n\r\n", at)
    if end < 0:
        raise PartError
    first, *lines = stream[at:end].split(b"\r\n")
    line = request_line.fullmatch(first)
    fields = [field_line.fullmatch(each) for each in lines]
    if line is None or not all(fields):
        raise MalformedError
    named: dict[bytes, list[bytes]] = {}
    for field in fields:
        if field:
            named.setdefault(field[1].lower(), []).append(field[2])
    method, target, minor = line[1], line[2], line[3]
    if len(named.get(b"host", [])) != 1 and (minor == b"1" or b"host" in named):
        raise MalformedError
    said = b",".join(named.get(b"connection", [])).lower().split(b",")
    options = {each.strip() for each in said}
    if b"upgrade" in options and any(named.get(b"upgrade", [])):
        raise MalformedError  # this site has none for pages
    last = b"close" in options or (minor == b"0" and b"keep-alive" not in options)
    return Head(method, target, length_read(named, minor), last), end + 4


def length_read(named: dict[bytes, list[bytes]], minor: bytes) -> int:
    """Raises MalformedError."""
    lengths = named.get(b"content-length", [])
    codings = named.get(b"transfer-encoding", [])
    if len(lengths) + len(codings) > 1:
        raise MalformedError
    if codings:
        if codings[0].lower() != b"chunked" or minor == b"0":
            raise MalformedError
        return -1
    if lengths and not re.fullmatch(rb"[0-9]{1,15}", lengths[0]):
        raise MalformedError
    return int(lengths[0]) if lengths else 0


def body_end(stream: bytes, at: int, head: Head) -> int:
    """Where the body that begins at `at` ends. Raises MalformedError and PartError."""
    if head.length >= 0:
        if at + head.length > len(stream):
            raise PartError
        return at + head.length
    while True:
        if (line := chunk_line.match(stream, at)) is None:
            raise PartError if b"\n" not in stream[at:] else MalformedError
        at, size = line.end(), int(line[1], 16)
        if not size:
            return trailers_end(stream, at)
        if at + size + 2 > len(stream):
            raise PartError
        if stream[at + size : at + size + 2] != b"\r\n":
            raise MalformedError
        at += size + 2


def trailers_end(stream: bytes, at: int) -> int:
    """Where the fields after the last chunk end. Raises MalformedError and PartError."""
    while not stream.startswith(b"\r\n", at):
        end = stream.find(b"\r\n", at)
        if end < 0:
            raise PartError
        if not field_line.fullmatch(stream[at:end]):
            raise MalformedError
        at = end + 2
    return at + 2


def responses_read(text: bytes, requests: Sequence[Request]) -> list[Response]:
    """The answers that a connection gave, in order; the last one may be cut off.

    Those to HEAD have no body, unless they refuse what came next. Raises MalformedError for bytes
    that begin no answer.
    """
    found: list[Response] = []
    at = 0
    while at < len(text):
        line = status_line.match(text, at)
        if line is None:
            raise MalformedError
        status, end = int(line[1]), text.find(b"\r\n\r\n", at)
        if end < 0:
            end = len(text)
        head, at = text[at:end].lower(), end + 4
        if status < 200:
            continue
        length = re.search(rb"\r\ncontent-length: *(\d+)", head)
        asked = requests[len(found)].method if len(found) < len(requests) else b""
        begin = at
        refused = status == 400 and b"\r\nconnection: close" in head
        if (asked != b"HEAD" or refused) and status not in {204, 304}:
            at = body_after(text, at, head, int(length[1]) if length else None)
        echoed = marker.search(text, begin, at)
        found.append(Response(status, echoed[1] if echoed else b""))
    return found


def body_after(text: bytes, at: int, head: bytes, length: int | None) -> int:
    if length is not None:
        return at + length
    if b"\r\ntransfer-encoding: chunked" not in head:
        return len(text)  # until the connection ends
    while line := chunk_line.match(text, at):
        at = line.end() + int(line[1], 16) + 2
        if not int(line[1], 16):
            return at
    return len(text)


def fault_of(stream: bytes, text: bytes) -> str:
    """What a server did wrong that answered `text` to `stream`; empty: nothing.

    It may refuse more than this reader does, or give up early. What it answers has to be the right
    answer to the next request, and of what is malformed one refusal is the last word.
    """
    reading = requests_read(stream)
    try:
        responses = responses_read(text, reading.requests)
    except MalformedError:
        return "bytes that are no answer"
    if faults := [each.status for each in responses if each.status >= 500]:
        return f"status {faults[0]}"
    for request, response in zip(reading.requests, responses, strict=False):
        if response.marker and response.marker != request.marker:
            return "another request's answer"
    beyond = responses[len(reading.requests) :]
    allowed = 0 if reading.rest in {"end", "closes"} else 1
    if len(beyond) > allowed:
        return f"{len(beyond)} answers to what is no request"
    if beyond and (beyond[0].marker or not 400 <= beyond[0].status < 500):
        return "an answer to what is malformed"
    return ""
