"""Translations for the lab page's scripts."""

from __future__ import annotations

from django.utils.translation import gettext

from labs.core.refusal import close_codes


def words() -> dict[str, str]:
    """%s, %1 and %2 are filled in by the scripts."""
    return {
        "tab": gettext("Terminal %s"),
        "terminal": gettext("Machine %1, terminal %2. Shift+F6 leaves it."),
        "asText": gettext("Machine %1, terminal %2, as text"),
        "moreChanged": gettext("more lines: %s"),
        "close": gettext("Close %s and end what runs in it"),
        "exited": gettext("The shell of this terminal has ended. Close it, or open another."),
        "connecting": gettext("Connecting to the machine…"),
        "lost": gettext("The connection was lost. It is being made again."),
        "retry": gettext("Connect now"),
        "kept": gettext("What you type is kept, and sent once there is a connection."),
        "refused": gettext("What you type now is not taken: it has been too much, or too long."),
        "doubtful": gettext(
            "The connection was lost just as you typed: look whether your last keys arrived."
        ),
        "closed": gettext("This terminal is closed. Reload the page to see why."),
        **{f"closed{number}": str(code.refusal()) for number, code in close_codes.items()},
        "dropped": gettext("Some of what was typed was lost: the program doesn't read it."),
        "memory": gettext("The machine ran out of memory, and a program in it was ended."),
        "found": gettext("%1 of %2"),
        "many": gettext("%s found"),
        "nothing": gettext("Not found"),
        "alike": gettext("The screens are alike"),
        "differ": gettext("1 line differs (marked ≠)"),
        "differMany": gettext("%s lines differ (marked ≠)"),
        "copied": gettext("Copied"),
        "copiedScreen": gettext("Copied all that the terminal shows"),
        "copyFailed": gettext("The browser did not let the page copy."),
        "pasteFailed": gettext(
            "The browser did not let the page read the clipboard. Hold a finger on the terminal, "
            "or press Ctrl+Shift+V in it."
        ),
        "unfiled": gettext(
            "No file was made: no terminal is free for it, or its shell does not answer."
        ),
        "run": gettext("Run"),
        "runIn": gettext("Run in %s"),
        "runInAll": gettext("Run in all machines"),
        "busy": gettext(
            "A program is running in the foreground of %s. End it first (Ctrl+C), or press once "
            "more to type this into it."
        ),
        "noRoom": gettext(
            "There is no room for that: each terminal needs 20 rows of 80 characters. Fold the "
            "text away, or choose smaller letters."
        ),
        "startable": gettext("The lab can be started now."),
        "runTitle": gettext("Type this into the terminal"),
        "runStart": gettext("Start the lab first; then this is typed into its terminal."),
    }
