#include <config.h>
#include <stdio.h>
const char *sub(void);
int main(void) { printf("%s %s %d %s\n", PACKAGE_STRING, sub(), ANSWER, ODD); return 0; }
