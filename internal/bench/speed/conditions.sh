# group: language
# about: [[ ]], (( )), replacement, upper case, substrings of bash and ksh
# n: 15000
eval '
n=$1 hits=0
for ((i = 0; i < n; i++)); do
	key="Server.$i.Port"
	if [[ $key == *.[0-9]*.Port && ! -z $i ]]; then ((hits++)); fi
	key=${key//./_}
	key=${key^^}
	[[ $key =~ ^SERVER_([0-9]+)_ ]] && id=${BASH_REMATCH[1]}
	short=${key:0:3}${key: -4}
done
echo "$hits $key $id $short"'
