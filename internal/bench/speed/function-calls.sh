# group: language
# about: calls with arguments, return statuses, shift
# n: 25000
even() { return $(($1 % 2)); }
last() {
	while [ $# -gt 1 ]; do shift; done
	answer=$1
}
n=$1 i=0 count=0
while [ "$i" -lt "$n" ]; do
	if even "$i"; then last a b "$i"; fi
	count=$((count + answer))
	i=$((i + 1))
done
echo "$count"
