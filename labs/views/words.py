"""What the lab's scripts say, in the page's language."""

from __future__ import annotations

from django.utils.translation import gettext


def words() -> dict[str, str]:
    """%s, %1 and %2 are filled in by the scripts."""
    return {
        "tab": gettext("Terminal %s"),
        "terminal": gettext("Machine %1, terminal %2. Shift+F6 leaves it."),
        "close": gettext("Close %s and end what runs in it"),
        "exited": gettext("The shell of this terminal has ended. Close it, or open another."),
        "lost": gettext("The connection was lost. It is being made again."),
        "closed": gettext("This terminal is closed. Reload the page to see why."),
        "dropped": gettext("Some of what was typed was lost: the program doesn't read it."),
        "memory": gettext("The machine ran out of memory, and a program in it was ended."),
        "run": gettext("Run"),
        "runTitle": gettext("Type this into the terminal"),
        "runStart": gettext("Start the lab first; then this is typed into its terminal."),
    }
