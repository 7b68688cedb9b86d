package bench

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// colours of the shells that are compared with.
var colours = []string{"#c0392b", "#2471a3", "#239b56", "#b9770e", "#7d3c98", "#5d6d7e", "#117a65"}

// measures of the chart, in pixels.
const (
	chartLeft  = 190
	chartWide  = 560
	chartRow   = 20
	chartTop   = 84
	leastRatio = 0.002
	mostRatio  = 4
)

// Chart draws the ratios as SVG: a row for each workload, on a logarithmic scale a
// dot for each shell, left of the line at 1 where the candidate is faster.
func (b *Bench) Chart(rows []Row) string {
	x := func(ratio float64) float64 {
		r := min(max(ratio, leastRatio), mostRatio)
		return chartLeft + chartWide*math.Log(r/leastRatio)/math.Log(mostRatio/leastRatio)
	}
	var body strings.Builder
	y := chartTop
	text := func(x float64, y int, anchor, style, s string) {
		fmt.Fprintf(&body, `<text x="%.0f" y="%d" text-anchor="%s"%s>%s</text>`+"\n", x, y, anchor, style, html.EscapeString(s))
	}
	for _, g := range Groups {
		first := true
		for _, r := range rows {
			if r.Group != g.Name {
				continue
			}
			if first {
				text(12, y+4, "start", ` font-weight="bold"`, g.About)
				y += chartRow
				first = false
			}
			text(chartLeft-12, y+4, "end", "", r.Name)
			fmt.Fprintf(&body, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#eee"/>`+"\n", chartLeft, y, chartLeft+chartWide, y)
			for i, sh := range b.Shells[1:] {
				if v := r.Ratios[sh.Name]; v > 0 {
					fmt.Fprintf(&body, `<circle cx="%.1f" cy="%d" r="4.5" fill="%s"><title>%s: %s of %s</title></circle>`+"\n",
						x(v), y, colours[i%len(colours)], html.EscapeString(r.Name), number(v), html.EscapeString(sh.Name))
				}
			}
			y += chartRow
		}
	}
	bottom := y
	var head strings.Builder
	fmt.Fprintf(&head, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n",
		chartLeft+chartWide+40, bottom+40)
	fmt.Fprintln(&head, `<rect width="100%" height="100%" fill="white"/>`)
	fmt.Fprintf(&head, `<text x="12" y="24" font-size="15" font-weight="bold">Time of %s by the time of other shells</text>`+"\n", html.EscapeString(b.Shells[0].Name))
	at := 12
	for i, sh := range b.Shells[1:] {
		fmt.Fprintf(&head, `<circle cx="%d" cy="44" r="5" fill="%s"/><text x="%d" y="48">%s</text>`+"\n",
			at+5, colours[i%len(colours)], at+15, html.EscapeString(sh.Name))
		at += 30 + 8*len(sh.Name)
	}
	for _, v := range []float64{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4} {
		stroke := "#ddd"
		if v == 1 {
			stroke = "#333"
		}
		fmt.Fprintf(&head, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/><text x="%.1f" y="%d" text-anchor="middle">%g</text>`+"\n",
			x(v), chartTop-14, x(v), bottom, stroke, x(v), bottom+16, v)
	}
	return head.String() + body.String() + "</svg>\n"
}
