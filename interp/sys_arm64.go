package interp

const sysMemfd = 279
