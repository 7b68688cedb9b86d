# about: filling, then all elements, three times
# sizes: 125000 250000 500000 1000000
eval 'n=$1; for ((i = 0; i < n; i++)); do a[i]=$i; done
for k in 1 2 3; do for x in "${a[@]}"; do :; done; done'
