#!/bin/sh
# Starts a server of the user checks that says one line to whoever calls. Twice does no harm.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
listens() { awk '$4 == "0A" && $8 == 2000 { found = 1 } END { exit !found }' /proc/net/tcp; }
listens && exit 0
setsid perl -MIO::Socket::INET -e '
    my $word = join "", map { chr(97 + int rand 26) } 1 .. 8;
    my $server;
    for (1 .. 50) {
        $server = IO::Socket::INET->new(
            LocalAddr => "127.0.0.1", LocalPort => 2000 + int rand 7000, Listen => 5) and last;
    }
    $server or die;
    while (my $caller = $server->accept) {
        print $caller "The word of this server is $word.\n";
        close $caller;
    }' </dev/null >/dev/null 2>&1 &
for _ in 1 2 3 4 5 6 7 8 9 10; do
    listens && exit 0
    sleep 0.2
done
exit 2
