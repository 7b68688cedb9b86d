// Package parse turns shell text into the syntax trees of mvdan.cc/sh/v3, the way bash reads a script: one complete
// command at a time, so that what stands behind `exit` does not matter, and so that a command can read the rest of
// standard input.
//
// The trees come from mvdan's parser. Around it stand:
//
//   - [Reader]: feeds the parser line by line and stops where bash would run what it has (reader.go); of a text in
//     memory it reads some commands ahead, unnoticed (ahead.go);
//   - a review of the trees, which corrects what the parser understands differently than bash (review.go);
//   - stand-ins for bytes that the parser does not take: not UTF-8, carriage returns (bytes.go);
//   - a scanner that knows bash's grammar but builds nothing (scan.go, grammar.go and their neighbours). It runs only
//     when the parser refuses a text, or when there are aliases, and it yields one of three things: bash's error
//     message, the text with its aliases expanded, or a mended text;
//   - mends: what bash takes and the parser does not is overwritten with text that it takes, of equal length where
//     possible, so that positions stay true (mend.go);
//   - the source texts of arithmetic and subscripts, which bash expands before it parses them and which therefore
//     cannot be judged here (arith.go).
package parse
