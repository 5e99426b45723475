"""Streams a Docker engine's events: memory that ran out, deaths, removals."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import requests
import urllib3
from docker import APIClient, errors
from docker.types.daemon import CancellableStream
from docker.utils import kwargs_from_env

from labs.engines.base import Event, EventKind, Handle
from labs.engines.errors import EngineUnavailable

kinds: Mapping[str, EventKind] = {"oom": "oom", "die": "die", "destroy": "lost"}
connect_timeout = 20  # seconds
look_seconds = 0.2  # how often a listener looks whether it is to stop


def listen(stop: threading.Event) -> Iterator[Event]:
    """See Engine.events. The connection stands when this returns: nothing after it is missed."""
    api = APIClient(timeout=connect_timeout, version="auto", **kwargs_from_env())
    setattr(api, "timeout", None)  # noqa: B010 - the next event may take days
    try:
        stream = api.events(filters={"type": "container", "event": list(kinds)})
    except BaseException:
        api.close()
        raise
    return events_read(api, stream, stop)


def events_read(
    api: APIClient, stream: CancellableStream[Any], stop: threading.Event
) -> Iterator[Event]:
    over = threading.Event()
    threading.Thread(
        target=close_when_stopped, args=(stream, stop, over), name="engine-events", daemon=True
    ).start()
    try:
        for text in lines(stream):
            if event := event_read(json.loads(text)):
                yield event
            if stop.is_set():
                return
    except (
        errors.DockerException,
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        OSError,
    ) as error:
        if not stop.is_set():
            raise EngineUnavailable(f"the engine's events broke off: {error}") from error
    finally:
        over.set()
        with suppress(Exception):
            stream.close()
        api.close()
    if not stop.is_set():
        raise EngineUnavailable("the engine's events ended")


def close_when_stopped(
    stream: CancellableStream[Any], stop: threading.Event, over: threading.Event
) -> None:
    """Closing it is what ends a read that waits; the listener itself can't look meanwhile."""
    while not over.wait(look_seconds):
        if stop.is_set():
            with suppress(Exception):  # it has closed itself meanwhile
                stream.close()
            return


def lines(stream: CancellableStream[Any]) -> Iterator[bytes]:
    """Docker writes one JSON object a line, in pieces that need not be lines."""
    waiting = b""
    for piece in stream:
        waiting += piece if isinstance(piece, bytes) else str(piece).encode()
        *whole, waiting = waiting.split(b"\n")
        yield from (line for line in whole if line.strip())


def event_read(told: Mapping[str, Any]) -> Event | None:
    """One of Docker's events as ours; None for one that says nothing to us."""
    actor = told.get("Actor") or {}
    labels = dict(actor.get("Attributes") or {})
    kind = kinds.get(str(told.get("Action", "")))
    if kind is None or not actor.get("ID"):
        return None
    name = labels.pop("name", "")
    labels.pop("image", None)
    code = labels.pop("exitCode", None)
    return Event(
        kind=kind,
        handle=Handle(actor["ID"], name),
        labels=labels,
        exit_code=int(code) if code is not None and kind == "die" else None,
        at=told["timeNano"] / 1e9,
    )
