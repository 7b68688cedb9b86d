# group: substitution
# about: $( ) of built-ins and functions
# n: 500
join() { printf '%s-%s' "$1" "$2"; }
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	a=$(echo "$i")
	b=$(join "$a" "$(printf %03d "$i")")
	i=$((i + 1))
done
echo "$b"
