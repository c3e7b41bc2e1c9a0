package crypt

import (
	"encoding/base64"
	"strings"
)

const version = "orm1"

// token is a stored value taken apart: which algorithm wrote it, under which key, and the bytes.
type token struct {
	alg, id string
	body    []byte
}

// String is the stored form, orm1:<alg>:<id>:<base64url>.
func (t token) String() string {
	return version + ":" + t.alg + ":" + t.id + ":" + base64.RawURLEncoding.EncodeToString(t.body)
}

// parseToken takes a stored value of the algorithm apart. There is one spelling of every token: what would decode to the
// same bytes but is written differently is refused, so that no bit of a stored value can change unseen.
func parseToken(alg, stored string) (token, bool) {
	rest, ok := strings.CutPrefix(stored, version+":"+alg+":")
	if !ok {
		return token{}, false
	}
	id, text, ok := strings.Cut(rest, ":")
	if !ok {
		return token{}, false
	}
	body, ok := decodeBase64(base64.RawURLEncoding, text)
	return token{alg: alg, id: id, body: body}, ok
}

// decodeBase64 is strict: the decoder of the standard library skips line breaks and, unless told, ignores the unused
// bits of the last character.
func decodeBase64(enc *base64.Encoding, text string) ([]byte, bool) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, false
	}
	body, err := enc.Strict().DecodeString(text)
	return body, err == nil
}
