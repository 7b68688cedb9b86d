# about: depth of function calls
# sizes: 500 1000 2000 4000
down() {
	[ "$1" -eq 0 ] || down $(($1 - 1))
}
down "$1"
