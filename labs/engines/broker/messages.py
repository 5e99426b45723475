"""What the broker is asked and answers: length-prefixed msgpack on a Unix socket, file descriptors
beside it.

A frame is four bytes, the length of what follows (big-endian), and a message. Whatever a message
has beyond its fields is refused.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from labs.engines.base import Handle, User
from virtlearn.core.msgspec_types import types_ready

frame_most = 4 << 20  # bytes of one message: the answers to some thirty scripts are 2 MiB
head = struct.Struct(">L")

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]*\Z", max_length=200)]
Word = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*\Z", max_length=63)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Label = Annotated[str, Meta(max_length=200)]
Seconds = Annotated[float, Meta(gt=0, le=180)]
Side = Annotated[int, Meta(ge=1, le=500)]
LanguageCode = Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")]
Tab = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,20}\Z")]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of what is asked."""


class Create(Request, frozen=True, tag="create"):
    name: Name
    kind: Word
    hostname: Word
    labels: Mapping[str, Label]
    runtime: Annotated[str, Meta(pattern=r"^[a-z0-9-]*\Z", max_length=20)] = ""
    network: Annotated[str, Meta(pattern=r"^[a-z0-9_.-]*\Z", max_length=200)] = ""
    peers: Annotated[Sequence[Word], Meta(max_length=16)] = ()


class OfMachine(Request, frozen=True):
    """The base of what is asked about one machine."""

    handle: Handle


class Start(OfMachine, frozen=True, tag="start"): ...


class Attach(OfMachine, frozen=True, tag="attach"):
    """Answered with the console's socket."""


class TabOpen(OfMachine, frozen=True, tag="tab"):
    """Answered with the terminal's socket, and the engine's id of it for `Resize`."""

    tab: Tab
    rows: Side
    columns: Side


class TabEnd(OfMachine, frozen=True, tag="tab-end"):
    tab: Tab
    timeout: Seconds


class Language(OfMachine, frozen=True, tag="language"):
    """In which language the machine's own programs speak."""

    code: LanguageCode
    timeout: Seconds


class Ready(OfMachine, frozen=True, tag="ready"):
    timeout: Seconds


class ScriptAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A script by the SHA-256 of its text, which a manifest has."""

    digest: Digest
    timeout: Seconds


class Run(OfMachine, frozen=True, tag="run"):
    scripts: Annotated[Sequence[ScriptAsked], Meta(min_length=1, max_length=200)]
    user: User


class Resize(OfMachine, frozen=True, tag="resize"):
    rows: Side
    columns: Side
    exec_id: Annotated[str, Meta(max_length=128)] = ""


class LogTail(OfMachine, frozen=True, tag="log-tail"):
    limit: Annotated[int, Meta(ge=1, le=1 << 20)]


class Poll(OfMachine, frozen=True, tag="poll"): ...


class Remove(OfMachine, frozen=True, tag="remove"): ...


class Processes(OfMachine, frozen=True, tag="processes"): ...


class UsageAsked(OfMachine, frozen=True, tag="usage"): ...


class ListAsked(Request, frozen=True, tag="list"):
    labels: Mapping[str, Label]


class Events(Request, frozen=True, tag="events"):
    """Answered with one message an event, for as long as the connection stands."""


class NetworkCreate(Request, frozen=True, tag="network-create"):
    name: Name
    labels: Mapping[str, Label]


class NetworkRemove(Request, frozen=True, tag="network-remove"):
    name: Name


class Networks(Request, frozen=True, tag="networks"):
    labels: Mapping[str, Label]


class VolumeRemove(Request, frozen=True, tag="volume-remove"):
    name: Name


class Volumes(Request, frozen=True, tag="volumes"):
    labels: Mapping[str, Label]


class InfoAsked(Request, frozen=True, tag="info"): ...


class AcceleratorAsked(Request, frozen=True, tag="accelerator"):
    kind: Word
    look: bool


class Runtimes(Request, frozen=True, tag="runtimes"): ...


class RuntimeFault(Request, frozen=True, tag="runtime-fault"):
    runtime: Annotated[str, Meta(pattern=r"^[a-z0-9-]*\Z", max_length=20)]


class ImagePresent(Request, frozen=True, tag="image-present"):
    kind: Word


class ImagesRenew(Request, frozen=True, tag="images-renew"): ...


Asked = (
    Create
    | Start
    | Attach
    | TabOpen
    | TabEnd
    | Language
    | Ready
    | Run
    | Resize
    | LogTail
    | Poll
    | Remove
    | Processes
    | UsageAsked
    | ListAsked
    | Events
    | NetworkCreate
    | NetworkRemove
    | Networks
    | VolumeRemove
    | Volumes
    | InfoAsked
    | AcceleratorAsked
    | Runtimes
    | RuntimeFault
    | ImagePresent
    | ImagesRenew
)


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """An error of labs.engines.errors by its name."""

    kind: str
    message: str
    permanent: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`value` or a fault. With a socket: `head` is what it has printed already."""

    value: Any = None
    fault: Fault | None = None
    head: bytes = b""
    exec_id: str = ""


decoder = msgspec.msgpack.Decoder(Asked)
answers = msgspec.msgpack.Decoder(Answer)
encoder = msgspec.msgpack.Encoder()


class FrameError(Exception):
    """The connection ended within a frame, or a frame is too long."""


def frame_send(connection: socket.socket, message: object, passed: int | None = None) -> None:
    """Sends a message, and the file descriptor `passed` beside it. Raises OSError."""
    body = encoder.encode(message)
    data = head.pack(len(body)) + body
    if passed is None:
        connection.sendall(data)
        return
    sent = socket.send_fds(connection, [data], [passed])
    connection.sendall(data[sent:])


def frame_receive(connection: socket.socket) -> tuple[bytes, int | None]:
    """The next message's bytes and the file descriptor that came with it; b"" at the end.

    Raises FrameError and OSError.
    """
    data, passed, _flags, _address = socket.recv_fds(connection, head.size, 1)
    descriptor = passed[0] if passed else None
    try:
        if not data:
            return b"", descriptor
        data += rest(connection, head.size - len(data))
        (length,) = head.unpack(data)
        if length > frame_most:
            raise FrameError(f"a message of {length} bytes is too long")
        return rest(connection, length), descriptor
    except BaseException:
        if descriptor is not None:
            with suppress(OSError):
                socket.close(descriptor)
        raise


def rest(connection: socket.socket, length: int) -> bytes:
    pieces = []
    while length:
        piece = connection.recv(min(length, 1 << 20))
        if not piece:
            raise FrameError("the connection ended within a message")
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


types_ready(Asked, Answer)
