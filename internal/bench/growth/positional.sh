# about: positional parameters, shifted one by one
# sizes: 12500 25000 50000 100000
n=$1 i=0 list=
ten='a b c d e f g h i j'
hundred="$ten $ten $ten $ten $ten $ten $ten $ten $ten $ten"
while [ "$i" -lt "$n" ]; do
	list="$list $hundred"
	i=$((i + 100))
done
set -- $list
while [ $# -gt 0 ]; do shift; done
