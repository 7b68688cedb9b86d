# group: language
# about: prefixes and suffixes taken off, lengths, defaults
# n: 20000
n=$1 i=0 total=0
unset none
while [ "$i" -lt "$n" ]; do
	url=https://registry.example.org/team/image-$i:v1.$i
	image=${url##*/}
	tag=${image#*:}
	image=${image%:*}
	host=${url#*//}
	host=${host%%/*}
	total=$((total + ${#host} + ${#tag}))
	x=${none:-$image}${url:+,}
	i=$((i + 1))
done
echo "$total $x $tag"
