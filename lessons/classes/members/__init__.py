"""The people of a class: added, changed, removed, blocked, labelled."""
