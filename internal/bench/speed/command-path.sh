# group: process
# about: an external command by name, with a redirection and a variable of its own
# n: 120
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	LANG=C ls / >/dev/null
	i=$((i + 1))
done
echo "$i"
