# Everything that is done with a project: all of it, in one folder.
set -e
step() { echo "== $*"; "$@"; }
mkdir -p m4
step autoreconf --install --force
mkdir build
cd build
step ../configure --prefix=/mnt/root --enable-feature --with-thing=/a/b FLAVOUR='x  y'
step ./config.status --recheck
step ./config.status
step make
step make check
step make install
step /mnt/root/bin/prog
step make dist
step make distclean
cd ..
mkdir again
cd again
step ../configure -C CONFIG_SHELL=/bin/sh --disable-shared --quiet
step ../configure -C --quiet --disable-shared
../configure --nosuch --with-thing=z || echo "status $?"
../configure --help | head -n 30
FLAVOUR=other CC=nosuchcompiler ../configure -q || echo "status $?"
