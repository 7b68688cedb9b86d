package interp

const (
	sysMemfd   = 279
	sysPreadv2 = 286
)
