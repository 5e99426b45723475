"""Writes the software bill of materials of the site's image, as CycloneDX 1.6 JSON.

`python -m virtlearn.setup.sbom VERSION REVISION` prints it, inside the image while that is built:
Debian's packages as dpkg knows them, Python's of the environment that runs it, and the browser
libraries of package-lock.json. It needs cyclonedx-python-lib, which the image itself has not.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from platform import freedesktop_os_release

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from virtlearn.setup.console import root

fields = "${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\n"
installed = "ii"


def bill(version: str, revision: str, parts: Iterable[Component]) -> Bom:
    """The bill of the image of `version`, made of the commit `revision`."""
    site = Component(
        name="virtlearn",
        type=ComponentType.CONTAINER,
        version=version,
        bom_ref="virtlearn",
        licenses=licenses("Apache-2.0 AND CC-BY-SA-4.0"),
        purl=PackageURL("generic", None, "virtlearn", version, {"vcs_revision": revision}),
    )
    bom = Bom(components=parts)
    bom.metadata.component = site
    bom.register_dependency(site, bom.components)
    return bom


def licenses(text: str) -> list[License]:
    """As an SPDX id or expression where it is one, else by name; none where nothing is said."""
    return [LicenseFactory().make_from_string(text)] if text else []


def debian_parts(listing: str, distro: str) -> Iterator[Component]:
    """What is installed, of what dpkg-query prints in the form of `fields`."""
    for line in listing.splitlines():
        status, name, version, architecture = line.split("\t")
        if status.strip() == installed:
            qualifiers = {"arch": architecture, "distro": distro}
            purl = PackageURL("deb", "debian", name, version, qualifiers)
            yield Component(name=name, version=version, purl=purl, bom_ref=purl.to_string())


def python_parts(found: Iterable[Distribution]) -> Iterator[Component]:
    for each in found:
        metadata = each.metadata.json
        name = str(metadata["name"])
        purl = PackageURL("pypi", None, name.lower().replace("_", "-"), each.version)
        said = str(metadata.get("license_expression") or metadata.get("license") or "")
        yield Component(
            name=name,
            version=each.version,
            purl=purl,
            bom_ref=purl.to_string(),
            licenses=licenses(said if "\n" not in said else ""),  # some have the whole text there
        )


def browser_parts(lock: str) -> Iterator[Component]:
    """The packages of a package-lock.json, with the digests that npm checked them by."""
    for place, each in json.loads(lock)["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if not name or each.get("dev"):
            continue  # this project itself, and what only its tests need
        scope, _, short = name.rpartition("/")
        purl = PackageURL("npm", scope or None, short, each["version"])
        algorithm, _, digest = each["integrity"].partition("-")
        assert algorithm == "sha512", algorithm  # noqa: S101 - npm's only one today
        yield Component(
            name=short,
            group=scope or None,
            version=each["version"],
            purl=purl,
            bom_ref=purl.to_string(),
            licenses=licenses(each.get("license", "")),
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())],
        )


def text_of(bom: Bom) -> str:
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)


def here() -> Iterator[Component]:
    """What this system, this Python's environment and the project's lock file have."""
    command = ["dpkg-query", "--show", f"--showformat={fields}"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    system = freedesktop_os_release()
    yield from debian_parts(listing, f"{system['ID']}-{system['VERSION_ID']}")
    yield from python_parts(distributions(path=[sysconfig.get_path("purelib")]))
    yield from browser_parts(Path(root, "package-lock.json").read_text())


if __name__ == "__main__":
    print(text_of(bill(sys.argv[1], sys.argv[2], here())))
