# group: language
# about: here-documents with expansions, read by built-ins
# n: 4000
n=$1 i=0 got=
while [ "$i" -lt "$n" ]; do
	read -r first rest <<EOT
item $i of $n
EOT
	{
		read -r a
		read -r b
	} <<EOT
	$first: ${rest#* }
listen \$port = $((8000 + i))
EOT
	i=$((i + 1))
done
echo "$first $rest $a $b"
