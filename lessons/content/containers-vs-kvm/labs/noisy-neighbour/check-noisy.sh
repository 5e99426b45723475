#!/bin/sh
# Passes when the eight are busy, without limits and with the weight of work, and ~/noisy.txt holds
# the median that latency prints then: measured anew, and right within a factor of four.
renice -n -19 -p $$ >/dev/null # among groups it changes nothing: there their weights count
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /sys/fs/cgroup || exit 2
if [ ! -f work/cpu.max ] || [ ! -f n8/cpu.max ]; then
    say "First the groups." "Primero, los grupos."
    exit 1
fi
idle=
for n in 1 2 3 4 5 6 7 8; do
    grep -q . "n$n/cgroup.procs" || idle="$idle n$n"
done
if [ -n "$idle" ]; then
    say "Nothing runs in:$idle." "No se ejecuta nada en:$idle."
    exit 1
fi
if cat n?/cpu.max | grep -qv '^max '; then
    say "A neighbour has a limit: write max into the cpu.max of each." \
        "Algún vecino tiene un límite: escribe max en el cpu.max de cada uno."
    exit 1
fi
if [ "$(cat work/cpu.weight n?/cpu.weight | sort -u)" != 100 ]; then
    say "The weights are not alike: write 100 into the cpu.weight of each group." \
        "Los pesos no son iguales: escribe 100 en el cpu.weight de cada grupo."
    exit 1
fi
said=$(sed -n 's/^median \([0-9.]*\) ms$/\1/p' /root/noisy.txt 2>/dev/null | head -n 1)
if [ -z "$said" ]; then
    say "There is no noisy.txt with a median in your home directory yet." \
        "Todavía no hay un noisy.txt con una mediana en tu directorio personal."
    exit 1
fi
used=$(cat n?/cpu.stat | awk '/^usage_usec/ { sum += $2 } END { print int(sum) }')
took=$(bash -c 'echo $$ >/sys/fs/cgroup/work/cgroup.procs || exit 1
    for ((count = 0; count < 15 && SECONDS < 6; count++)); do
        began=${EPOCHREALTIME/./}
        read -r ran _ </proc/self/schedstat
        end=$((ran + 20000000))
        while ((ran < end)); do
            for ((j = 0; j < 20; j++)); do :; done
            read -r ran _ </proc/self/schedstat
        done
        took[count]=$((${EPOCHREALTIME/./} - began))
    done
    printf "%s\n" "${took[@]}"' | sort -n)
[ -n "$took" ] || exit 2
now=$(cat n?/cpu.stat | awk '/^usage_usec/ { sum += $2 } END { print int(sum) }')
if [ $((now - used)) -lt 500000 ]; then
    say "There are processes in the neighbours' groups, but they hardly use the processor." \
        "En los grupos de los vecinos hay procesos, pero apenas usan el procesador."
    exit 1
fi
figures=$(printf '%s\n' "$took" | awk '
    { took[NR] = $1 / 1000 }
    END { print took[int((NR + 1) / 2)], took[int(NR * 0.9 + 0.5)] }')
each=${figures% *}
if awk -v said="$said" -v each="$each" 'BEGIN { exit !(said < each * 4 && said * 4 > each) }'; then
    echo "measure latency.noisy=$each ms"
    echo "measure latency.noisy.tail=${figures#* } ms"
    exit 0
fi
say "Measured anew, half of the pieces take $each ms at most; noisy.txt says $said." \
    "Medido de nuevo, la mitad de los trozos tarda como mucho $each ms; noisy.txt dice $said."
exit 1
