package ormhttp

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The media types of bodies and answers.
const (
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
	mediaMerge  = "application/merge-patch+json"
)

// negotiate is the first of some media types that the header Accept likes best; 406 when it takes none of them.
func (c *call) negotiate(offers ...string) (string, error) {
	accept := strings.Join(c.r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return offers[0], nil
	}
	best, quality := "", 0.0
	for _, offer := range offers {
		if q := acceptance(accept, offer); q > quality {
			best, quality = offer, q
		}
	}
	if best == "" {
		return "", &refusal{status: http.StatusNotAcceptable}
	}
	return best, nil
}

// acceptance is the quality that Accept gives to a media type, by its most specific range.
func acceptance(accept, media string) float64 {
	quality, specific := 0.0, -1
	kind, _, _ := strings.Cut(media, "/")
	for _, part := range strings.Split(accept, ",") {
		pattern, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		rank := slices.Index([]string{"*/*", kind + "/*", media}, pattern)
		if rank <= specific {
			continue
		}
		specific, quality = rank, 1
		if text, ok := params["q"]; ok {
			q, err := strconv.ParseFloat(text, 64)
			if err != nil || q < 0 || q > 1 {
				q = 0
			}
			quality = q
		}
	}
	return quality
}

// takes checks the media type of a body; one without a type is JSON.
func (c *call) takes(media ...string) error {
	given := c.r.Header.Get("Content-Type")
	if given == "" || slices.Contains(media, given) {
		return nil
	}
	kind, params, err := mime.ParseMediaType(given)
	charset := strings.ToLower(params["charset"])
	if err != nil || !slices.Contains(media, kind) || charset != "" && charset != "utf-8" {
		return &refusal{status: http.StatusUnsupportedMediaType, detail: "the body is " + strings.Join(media, " or ")}
	}
	return nil
}
