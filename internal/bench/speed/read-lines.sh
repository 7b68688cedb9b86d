# group: language
# about: a file written line by line and read with IFS=: read
# n: 8000
n=$1 i=0 sum=0
file=$2/lines
while [ "$i" -lt "$n" ]; do
	echo "user$i:x:$i:100:Some Body:/home/user$i:/bin/sh"
	i=$((i + 1))
done >"$file"
while IFS=: read -r name _ uid gid full home shell; do
	sum=$((sum + uid + gid))
done <"$file"
rm -f "$file"
echo "$sum $home $shell"
