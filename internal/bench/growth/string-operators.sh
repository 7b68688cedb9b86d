# about: length of a string that is trimmed, matched and split
# sizes: 25000 50000 100000 200000
n=$1 s='some words '
while [ "${#s}" -lt "$n" ]; do s=$s$s; done
s=${s%"${s#??????}"}
i=0 t='words of text '
while [ "${#t}" -lt "$n" ]; do t=$t$t; done
while [ "$i" -lt 20 ]; do
	x=${t%%none*} y=${t#*none} z=${t##*w}
	case $t in *none*) exit 1 ;; esac
	set -- $t
	i=$((i + 1))
done
