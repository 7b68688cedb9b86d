# about: a+=(x)
# sizes: 125000 250000 500000 1000000
eval 'n=$1; a=(); for ((i = 0; i < n; i++)); do a+=($i); done'
