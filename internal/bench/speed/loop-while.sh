# group: language
# about: while, test and arithmetic expansion
# n: 80000
n=$1 i=0 sum=0
while [ "$i" -lt "$n" ]; do
	i=$((i + 1))
	sum=$((sum + i % 7))
done
echo "$sum"
