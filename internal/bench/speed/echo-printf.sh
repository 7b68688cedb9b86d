# group: language
# about: output by echo and printf into a file
# n: 12000
n=$1 i=0
file=$2/out
while [ "$i" -lt "$n" ]; do
	echo "line $i of the log"
	printf '%s=%05d %x\n' key "$i" "$i"
	i=$((i + 1))
done >"$file"
read -r first <"$file"
rm -f "$file"
echo "$first"
