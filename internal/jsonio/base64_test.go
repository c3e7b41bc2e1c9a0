package jsonio

import (
	"encoding/base64"
	"testing"
)

// Each value has one text.
func TestDecodeBase64(t *testing.T) {
	for text, want := range map[string]string{"": "", "AQI=": "\x01\x02", "AQID": "\x01\x02\x03"} {
		if got, err := DecodeBase64(base64.StdEncoding, text); err != nil || string(got) != want {
			t.Errorf("%q: %x, %v", text, got, err)
		}
	}
	for _, text := range []string{"AQJ=", "AQI", "AQ\nI=", "AQ\r\nI=", "A", "-_8="} {
		if got, err := DecodeBase64(base64.StdEncoding, text); err == nil {
			t.Errorf("%q is taken as %x", text, got)
		}
	}
}
