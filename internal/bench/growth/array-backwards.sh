# about: a[i]=x from the last element to the first
# sizes: 12500 25000 50000 100000
eval 'n=$1; a=(); for ((i = n; i > 0; i--)); do a[i]=$i; done
for ((i = n; i > 0; i--)); do unset "a[i]"; done'
