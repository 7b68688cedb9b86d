# group: language
# about: indexed arrays: a sieve, appending, going through the elements
# n: 25000
eval '
n=$1
i=0; while ((i < n)); do s[i]=1; ((i++)) || :; done
for ((i = 2; i * i < n; i++)); do
	if ((s[i])); then for ((j = i * i; j < n; j += i)); do s[j]=0; done; fi
done
p=()
for ((i = 2; i < n; i++)); do if [[ ${s[i]} == 1 ]]; then p+=($i); fi; done
t=0
for x in "${p[@]}"; do ((t += x)); done
echo "${#p[@]} $t"'
