# about: open descriptors, with redirections, subshells and commands
# sizes: 125 250 500 1000
eval 'n=$1
for ((i = 0; i < n; i++)); do exec {fd}</dev/null || exit 1; done
for i in 1 2 3 4 5 6 7 8 9 10; do
	: 2>/dev/null
	x=$(echo $i)
	(:)
	/bin/true
done'
