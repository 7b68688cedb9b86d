module entrysh

go 1.26.0

require mvdan.cc/sh/v3 v3.14.1

require github.com/spf13/pflag v1.0.10
