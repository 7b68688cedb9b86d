# group: process
# about: a pipeline of built-ins
# n: 150
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	echo "a $i" | while read -r x y; do echo "$y"; done >/dev/null
	i=$((i + 1))
done
echo "$i"
