# about: live background jobs, signalled and waited for one by one
# sizes: 125 250 500 1000
n=$1 i=0 pids=
while [ "$i" -lt "$n" ]; do
	sleep 1000 &
	pids="$pids $!"
	i=$((i + 1))
done
kill $pids
for p in $pids; do wait "$p"; done 2>/dev/null
:
