#!/bin/sh
# Passes when the sleep that was started before has ended, and no other of the learner's runs.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

pgrep -x -u 1000 sleep >/dev/null
case $? in
0)
    say "A sleep of yours is still running. kill takes the number that ps shows." \
        "Todavía tienes un sleep en marcha. kill toma el número que muestra ps."
    exit 1
    ;;
1) ;;
*) exit 2 ;;
esac
if [ "$(stat -c %u /tmp/.started 2>/dev/null)" = 2000 ] && [ -s /tmp/.started ]; then
    exit 0
fi
say "No sleep of yours has been seen yet. Start one first." \
    "Todavía no se ha visto ningún sleep tuyo. Inicia uno primero."
exit 1
