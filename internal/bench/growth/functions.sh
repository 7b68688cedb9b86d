# about: functions, defined by eval, and called
# sizes: 1250 2500 5000 10000
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	eval "f$i() { x=$i; }"
	f$i
	i=$((i + 1))
done
