"""Our own pictures, made of the shapes that stand for each technology: for pages on which nothing
is yet, for certificates, and for the covers of books. Each is a file beside this one. Pure.
"""

from __future__ import annotations

import functools
from pathlib import Path

from lessons.document.svg import Svg, svg_read

folder = Path(__file__).parent


@functools.cache
def illustration(name: str) -> Svg:
    """Raises FileNotFoundError for a name that none has."""
    return svg_read((folder / f"{name}.svg").read_bytes())
