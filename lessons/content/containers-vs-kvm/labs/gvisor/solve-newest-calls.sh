#!/bin/sh
perl -e '
    for my $number (424 .. 450) {
        my $child = fork;
        if (!$child) { alarm 1; $! = 0; syscall $number, (-1) x 6; exit($! == 38) }
        waitpid $child, 0;
        $unknown++ if $? == 256;
    }
    print "$unknown\n"' >/home/learner/unknown.txt
