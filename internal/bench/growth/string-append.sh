# about: s=${s}x
# sizes: 12500 25000 50000 100000
n=$1 i=0 s=
while [ "$i" -lt "$n" ]; do
	s=${s}x
	i=$((i + 1))
done
