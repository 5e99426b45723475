"""Random requests for a server's port, by a grammar of HTTP/1.1 and of what goes wrong with it.

The same seed gives the same bytes. Each request asks for a page that shows a mark of its own, so
that an answer tells which request it is to; bodies hide requests whose marks nobody may ever see.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

page = b"/en/accounts/login/?next=/en/m%d/"  # shows where `next` leads to
host = b"Host: 127.0.0.1"
methods = [b"GET"] * 6 + [b"POST", b"HEAD", b"OPTIONS", b"PUT"]
lengths = [
    b"0",
    b"+%d",
    b"-%d",
    b" %d",
    b"0x%x",
    b"%d, %d",
    b"%d.0",
    b"0_%d",
    b"",
    b"%d;",
    b"9" * 25,
]
codings = [
    b"chunked",
    b"Chunked",
    b"identity",
    b"gzip",
    b"chunked, identity",
    b"gzip, chunked",
    b"xchunked",
    b" chunked",
    b"\x0bchunked",
    b'"chunked"',
    b"chunked;q=1",
    b"",
]
names = [
    b"Content-Length",
    b"content-length",
    b"Content_Length",
    b"Content-Length ",
    b" Content-Length",
]
coding_names = [
    b"Transfer-Encoding",
    b"transfer-encoding",
    b"Transfer_Encoding",
    b"Transfer-Encoding ",
]
upgrades = [b"h2c", b"websocket", b"TLS/1.0", b"HTTP/2.0", b""]
paths = [
    b"/ws/terminal/",
    b"/",
    b"*",
    b"//",
    b"http://evil.example/en/",
    b"/en/%00",
    b"/\xff",
    b"/en/../",
]
bytes_of_trouble = b'\x00\x01\t\n\r\x0b "(),/:;<=>?@[\\]{}\x7f\x80\xff'
sizes = [
    b"0x%x",
    b"+%x",
    b"-%x",
    b"%x ",
    b" %x",
    b"%x;a=b",
    b"%x;a\rb",
    b"%x;a\nb",
    b"1%015x0",
    b"g%x",
    b"0%x",
]


class Message(NamedTuple):
    """A request as it is put together: lines of its head, and its body as it is sent."""

    lines: list[bytes]
    body: bytes


class Case(NamedTuple):
    """What one connection sends. `plain`: nothing of it is wrong, so that all is answered."""

    stream: bytes
    plain: bool


Change = Callable[[Random, Message], Message]


def cases(seed: int, count: int) -> Iterator[Case]:
    """So many, each with marks of its own."""
    chance = Random(seed)
    marks = itertools.count(1)
    for _ in range(count):
        yield case(chance, marks)


def case(chance: Random, marks: Iterator[int]) -> Case:
    plain = chance.random() < 0.15
    messages = [message(chance, marks) for _ in range(chance.choice([1, 1, 2, 3]))]
    if not plain:
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            which = chance.randrange(len(messages))
            if len(messages[which].lines) > 1:  # else its lines don't end as lines any more
                messages[which] = chance.choice(changes)(chance, messages[which])
    last = Message([b"GET " + page % next(marks) + b" HTTP/1.1", host, b"Connection: close"], b"")
    stream = b"".join(joined(each) for each in [*messages, last])
    if not plain and chance.random() < 0.1:
        at = chance.randrange(len(stream))
        stream = stream[:at] + chance.choice([b"\r\n", b"\x00", stream[:at]]) + stream[at:]
    if not plain and chance.random() < 0.1:
        stream = stream[: chance.randrange(1, len(stream))]
    return Case(stream, plain)


def joined(each: Message) -> bytes:
    return b"\r\n".join(each.lines) + b"\r\n\r\n" + each.body


def hidden(marks: Iterator[int]) -> bytes:
    """A request that stands in a body, and is none."""
    return b"GET " + page % next(marks) + b" HTTP/1.1\r\n" + host + b"\r\n\r\n"


def message(chance: Random, marks: Iterator[int]) -> Message:
    """One that is well formed."""
    lines = [chance.choice(methods) + b" " + page % next(marks) + b" HTTP/1.1", host]
    extra = [
        b"Accept: text/html",
        b"X-A: b",
        b"Cookie: a=b; c=d",
        b"Accept-Language: en",
        b"X-Empty:",
    ]
    lines += chance.sample(extra, chance.randrange(3))
    body = hidden(marks) if chance.random() < 0.8 else b"a=b&c=d"
    kind = chance.choice(["none", "length", "length", "chunked", "chunked"])
    if kind == "none":
        return Message(lines, b"")
    if kind == "length":
        return Message([*lines, b"Content-Length: %d" % len(body)], body)
    return Message([*lines, b"Transfer-Encoding: chunked"], chunked(chance, body))


def chunked(chance: Random, body: bytes) -> bytes:
    cut = chance.randrange(1, len(body))
    pieces = [body] if chance.random() < 0.5 else [body[:cut], body[cut:]]
    return b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


# What goes wrong


def filled(pattern: bytes, number: int) -> bytes:
    """`pattern` with `number` at each place for one."""
    return pattern % ((number,) * pattern.count(b"%"))


def length_more(chance: Random, each: Message) -> Message:
    number = chance.choice([0, 5, len(each.body), max(0, len(each.body) - 1), len(each.body) + 7])
    line = chance.choice(names) + b": " + filled(chance.choice(lengths), number)
    return inserted(chance, each, line)


def length_other(chance: Random, each: Message) -> Message:
    number = b"%d" % max(0, len(each.body) + chance.choice([-20, -3, -1, 1, 2, 30]))
    lines = [line for line in each.lines if not line.lower().startswith(b"content-length")]
    return Message([*lines, b"Content-Length: " + number], each.body)


def coding_more(chance: Random, each: Message) -> Message:
    return inserted(chance, each, chance.choice(coding_names) + b": " + chance.choice(codings))


def coding_instead(chance: Random, each: Message) -> Message:
    lines = [line for line in each.lines if not line.lower().startswith(b"transfer-encoding")]
    return Message([*lines, b"Transfer-Encoding: " + chance.choice(codings)], each.body)


def chunk_other(chance: Random, each: Message) -> Message:
    first, mark, rest = each.body.partition(b"\r\n")
    try:
        size = int(first, 16)
    except ValueError:
        return coding_instead(chance, each)
    size = max(0, size + chance.choice([0, 0, -1, 1, 2]))
    end = chance.choice([mark, mark, b"\n", b"\r", b""])
    return Message(each.lines, filled(chance.choice(sizes), size) + end + rest)


def upgrade(chance: Random, each: Message) -> Message:
    kind = chance.choice(upgrades)
    lines = [
        b"Connection: " + chance.choice([b"Upgrade", b"upgrade, close", b"keep-alive, Upgrade"])
    ]
    lines += [b"Upgrade: " + kind, b"Sec-WebSocket-Version: 13"]
    lines += [b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    first = each.lines[0] if chance.random() < 0.6 else b"GET /ws/terminal/ HTTP/1.1"
    return Message([first, *each.lines[1:], *lines], each.body)


def line_other(chance: Random, each: Message) -> Message:
    """The request line: another path, version, or spacing."""
    method, target, version = [*each.lines[0].split(b" "), b"", b""][:3]
    target = chance.choice([target, target, chance.choice(paths)])
    version = chance.choice(
        [version, b"HTTP/1.0", b"HTTP/1.2", b"HTTP/9.9", b"http/1.1", b"", b"ICE/1.0"]
    )
    space = chance.choice([b" ", b" ", b"  ", b"\t"])
    method = chance.choice([method, method, b"", b"get", b"CONNECT", b"TRACE", b"G\x00T"])
    return Message([space.join([method, target, version]), *each.lines[1:]], each.body)


def byte_more(chance: Random, each: Message) -> Message:
    """A byte of trouble somewhere in the head."""
    number = chance.randrange(len(each.lines))
    line = each.lines[number]
    at = chance.randrange(len(line) + 1)
    byte = bytes([chance.choice(bytes_of_trouble)])
    return replaced(each, number, line[:at] + byte + line[at:])


def byte_less(chance: Random, each: Message) -> Message:
    number = chance.randrange(len(each.lines))
    line = each.lines[number]
    at = chance.randrange(len(line) + 1)
    return replaced(each, number, line[:at] + line[at + chance.choice([1, 1, 4, 30]) :])


def line_twice(chance: Random, each: Message) -> Message:
    return inserted(chance, each, chance.choice(each.lines))


def line_folded(chance: Random, each: Message) -> Message:
    number = chance.randrange(1, len(each.lines))
    name, colon, value = each.lines[number].partition(b":")
    return replaced(each, number, name + colon + b"\r\n" + chance.choice([b" ", b"\t"]) + value)


def ends_other(chance: Random, each: Message) -> Message:
    """One line, or all, that end in LF or CR alone."""
    end = chance.choice([b"\n", b"\r"])
    if chance.random() < 0.5 or len(each.lines) < 3:
        return Message([end.join(each.lines)], each.body)
    at = chance.randrange(len(each.lines) - 1)
    both = each.lines[at] + end + each.lines[at + 1]
    return Message([*each.lines[:at], both, *each.lines[at + 2 :]], each.body)


def host_other(chance: Random, each: Message) -> Message:
    others = [
        b"Host: evil.example",
        b"Host:",
        b"X-Host: 127.0.0.1",
        b"Host: 127.0.0.1, evil.example",
    ]
    return replaced(each, 1, chance.choice(others))


def inserted(chance: Random, each: Message, line: bytes) -> Message:
    at = chance.randrange(1, len(each.lines) + 1)
    return Message([*each.lines[:at], line, *each.lines[at:]], each.body)


def replaced(each: Message, number: int, line: bytes) -> Message:
    lines = list(each.lines)
    lines[number] = line
    return Message(lines, each.body)


changes: list[Change] = [
    *[length_more, length_other, coding_more, coding_instead, chunk_other] * 2,
    *[upgrade, line_other, byte_more, byte_less, line_twice, line_folded, ends_other, host_other],
]
