package schema

import "encoding/hex"

// uuidText reads 32 hexadecimal digits, or 36 characters with hyphens in the usual places.
func uuidText(s string) ([16]byte, *breach) {
	var id [16]byte
	digits := s
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		digits = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	if len(digits) != 32 {
		return id, &breach{rule: ruleUUID, value: s}
	}
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil {
		return [16]byte{}, &breach{rule: ruleUUID, value: s}
	}
	return id, nil
}

// uuidString is the form with hyphens, which every UUID type scans.
func uuidString(id [16]byte) string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}
