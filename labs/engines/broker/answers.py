"""What the broker does when it is asked: the verbs, each for this installation's machines alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

from labs.engines.base import (
    Handle,
    MachineSpec,
    Script,
    State,
    label_deployment,
    label_session,
)
from labs.engines.broker import messages as ask
from labs.engines.broker.manifest import Manifest, ManifestError, ManifestFile, script_read
from labs.engines.broker.policy import create_fault, labels_fault
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.process_images import process_images_use
from labs.engines.errors import EngineError, ImageMissing, MachineGone
from labs.engines.stream import Stream

no_labels: Mapping[str, str] = {}


class Refused(EngineError):  # noqa: N818
    """What the broker does for nobody."""

    def __init__(self, message: str) -> None:
        super().__init__(f"the broker refuses: {message}", permanent=True)


class Answers:
    """The verbs. Each checks that what it is asked about is this installation's."""

    def __init__(self, folder: Path, engine: DockerEngine | None = None) -> None:
        self.folder = folder
        self.engine = engine or DockerEngine()
        self.file = ManifestFile(folder)
        self.owned: set[str] = set()  # ids of machines that are known to be this installation's
        self.terminals: set[str] = set()  # ids of terminals that were opened here
        self.creating = threading.Lock()

    @property
    def manifest(self) -> Manifest:
        """Raises ImageMissing where there is none to believe."""
        try:
            manifest = self.file.read()
        except ManifestError as error:
            raise ImageMissing(str(error)) from error
        process_images_use(manifest.process_images)
        self.engine.image_ids = {each.name: each.id for each in manifest.images.values()}
        return manifest

    def image_of(self, kind: str) -> str:
        try:
            return self.manifest.images[kind].name
        except KeyError:
            raise ImageMissing(f"there is no image of {kind}: manage.py lab images") from None

    def own(self, handle: Handle) -> Handle:
        """The machine, if it is this installation's; else MachineGone, as for none."""
        if handle.id not in self.owned:
            if self.engine.labels_of(handle).get(label_deployment) != self.manifest.deployment:
                raise MachineGone(f"{handle.name} does not exist")
            self.owned.add(handle.id)
        return handle

    def mine(self, labels: Mapping[str, str] = no_labels) -> dict[str, str]:
        """The labels to look for, which are this installation's in any case."""
        return {**labels, label_deployment: self.manifest.deployment}

    def foreign(self, labels: Mapping[str, str]) -> bool:
        """Whether these are another installation's, of which this broker has nothing."""
        own = self.manifest.deployment
        return labels.get(label_deployment, own) != own

    @singledispatchmethod
    def answer(self, asked: ask.Request) -> Any:
        raise Refused(f"{type(asked).__name__} is no verb")

    @answer.register
    def _(self, asked: ask.Create) -> Any:
        manifest, image = self.manifest, self.image_of(asked.kind)
        with self.creating:  # counting and creating are one
            listed = self.engine.list({label_deployment: manifest.deployment})
            session = asked.labels.get(label_session, "")
            of_session = [each for each in listed if each.labels.get(label_session) == session]
            fault = create_fault(manifest, asked, len(listed), len(of_session) if session else 0)
            if fault:
                raise Refused(fault)
            if asked.network and asked.network not in self.engine.networks(self.mine()):
                raise Refused(f"the network {asked.network} is not this installation's")
            handle = self.engine.create(
                MachineSpec(
                    name=asked.name,
                    image=image,
                    hostname=asked.hostname,
                    labels=asked.labels,
                    runtime=asked.runtime,
                    network=asked.network,
                    peers=asked.peers,
                )
            )
        self.owned.add(handle.id)
        return handle

    @answer.register
    def _(self, asked: ask.Start) -> Any:
        self.engine.start(self.own(asked.handle))

    @answer.register
    def _(self, asked: ask.Attach) -> Any:
        return self.engine.attach(self.own(asked.handle))

    @answer.register
    def _(self, asked: ask.TabOpen) -> Any:
        command = ["/lab/shell", asked.tab]
        handle = self.own(asked.handle)
        stream = self.engine.exec(handle, command, rows=asked.rows, columns=asked.columns)
        self.terminals.add(stream.exec_id)
        return stream

    @answer.register
    def _(self, asked: ask.TabEnd) -> Any:
        command = ["/lab/shell", asked.tab, "end"]
        return self.engine.program(self.own(asked.handle), command, timeout=asked.timeout)

    @answer.register
    def _(self, asked: ask.Language) -> Any:
        command = ["/lab/language", asked.code]
        return self.engine.program(self.own(asked.handle), command, timeout=asked.timeout)

    @answer.register
    def _(self, asked: ask.Ready) -> Any:
        handle = self.own(asked.handle)
        return self.engine.program(handle, ["/lab/ready"], timeout=asked.timeout)

    @answer.register
    def _(self, asked: ask.Run) -> Any:
        handle = self.own(asked.handle)
        scripts = []
        for each in asked.scripts:
            text = script_read(self.folder, each.digest)
            if text is None:
                raise Refused(f"nobody has published the script {each.digest[:12]}…")
            scripts.append(Script(text, each.timeout))
        return self.engine.run_all(handle, scripts, user=asked.user)

    @answer.register
    def _(self, asked: ask.Resize) -> Any:
        handle = self.own(asked.handle)
        if asked.exec_id and asked.exec_id not in self.terminals:
            raise MachineGone("there is no such terminal")
        with socket.socket() as nothing:
            terminal = Stream(nothing, exec_id=asked.exec_id)
            self.engine.resize(handle, asked.rows, asked.columns, terminal)

    @answer.register
    def _(self, asked: ask.LogTail) -> Any:
        return self.engine.log_tail(self.own(asked.handle), asked.limit)

    @answer.register
    def _(self, asked: ask.Poll) -> Any:
        with suppress(MachineGone):
            return self.engine.poll(self.own(asked.handle))
        return State(status="gone")

    @answer.register
    def _(self, asked: ask.Remove) -> Any:
        with suppress(MachineGone):  # what is gone is success
            self.engine.remove(self.own(asked.handle))
        self.owned.discard(asked.handle.id)

    @answer.register
    def _(self, asked: ask.Processes) -> Any:
        return self.engine.processes(self.own(asked.handle))

    @answer.register
    def _(self, asked: ask.UsageAsked) -> Any:
        return self.engine.usage(self.own(asked.handle))

    @answer.register
    def _(self, asked: ask.ListAsked) -> Any:
        return [] if self.foreign(asked.labels) else self.engine.list(self.mine(asked.labels))

    @answer.register
    def _(self, asked: ask.NetworkCreate) -> Any:
        if fault := labels_fault(self.manifest, asked.labels):
            raise Refused(fault)
        with self.creating:
            if len(self.engine.networks(self.mine())) >= self.manifest.machines_most:
                raise Refused("there are as many networks as machines may be")
            self.engine.network_create(asked.name, asked.labels)

    @answer.register
    def _(self, asked: ask.NetworkRemove) -> Any:
        if asked.name in self.engine.networks(self.mine()):
            self.engine.network_remove(asked.name)

    @answer.register
    def _(self, asked: ask.Networks) -> Any:
        return [] if self.foreign(asked.labels) else self.engine.networks(self.mine(asked.labels))

    @answer.register
    def _(self, asked: ask.VolumeRemove) -> Any:
        if asked.name in self.engine.volumes(self.mine()):
            self.engine.volume_remove(asked.name)

    @answer.register
    def _(self, asked: ask.Volumes) -> Any:
        return [] if self.foreign(asked.labels) else self.engine.volumes(self.mine(asked.labels))

    @answer.register
    def _(self, asked: ask.InfoAsked) -> Any:
        return self.engine.info()

    @answer.register
    def _(self, asked: ask.AcceleratorAsked) -> Any:
        return self.engine.accelerator(self.image_of(asked.kind), look=asked.look)

    @answer.register
    def _(self, asked: ask.Runtimes) -> Any:
        return self.engine.runtimes()

    @answer.register
    def _(self, asked: ask.RuntimeFault) -> Any:
        return self.engine.runtime_fault(asked.runtime)

    @answer.register
    def _(self, asked: ask.ImagePresent) -> Any:
        manifest = self.file_or_none()
        image = manifest.images.get(asked.kind) if manifest else None
        return image is not None and self.engine.image_present(image.name)

    def file_or_none(self) -> Manifest | None:
        with suppress(ImageMissing):
            return self.manifest
        return None

    @answer.register
    def _(self, asked: ask.ImagesRenew) -> Any:
        self.engine.images_renew([each.name for each in self.manifest.images.values()])
