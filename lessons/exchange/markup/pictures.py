"""Pictures of questions of other systems, as files beside a lesson."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

from lessons.document.svg import svg_read
from lessons.format import limits
from lessons.quizzes.asked import NoFormError
from lessons.quizzes.hotspot import exchange as hotspot
from virtlearn.core.wording import slug_of

# What a file of each kind begins with.
beginnings: Mapping[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
}
data_address = re.compile(r"data:image/[\w.+-]+;base64,(?P<data>[A-Za-z0-9+/=\s]*)\Z", re.ASCII)
placed = re.compile(r"\A(?:@@PLUGINFILE@@|\$IMS[-_]CC[-_]FILEBASE\$|%24IMS[-_]CC[-_]FILEBASE%24)/*")


class Picture(msgspec.Struct, frozen=True):
    """`name` beside the lesson; "" with a reason in `fault`. `note` says what it has lost."""

    name: str = ""
    content: bytes = b""
    fault: str = ""
    note: str = ""


class Pictures:
    """Finds the pictures that texts name among the files that came with them, and names them so
    that two of one name don't meet.
    """

    def __init__(self, files: Mapping[str, bytes], named: dict[str, bytes] | None = None) -> None:
        self.files = files
        self.folded = {path.lower(): path for path in files}
        self.named: dict[str, bytes] = {} if named is None else named

    def within(self, files: Mapping[str, bytes]) -> Pictures:
        """Those of one question, whose names are shared with the others'."""
        return Pictures({**self.files, **files}, self.named)

    def find(self, address: str, folder: str) -> Picture:
        """The picture at `address`, which a text in `folder` names."""
        if found := data_address.match(address.strip()):
            try:
                content = base64.b64decode("".join(found["data"].split()), validate=True)
            except binascii.Error:
                return Picture(fault="its data cannot be read")
            return self.kept("picture", content)
        if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE):
            return Picture(fault="it is elsewhere on the network, and is not fetched")
        path = unquote(placed.sub("", address.partition("?")[0]))
        for base in (folder, "", "web_resources"):
            key = posixpath.normpath(posixpath.join(base, path)).lstrip("/").lower()
            if key in self.folded:
                return self.kept(path, self.files[self.folded[key]])
        name = posixpath.basename(path).lower()
        same = [each for each in self.folded if posixpath.basename(each) == name and name]
        if len(same) == 1:
            return self.kept(path, self.files[self.folded[same[0]]])
        return Picture(fault="it is not among the files that came along")

    def kept(self, path: str, content: bytes) -> Picture:
        ending = ending_of(content)
        if not ending:
            return Picture(fault="it is no PNG, JPEG, GIF, WebP or SVG")
        if len(content) > (limits.svg_bytes if ending == ".svg" else limits.image_bytes):
            return Picture(fault=f"it has {len(content):,} bytes, which is too many")
        said = ""
        if ending == ".svg" and (problems := svg_read(content).problems):
            content, said = drawing_adapted(content)
            if not content:
                return Picture(fault=f"this SVG cannot be shown: {problems[0][1]}")
        stem = slug_of(posixpath.basename(path).rpartition(".")[0] or path)[:40].strip("-")
        name, count = f"{stem}{ending}", 1
        while name in self.named and self.named[name] != content:
            count += 1
            name = f"{stem}-{count}{ending}"
        self.named[name] = content
        return Picture(name, content, note=said)


def drawing_adapted(content: bytes) -> tuple[bytes, str]:
    """An SVG without its size and styles, which are the page's, and a note where that tells; b""
    where it can't be shown even so.
    """
    try:
        made = hotspot.serialised(hotspot.figure_read(content))
    except NoFormError:
        return b"", ""
    if svg_read(made).problems:
        return b"", ""
    styled = b"<style" in content and hotspot.style.strip().encode() not in content
    return made, "its own style sheet was dropped: the page's colours count" if styled else ""


def ending_of(content: bytes) -> str:
    """The kind of an image by what it begins with; "" where it is none that pages show."""
    for ending, marks in beginnings.items():
        if content.startswith(marks):
            return ending
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return ".svg" if b"<svg" in content[:2000] else ""
