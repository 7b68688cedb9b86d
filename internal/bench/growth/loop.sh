# about: rounds of a loop
# sizes: 100000 200000 400000 800000
n=$1 i=0
while [ "$i" -lt "$n" ]; do i=$((i + 1)); done
