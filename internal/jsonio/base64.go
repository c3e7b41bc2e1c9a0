package jsonio

import (
	"encoding/base64"
	"errors"
	"strings"
)

// errBase64 is a text that is no base64, or not the one base64 of its bytes.
var errBase64 = errors.New("this is no base64, or has line breaks or unused bits in it")

// DecodeBase64 takes the one text that the encoding has for some bytes. The standard library skips
// line breaks and, unless told, ignores the unused bits of the last character, so that one value
// would have many texts.
func DecodeBase64(enc *base64.Encoding, text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, errBase64
	}
	out, err := enc.Strict().DecodeString(text)
	if err != nil {
		return nil, errBase64
	}
	return out, nil
}
