greet() { local n; for n; do printf 'Hello, %s!\n' "$n"; done; }
complain() { echo out; echo err >&2; }
deep() {
  if (( $1 > 0 )); then
    deep $(($1 - 1))
  else
    [ "$1" -eq 5 ]
  fi
}
sh_fn() { echo one; false; echo two; }
assert_equal() {
  if [[ $1 != "$2" ]]; then
    { echo "expected: $1"; echo "actual:   $2"; } >&2
    return 1
  fi
}
