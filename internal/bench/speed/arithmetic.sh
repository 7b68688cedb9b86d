# group: language
# about: long expressions, every kind of operator
# n: 40000
n=$1 i=0 x=12345 y=0
while [ $((i += 1)) -le "$n" ]; do
	x=$(((x * 1103515245 + 12345) & 0x7fffffff))
	y=$(((y ^ (x >> 7)) + (x % 11 > 5 ? i << 2 : -i) * (i & 1 || x)))
	y=$((y & 0xffffff))
done
echo "$x $y"
