# group: substitution
# about: ( ) of built-ins
# n: 2000
n=$1 i=0 ok=0
while [ "$i" -lt "$n" ]; do
	(
		cd /
		x=$i
		[ "$PWD" = / ] && exit $((x % 2))
	) && ok=$((ok + 1))
	i=$((i + 1))
done
echo "$ok"
