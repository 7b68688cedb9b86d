package interp

const (
	sysMemfd   = 319
	sysPreadv2 = 327
)
