#!/bin/sh
# Passes when the eight are busy, may use a quarter of the processor at most, weigh as much as work,
# and ~/limited.txt holds the median that latency prints then: right within a factor of four.
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
if [ "$(cat work/cpu.weight n?/cpu.weight | sort -u)" != 100 ]; then
    say "The weights are not alike: write 100 into the cpu.weight of each group." \
        "Los pesos no son iguales: escribe 100 en el cpu.weight de cada grupo."
    exit 1
fi
if ! cat n?/cpu.max | awk '$1 == "max" { exit 1 } { share += $1 / $2 }
    END { exit share > 0.25 }'; then
    say "Together the eight may use more than a quarter of the processor; 1000 100000 for each is a good limit." \
        "Entre los ocho pueden usar más de un cuarto del procesador; 1000 100000 para cada uno es un buen límite."
    exit 1
fi
said=$(sed -n 's/^median \([0-9.]*\) ms$/\1/p' /root/limited.txt 2>/dev/null | head -n 1)
if [ -z "$said" ]; then
    say "There is no limited.txt with a median in your home directory yet." \
        "Todavía no hay un limited.txt con una mediana en tu directorio personal."
    exit 1
fi
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
figures=$(printf '%s\n' "$took" | awk '
    { took[NR] = $1 / 1000 }
    END { print took[int((NR + 1) / 2)], took[int(NR * 0.9 + 0.5)] }')
each=${figures% *}
if awk -v said="$said" -v each="$each" 'BEGIN { exit !(said < each * 4 && said * 4 > each) }'; then
    echo "measure latency.limited=$each ms"
    echo "measure latency.limited.tail=${figures#* } ms"
    exit 0
fi
say "Measured anew, half of the pieces take $each ms at most; limited.txt says $said." \
    "Medido de nuevo, la mitad de los trozos tarda como mucho $each ms; limited.txt dice $said."
exit 1
