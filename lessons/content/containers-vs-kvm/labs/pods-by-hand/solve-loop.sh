#!/bin/sh
docker ps -aq --filter label=app=shop | xargs -r docker rm -f
cat >/root/keep <<'END'
#!/bin/sh
# keep N: as long as it runs, N containers with the label app=shop run.
while sleep 1; do
    have=$(docker ps -q --filter label=app=shop | wc -l)
    [ "$have" -ge "$1" ] || docker run -d --label app=shop busybox sleep 100000
done
END
chmod +x /root/keep
setsid /root/keep 2 </dev/null >/dev/null 2>&1 &
until [ "$(docker ps -q --filter label=app=shop | wc -l)" -eq 2 ]; do sleep 1; done
