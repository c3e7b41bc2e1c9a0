package dialect

import "testing"

// TestJSONBText: the texts are what PostgreSQL gives for '…'::jsonb, without blanks.
func TestJSONBText(t *testing.T) {
	for text, want := range map[string]string{
		`{"bb": 1, "a": 2, "c": {"z":1,"y":2}, "a": 3}`:                                            `{"a":3,"c":{"y":2,"z":1},"bb":1}`,
		`[1e2, 1.50, 1.5e1, 15e-1, 1E-3, -0, -0.00, 0.0e5, 12345678901234567890, 1.50e1, -2.5e-2]`: `[100,1.50,15,1.5,0.001,0,0.00,0,12345678901234567890,15.0,-0.025]`,
		`"\u00e9\/\u0001\n\"\\\t"`: `"é/\u0001\n\"\\\t"`,
		` [ ] `:                    `[]`, `null`: `null`, `true`: `true`,
	} {
		if got := string(jsonbText([]byte(text))); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
