#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# A suite with everything.
setup_file() { export SHARED=$BATS_FILE_TMPDIR/shared; echo "from setup_file" >"$SHARED"; echo "# note" >&3; }
teardown_file() { rm -f "$SHARED"; }
setup() { cd "$BATS_TEST_TMPDIR"; load lib; }
teardown() { [ "$BATS_TEST_COMPLETED" ] || echo "cleanup of $BATS_TEST_NAME"; }


@test "shared file" { [ "$(cat "$SHARED")" = "from setup_file" ]; }
@test "run with output and lines" {
  run greet Anna Bert
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "Hello, Anna!" ]
  [ "${#lines[@]}" -eq 2 ]
}
@test "run --separate-stderr" {
  run --separate-stderr complain
  [ "$output" = out ]
  [ "$stderr" = err ]
}
@test "run -3" { run -3 bash -c 'exit 3'; }
@test "run ! fails" { run ! false; }
@test "run ! true" { run ! true; }
@test "expected other status" { run -2 false; }
@test "fails in a function" {
  deep 3
}
@test "fails in a pipeline" {
  set -o pipefail
  true | false | cat
}
@test "fails in [[" {
  x=1
  [[ $x == 2 ]]
}
@test "fails in ((" {
  x=1
  (( x == 2 ))
}
@test "fails in an if" { if [ a = a ]; then false; fi; }
@test "command not found" { nosuchcommand_x; }
@test "unset variable" { set -u; echo "$nosuch_variable"; }
@test "prints and fails" { echo "some output"; echo "more" >&2; printf 'no newline'; return 4; }
@test "with 'quotes' and \$dollar and ünïcode" { :; }
@test "skip" { skip; }
@test "skip with reason" { skip "not today"; false; }
# bats test_tags=slow,net
@test "tagged" { [ 1 = 1 ]; }
@test "subshell fails" { (exit 3); }
@test "trap in the test" { trap 'echo trapped' EXIT; false; }
@test "errexit in run is off" { run sh_fn; [ "$output" = $'one\ntwo' ]; }
@test "process substitution" { mapfile -t a < <(seq 3); [ "${#a[@]}" -eq 3 ]; echo b >b; diff <(echo a) b; }
@test "exit in the test" { exit 5; }
@test "background" { sleep 0.01 & wait $!; [ $? -eq 0 ]; }
@test "bats variables" { [ "$BATS_TEST_NUMBER" -gt 5 ]; [ "${BATS_TEST_FILENAME##*/}" = big.bats ]; echo "$BATS_TEST_DESCRIPTION" | grep variables; }
@test "eval fails" { eval 'true; false'; }
@test "exported function" {
  g() { echo f; }
  export -f g
  run bash -c g
  [ "$output" = f ]
}
@test "array compare" { a=(1 2 3); b=("${a[@]/2/x}"); [ "${b[*]}" = "1 x 3" ]; }
@test "! at the end" { ! true; }
@test "assert" { assert_equal a b; }
