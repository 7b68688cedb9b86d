# about: m[key]=x, then ${m[key]} for all keys
# sizes: 12500 25000 50000 100000
eval 'n=$1; typeset -A m; for ((i = 0; i < n; i++)); do m[k$i]=$i; done
for ((i = 0; i < n; i++)); do x=${m[k$i]}; done'
