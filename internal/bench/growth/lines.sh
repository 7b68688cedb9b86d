# about: lines of a here-document, read one by one
# sizes: 5000 10000 20000 40000
n=$1 count=1 text='some words
'
while [ "$count" -lt 625 ]; do
	text=$text$text$text$text$text
	count=$((count * 5))
done
while [ "$count" -lt "$n" ]; do
	text=$text$text
	count=$((count * 2))
done
while read -r a b; do :; done <<EOT
$text
EOT
