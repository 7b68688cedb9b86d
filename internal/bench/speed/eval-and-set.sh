# group: language
# about: eval, indirect names, getopts, positional parameters
# n: 4000
n=$1 i=0 hits=0
while [ "$i" -lt "$n" ]; do
	eval "slot_$((i % 10))=$i"
	eval "v=\$slot_$((i % 10))"
	set -- -a "$v" -b -- file
	OPTIND=1
	while getopts a:b o; do
		case $o in
		a) arg=$OPTARG ;;
		b) hits=$((hits + 1)) ;;
		esac
	done
	shift $((OPTIND - 1))
	i=$((i + 1))
done
echo "$hits $arg $1 $slot_3"
