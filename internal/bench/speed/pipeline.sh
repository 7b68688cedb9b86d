# group: process
# about: a pipeline of three external commands
# n: 60
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	/bin/echo "b a $i" | tr a-z A-Z | cat >/dev/null
	i=$((i + 1))
done
echo "$i"
