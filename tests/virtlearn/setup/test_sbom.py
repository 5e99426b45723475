"""The bill of materials: what dpkg, Python and npm say becomes CycloneDX that its schema takes."""

from __future__ import annotations

import base64
import json
from importlib.metadata import Distribution
from pathlib import Path

from virtlearn.setup import sbom

listing = "ii \tpython3\t3.13.5-1\tamd64\nrc \tgone\t1\tall\nii \tlibstdc++6\t14.2.0-19\tamd64\n"
digest = bytes(range(64))
lock = json.dumps(
    {
        "packages": {
            "": {"name": "virtlearn"},
            "node_modules/@xterm/xterm": {
                "version": "6.0.0",
                "integrity": f"sha512-{base64.b64encode(digest).decode()}",
                "license": "MIT",
            },
        }
    }
)


def test_what_is_installed_is_named_and_what_was_removed_is_not() -> None:
    purls = [str(each.purl) for each in sbom.debian_parts(listing, "debian-13")]
    assert purls == [
        "pkg:deb/debian/python3@3.13.5-1?arch=amd64&distro=debian-13",
        "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=debian-13",
    ]


def test_a_browser_library_has_the_digest_that_npm_checks() -> None:
    (part,) = sbom.browser_parts(lock)
    assert str(part.purl) == "pkg:npm/%40xterm/xterm@6.0.0"
    assert [each.content for each in part.hashes] == [digest.hex()]


class Installed(Distribution):
    """One whose metadata has the whole text of its licence, as some do."""

    def read_text(self, filename: str) -> str | None:
        if filename != "METADATA":
            return None
        return (
            "Name: Some_Thing\nVersion: 1.2\nLicense: MIT License\n        Permission is granted\n"
        )

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


def test_the_bill_is_what_the_schema_wants() -> None:
    # Read here: it makes 38 grammars, for which each process would spend a second to collect tests.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    parts = [
        *sbom.debian_parts(listing, "debian-13"),
        *sbom.python_parts([Installed()]),
        *sbom.browser_parts(lock),
    ]
    text = sbom.text_of(sbom.bill("0.2.0", "f" * 40, parts))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    read = json.loads(text)
    assert read["metadata"]["component"]["version"] == "0.2.0"
    assert {each["name"] for each in read["components"]} == {
        *("python3", "libstdc++6", "Some_Thing", "xterm"),
    }
    depends = {each["ref"]: each.get("dependsOn") for each in read["dependencies"]}
    assert len(depends["virtlearn"]) == len(parts)
