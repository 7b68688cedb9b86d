# group: process
# about: an external command
# n: 300
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	/bin/true
	i=$((i + 1))
done
echo "$i"
