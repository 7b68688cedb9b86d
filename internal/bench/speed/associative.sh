# group: language
# about: associative arrays: words counted
# n: 12000
eval '
typeset -A count
n=$1 i=0
while ((i < n)); do
	for w in the quick "w$((i % 97))" fox; do
		count[$w]=$((${count[$w]:-0} + 1))
	done
	((i += 1))
done
t=0
for w in the quick w5 fox; do ((t += ${count[$w]})); done
echo "${#count[@]} $t"'
