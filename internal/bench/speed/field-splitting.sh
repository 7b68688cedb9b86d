# group: language
# about: words split at spaces and at other separators, $* and $@
# n: 6000
n=$1 i=0 words=0
list='alpha beta  gamma	delta epsilon zeta'
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin::/sbin:/bin
while [ "$i" -lt "$n" ]; do
	set -- $list
	words=$((words + $#))
	IFS=:
	set -- $path
	joined="$*"
	unset IFS
	for p in "$@"; do words=$((words + 1)); done
	i=$((i + 1))
done
echo "$words $joined"
