package interp

const sysMemfd = 319
