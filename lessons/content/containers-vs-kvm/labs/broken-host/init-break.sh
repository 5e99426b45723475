#!/bin/sh
# Five services, each with one of three faults, drawn by the machine's own number. Twice does no harm.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
[ -e /run/broken ] && exit 0
umask 022
read -r identity </etc/machine-id || exit 1
[ "${#identity}" = 32 ] || exit 1
drawn() { echo $((0x$(printf %s "$identity" | cut -c "$1") % 3)); }

mkdir -p /srv/www /srv/orders /srv/tools /srv/scratch /usr/local/bin || exit 1
mount -t tmpfs -o size=2m,nr_inodes=64 tmpfs /srv/orders &&
    mount -t tmpfs -o size=1m,mode=755 tmpfs /srv/tools &&
    mount -t tmpfs -o size=40m tmpfs /srv/scratch || exit 1
[ -e /sys/fs/cgroup/cgroup.procs ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 1
echo +cpu >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p /sys/fs/cgroup/shop

echo 'The shop is open.' >/srv/www/index.html
echo 'two lamps' >/srv/orders/order-1.txt
cat >/srv/tools/report <<'END'
#!/bin/sh
echo "orders: $(ls /srv/orders | wc -l)"
END
cat >/usr/local/bin/start-web <<'END'
#!/bin/sh
exec httpd -p 127.0.0.1:8080 -h /srv/www
END
cat >/usr/local/bin/counter <<'END'
#!/usr/bin/perl
# Counts five times a second, with a little work each time, and notes the number and its own.
$0 = "counter";
open my $lock, ">", "/run/counter.lock" or die;
while (1) {
    flock $lock, 2;
    $sum += $_ for 1 .. 10000;
    open my $file, ">", "/run/counter" or die;
    print $file ++$count, " $$\n";
    close $file;
    flock $lock, 8;
    select undef, undef, undef, 0.2;
}
END
cat >/usr/local/bin/start-counter <<'END'
#!/bin/sh
# In the control group of the shop.
setsid sh -c 'echo $$ >/sys/fs/cgroup/shop/cgroup.procs; exec counter' </dev/null >/dev/null 2>&1 &
END
cat >/usr/local/bin/state <<'END'
#!/bin/sh
# One line for each service: whether it does what it is for.
page=$(printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 nc 127.0.0.1 8080 2>/dev/null | tail -n 1)
echo "web      ${page:-no answer at http://127.0.0.1:8080/}"
if echo new 2>/dev/null >/srv/orders/.try; then
    rm -f /srv/orders/.try; echo "orders   can be saved"
else
    rm -f /srv/orders/.try; echo "orders   can't be saved in /srv/orders"
fi
before=$(cat /run/counter 2>/dev/null); sleep 1
if [ "$before" != "$(cat /run/counter)" ]; then
    echo "counter  counts"
else
    echo "counter  stands still (/run/counter)"
fi
if said=$(su -s /bin/sh learner -c /srv/tools/report 2>/dev/null); then
    echo "report   user 1000: $said"
else
    echo "report   user 1000 can't run /srv/tools/report"
fi
awk '/^MemAvailable:/ { printf "memory   %d MB available, 58 are wanted\n", $2 / 1024 }' /proc/meminfo
END
chmod 755 /srv /srv/* /srv/tools/report /usr/local/bin/*

case $(drawn 1) in
    0) setsid perl -e '
        socket my $at, 2, 1, 0 or die;
        bind $at, pack("S n C4 x8", 2, 8080, 127, 0, 0, 1) or die;
        listen $at, 5;
        $0 = "old-web";
        sleep 3600 while 1' </dev/null >/dev/null 2>&1 & ;;
    1) start-web && pkill -STOP httpd ;;
    2) start-web && ip link set lo down ;;
esac
case $(drawn 2) in
    0) head -c 3000000 /dev/zero >/srv/orders/.trace 2>/dev/null ;;
    1) mkdir /srv/orders/.session && seq 70 | while read -r number; do
        : >/srv/orders/.session/"$number"
    done 2>/dev/null ;;
    2) mount -o remount,ro /srv/orders ;;
esac
case $(drawn 3) in
    0) echo 1 >/sys/fs/cgroup/shop/cgroup.freeze ;;
    1) echo '1000 1000000' >/sys/fs/cgroup/shop/cpu.max ;;
    2) setsid perl -e '
        open my $lock, ">", "/run/counter.lock" or die;
        flock $lock, 2;
        $0 = "backup";
        sleep 3600 while 1' </dev/null >/dev/null 2>&1 &
        sleep 1 ;;
esac
start-counter
case $(drawn 4) in
    0) chmod 644 /srv/tools/report ;;
    1) chmod 700 /srv/tools ;;
    2) mount -o remount,noexec /srv/tools ;;
esac
case $(drawn 5) in
    0) setsid perl -e '$0 = "cache"; my $kept = ""; $kept .= "x" x 1_000_000 for 1 .. 34; sleep 3600 while 1' </dev/null >/dev/null 2>&1 & ;;
    1) head -c 34000000 /dev/zero >/srv/scratch/.core ;;
    2) setsid perl -e '
        $0 = "recorder";
        open my $file, "+>", "/srv/scratch/record" or die;
        print $file "x" x 1_000_000 for 1 .. 34;
        $| = 1; close $file; open $file, "<", "/srv/scratch/record"; unlink "/srv/scratch/record";
        sleep 3600 while 1' </dev/null >/dev/null 2>&1 & ;;
esac
sleep 1
: >/run/broken
