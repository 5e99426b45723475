"""What is kept of people by limits. See virtlearn/people/privacy/registry.py."""

from __future__ import annotations

from virtlearn.people.privacy.registry import model_privacy

# Counts by number and address, for hours: they end by themselves, whoever is erased meanwhile.
privacy = [model_privacy("limits.Tally", keep="key count ends_at")]
