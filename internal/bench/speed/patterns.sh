# group: language
# about: case with wildcards, classes and alternatives
# n: 25000
n=$1 i=0 a=0 b=0 c=0
while [ "$i" -lt "$n" ]; do
	case log-$i.txt in
	*[!a-z0-9.-]* | "") exit 1 ;;
	*[02468].txt) a=$((a + 1)) ;;
	log-[13]*5.txt | *77?.*) b=$((b + 1)) ;;
	log-?*.t[w-y]t) c=$((c + 1)) ;;
	esac
	i=$((i + 1))
done
echo "$a $b $c"
