# Run in the tree that glob_test.go makes: reads "options<TAB>pattern" lines, writes them with what bash finds, joined by |.
# Options: e extglob, d dotglob, s globstar, c nocaseglob, k globskipdots off, Ipattern GLOBIGNORE (last).
set -f
IFS=
while IFS=$'\t' read -r o p; do
	unset GLOBIGNORE
	shopt -s nullglob globskipdots
	shopt -u extglob dotglob globstar nocaseglob
	f=${o%%I*}
	[[ $f == *e* ]] && shopt -s extglob
	[[ $f == *s* ]] && shopt -s globstar
	[[ $f == *c* ]] && shopt -s nocaseglob
	[[ $f == *k* ]] && shopt -u globskipdots
	[[ $f == *d* ]] && shopt -s dotglob
	[[ $o == *I* ]] && GLOBIGNORE=${o#*I}
	set +f
	r=($p)
	set -f
	IFS='|'
	printf '%s\t%s\t%s\n' "$o" "$p" "${r[*]}"
	IFS=
done
