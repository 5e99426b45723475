#!/bin/sh
# Passes when ~/unknown.txt holds how many of the calls 424 to 450 give ENOSYS: they are made again.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r unknown.txt ]; then
    say "There is no unknown.txt in your home directory yet." \
        "Todavía no hay un unknown.txt en tu directorio personal."
    exit 1
fi
said=$(head -c 4096 unknown.txt | tr -cs '0-9' '\n' | sed '/^$/d' | tail -n 1)
if [ -z "$said" ]; then
    say "There is no number in unknown.txt." "En unknown.txt no hay ningún número."
    exit 1
fi
count=$(perl -e '
    my $unknown = 0;
    for my $number (424 .. 450) {
        my $child = fork // exit 2;
        if (!$child) { alarm 1; $! = 0; syscall $number, (-1) x 6; exit($! == 38) }
        waitpid $child, 0;
        $unknown++ if $? == 256;
    }
    print $unknown;
') || exit 2
if [ "$said" = "$count" ]; then
    echo "measure gvisor.unknown=$count calls"
    exit 0
fi
say "unknown.txt says $said; counted again it is another number." \
    "unknown.txt dice $said; al contarlas de nuevo sale otro número."
exit 1
