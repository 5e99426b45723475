"""The broker's socket: one thread a connection, one request after the other."""

from __future__ import annotations

import logging
import os
import select
import socket
import struct
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

import msgspec

from labs.engines.base import label_deployment
from labs.engines.broker import messages as ask
from labs.engines.broker.answers import Answers, Refused
from labs.engines.broker.manifest import socket_name
from labs.engines.errors import EngineError
from labs.engines.stream import Stream

log = logging.getLogger(__name__)

connections_most = 256
close_seconds = 4.0  # who starts it waits five, or ten
event_look_seconds = 0.5  # how often a listener's connection is looked at
peer = struct.Struct("3i")  # SO_PEERCRED: process, user, group


class Broker:
    """The socket, and who may speak on it: the users `allowed`, by their numbers."""

    def __init__(
        self, answers: Answers, allowed: Collection[int], group: int | None = None
    ) -> None:
        self.answers = answers
        self.allowed = frozenset(allowed)
        self.slots = threading.BoundedSemaphore(connections_most)
        self.working = 0  # requests that are being answered
        self.idle = threading.Condition()
        self.path = answers.folder / socket_name
        self.path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        mask = os.umask(0o117)  # 0660
        try:
            self.listener.bind(str(self.path))
        finally:
            os.umask(mask)
        if group is not None:
            os.chown(self.path, -1, group)
        self.listener.listen(128)

    def serve(self) -> None:
        """Until `close`."""
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            self.slots.acquire()
            threading.Thread(target=self.connection_serve, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Takes no more, and lets what is being done end, within a few seconds: what is half done
        would leave a container behind."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.path.unlink(missing_ok=True)
        with self.idle:
            self.idle.wait_for(lambda: not self.working, close_seconds)

    def connection_serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, peer.size)
                process, user, _group = peer.unpack(raw)
                if user not in self.allowed:
                    log.warning("process %d of user %d was turned away", process, user)
                    return
                self.requests_serve(connection)
        except (OSError, ask.FrameError) as error:
            log.debug("a connection ended: %s", error)
        finally:
            self.slots.release()

    def requests_serve(self, connection: socket.socket) -> None:
        while True:
            data, passed = ask.frame_receive(connection)
            if passed is not None:
                socket.close(passed)  # nobody has anything to hand over
            if not data:
                return
            try:
                asked = ask.decoder.decode(data)
            except msgspec.MsgspecError as error:
                log.warning("a request was refused: %s", error)
                fault = ask.Fault(kind="EngineError", message=f"the broker refuses: {error}")
                ask.frame_send(connection, ask.Answer(fault=fault))
                continue
            if isinstance(asked, ask.Events):
                self.events_serve(connection)
                return
            with self.work():
                self.one_serve(connection, asked)

    @contextmanager
    def work(self) -> Iterator[None]:
        with self.idle:
            self.working += 1
        try:
            yield
        finally:
            with self.idle:
                self.working -= 1
                self.idle.notify_all()

    def one_serve(self, connection: socket.socket, asked: ask.Request) -> None:
        try:
            value = self.answers.answer(asked)
        except EngineError as error:
            if isinstance(error, Refused):
                log.warning("%s", error.message)
            ask.frame_send(connection, ask.Answer(fault=fault_of(error)))
        except Exception as error:
            log.exception("a request failed")
            fault = ask.Fault(kind="EngineError", message=f"the broker failed: {error}")
            ask.frame_send(connection, ask.Answer(fault=fault))
        else:
            if isinstance(value, Stream):
                self.stream_send(connection, value)
            else:
                ask.frame_send(connection, ask.Answer(value=value))

    @staticmethod
    def stream_send(connection: socket.socket, stream: Stream) -> None:
        """Hands the terminal's socket over: what is typed and printed never comes by here."""
        answer = ask.Answer(head=stream.head, exec_id=stream.exec_id)
        with stream.socket:
            ask.frame_send(connection, answer, stream.fileno())

    def events_serve(self, connection: socket.socket) -> None:
        """This installation's events, until the listener goes."""
        stop, over = threading.Event(), threading.Event()
        watching = threading.Thread(
            target=self.listener_watch, args=(connection, stop, over), daemon=True
        )
        watching.start()
        try:
            deployment = self.answers.manifest.deployment
            told = self.answers.engine.events(stop)
            ask.frame_send(connection, ask.Answer())  # from now on nothing is missed
            for event in told:
                if event.labels.get(label_deployment) == deployment:
                    if event.kind == "lost":
                        self.answers.owned.discard(event.handle.id)
                    ask.frame_send(connection, ask.Answer(value=event))
        except EngineError as error:
            ask.frame_send(connection, ask.Answer(fault=fault_of(error)))
        finally:
            stop.set()
            over.set()

    @staticmethod
    def listener_watch(
        connection: socket.socket, stop: threading.Event, over: threading.Event
    ) -> None:
        """Who hears events says nothing: that its connection can be read means that it went."""
        while not over.is_set():
            with suppress(OSError, ValueError):
                if not select.select([connection], [], [], event_look_seconds)[0]:
                    continue
            stop.set()
            return


def fault_of(error: EngineError) -> ask.Fault:
    kind = "EngineError" if isinstance(error, Refused) else type(error).__name__
    return ask.Fault(kind=kind, message=error.message, permanent=error.permanent)
