# about: exported variables, and ten commands that are given them
# sizes: 1250 2500 5000 10000
n=$1 i=0
while [ "$i" -lt "$n" ]; do
	export "variable_$i=$i"
	i=$((i + 1))
done
for i in 1 2 3 4 5 6 7 8 9 10; do
	/bin/true
	x=$(echo "$i")
done
