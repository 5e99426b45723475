"""Hands labs their definitions and guides; `settings.LAB_PROVIDER` names this module.

`labs` doesn't import `lessons`: it finds these functions by that setting.
"""

from __future__ import annotations
