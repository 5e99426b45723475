#!/bin/sh
# A container published by Docker at a drawn port, and three more with cables of our own between
# them: client (10.1.0.2), router (10.1.0.1 and 10.2.0.1), web (10.2.0.2). Twice does no harm.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
[ -e /run/cables ] && exit 0
docker rm -f kiosk client router web >/dev/null 2>&1
for name in client router web; do ip netns del "$name" 2>/dev/null; done

read -r identity </etc/machine-id || exit 1
[ "${#identity}" = 32 ] || exit 1
port=$((8100 + 0x$(printf %s "$identity" | cut -c 1-4) % 800))
docker run -d --name kiosk -p "$port:80" busybox httpd -f -p 80 -h /etc >/dev/null || exit 1

docker run -d --name client --network none busybox \
    sh -c 'mkdir /tmp/own; echo "The page of the client." >/tmp/own/index.html; exec httpd -f -p 9000 -h /tmp/own' >/dev/null &&
    docker run -d --name router --network none --sysctl net.ipv4.ip_forward=1 busybox sleep 100000 >/dev/null &&
    docker run -d --name web --network none busybox \
        sh -c 'mkdir /tmp/shop /tmp/books
            echo "The shop is open." >/tmp/shop/index.html; echo "The books of the shop." >/tmp/books/index.html
            httpd -p 81 -h /tmp/books; exec httpd -f -v -p 80 -h /tmp/shop' >/dev/null || exit 1
for name in client router web; do
    ip netns attach "$name" "$(docker inspect --format '{{.State.Pid}}' "$name")" || exit 1
done
ip link add to-client netns router type veth peer name eth0 netns client &&
    ip link add to-web netns router type veth peer name eth0 netns web &&
    ip -n router address add 10.1.0.1/24 dev to-client &&
    ip -n router address add 10.2.0.1/24 dev to-web &&
    ip -n client address add 10.1.0.2/24 dev eth0 &&
    ip -n web address add 10.2.0.2/24 dev eth0 || exit 1
for each in "router lo" "router to-client" "router to-web" "client lo" "client eth0" "web lo" "web eth0"; do
    ip -n "${each% *}" link set "${each#* }" up || exit 1
done
ip -n client route add default via 10.1.0.1 && ip -n web route add default via 10.2.0.1 || exit 1
: >/run/cables
