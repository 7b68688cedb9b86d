const char *sub(void) { return "sub"; }
