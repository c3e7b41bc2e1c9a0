package scan

import "time"

// The readers below are those of value.go for undecoded values. False sends the value the long way, as there.

func rawInteger[T integers](f form, src []byte) (T, bool) {
	n, ok := f.whole(src)
	return T(n), ok && int64(T(n)) == n
}

func rawText(f form, src []byte) (string, bool) { return string(src), f == textForm }

func rawBool(f form, src []byte) (bool, bool) {
	return len(src) == 1 && src[0] != 0, f == boolForm && len(src) == 1
}

func rawFloat(f form, src []byte) (float64, bool) {
	v, ok := f.float(src)
	return v + 0, ok && v-v == 0
}

func rawInstant(f form, src []byte) (time.Time, bool) {
	t, ok := f.instant(src)
	s := t.Unix()
	return t, ok && s >= yearOne && s < yearTenK
}

func rawDate(f form, src []byte) (time.Time, bool) {
	if f != dateText {
		return time.Time{}, false
	}
	return parseDate(src)
}

func rawClock(f form, src []byte) (time.Time, bool) {
	if f != textForm {
		return time.Time{}, false
	}
	return parseClock(src)
}

func rawBytes(f form, src []byte) ([]byte, bool) {
	return append([]byte{}, src...), f == bytesForm
}

func rawUUID(f form, src []byte) ([16]byte, bool) {
	if f != textForm && f != uuidText {
		return [16]byte{}, false
	}
	return parseUUID(src)
}
