# about: s+=x
# sizes: 25000 50000 100000 200000
eval 'n=$1; s=; for ((i = 0; i < n; i++)); do s+=x; done'
