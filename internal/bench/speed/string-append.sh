# group: language
# about: strings that grow piece by piece
# n: 10000
n=$1 i=0 all=
while [ "$i" -lt "$n" ]; do
	line="$i:"
	line="$line${i}k"
	line=$line,
	all=$line${all%"${all#????????}"}
	i=$((i + 1))
done
echo "${#all} $all"
