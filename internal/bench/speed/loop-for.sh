# group: language
# about: nested for over words, case, break and continue
# n: 4500
n=$1 i=0 odd=0
while :; do
	i=$((i + 1))
	for w in one two three four five six seven eight nine ten; do
		case $w in
		t*) continue ;;
		one | three) odd=$((odd + 1)) ;;
		nine) break ;;
		esac
	done
	[ "$i" -ge "$n" ] && break
done
echo "$odd"
