# group: process
# about: $( ) of an external command
# n: 120
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	x=$(/bin/echo "$i" more)
	i=$((i + 1))
done
echo "$x"
