# group: language
# about: a function that calls itself
# n: 120
fib() {
	if [ "$1" -lt 2 ]; then
		sum=$((sum + $1))
		return
	fi
	fib $(($1 - 1))
	fib $(($1 - 2))
}
n=$1 i=0 sum=0
while [ "$i" -lt "$n" ]; do
	fib 9
	i=$((i + 1))
done
echo "$sum"
