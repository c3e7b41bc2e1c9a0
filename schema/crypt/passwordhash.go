package crypt

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

// What NewPassword makes: the smallest memory that OWASP recommends for argon2id.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	saltSize     = 16
	sumSize      = 32
)

// What is still read. A stored hash decides how much work verifying it is, so that work needs an end.
const (
	maxArgonMemory = 2 << 20 // KiB; RFC 9106 recommends up to 2 GiB
	maxArgonWork   = 4 << 20 // KiB times passes
	maxHashBytes   = 64      // of a salt and of a sum
	minSaltBytes   = 8
	minSumBytes    = 16
	maxBcryptCost  = 18 // about twenty seconds
)

// hashed is a stored hash of either kind.
type hashed interface {
	matches(plaintext string) bool
	weak() bool
}

// parseHash reads a stored hash and refuses what it could not verify in bounded time.
func parseHash(text string) (hashed, bool) {
	if strings.HasPrefix(text, "$argon2id$") {
		return parsePHC(text)
	}
	return parseBcrypt(text)
}

// phc is an argon2id hash.
type phc struct {
	memory, time uint32
	threads      uint8
	salt, sum    []byte
}

// String is the PHC form, $argon2id$v=19$m=19456,t=2,p=1$<salt>$<sum>.
func (p phc) String() string {
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads,
		enc.EncodeToString(p.salt), enc.EncodeToString(p.sum))
}

func (p phc) digest(plaintext string, size int) []byte {
	return argon2.IDKey([]byte(plaintext), p.salt, p.time, p.memory, p.threads, uint32(size))
}

func (p phc) matches(plaintext string) bool {
	return subtle.ConstantTimeCompare(p.digest(plaintext, len(p.sum)), p.sum) == 1
}

// weak compares memory, work and sizes with today's. One pass over more memory is as good as two over less.
func (p phc) weak() bool {
	return p.memory < argonMemory || p.work() < argonMemory*argonTime || len(p.salt) < saltSize || len(p.sum) < sumSize
}

// work is in KiB times passes.
func (p phc) work() uint64 { return uint64(p.memory) * uint64(p.time) }

// parsePHC accepts the canonical spelling only, which makes it simple: what String does not give back is not accepted.
func parsePHC(text string) (hashed, bool) {
	parts := strings.Split(text, "$") // "", "argon2id", "v=19", "m=…,t=…,p=…", salt, sum
	if len(parts) != 6 {
		return nil, false
	}
	params := strings.Split(parts[3], ",")
	if len(params) != 3 {
		return nil, false
	}
	memory, okM := parameter(params[0], "m=", 32)
	time, okT := parameter(params[1], "t=", 32)
	threads, okP := parameter(params[2], "p=", 8)
	salt, okSalt := decodeBase64(base64.RawStdEncoding, parts[4])
	sum, okSum := decodeBase64(base64.RawStdEncoding, parts[5])
	if !okM || !okT || !okP || !okSalt || !okSum {
		return nil, false
	}
	p := phc{memory: uint32(memory), time: uint32(time), threads: uint8(threads), salt: salt, sum: sum}
	return p, p.sensible() && p.String() == text
}

func parameter(text, name string, bits int) (uint64, bool) {
	digits, ok := strings.CutPrefix(text, name)
	n, err := strconv.ParseUint(digits, 10, bits)
	return n, ok && err == nil
}

// sensible keeps a hash within what RFC 9106 allows (eight KiB per thread at least) and within bounded work.
func (p phc) sensible() bool {
	return p.time >= 1 && p.threads >= 1 && p.memory >= 8*uint32(p.threads) && p.memory <= maxArgonMemory && p.work() <= maxArgonWork &&
		len(p.salt) >= minSaltBytes && len(p.salt) <= maxHashBytes && len(p.sum) >= minSumBytes && len(p.sum) <= maxHashBytes
}

// bcryptHash is a hash of the older kind, read so that its users need not choose a new password.
type bcryptHash string

// parseBcrypt accepts $2a$, $2b$ and $2y$, which mean the same here; $2x$ marks hashes of a broken implementation.
func parseBcrypt(text string) (hashed, bool) {
	if len(text) != 60 || !(strings.HasPrefix(text, "$2a$") || strings.HasPrefix(text, "$2b$") || strings.HasPrefix(text, "$2y$")) {
		return nil, false
	}
	cost, err := bcrypt.Cost([]byte(text))
	if err != nil || cost > maxBcryptCost || text[6] != '$' || strings.Trim(text[7:], bcryptAlphabet) != "" {
		return nil, false
	}
	return bcryptHash(text), true
}

const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func (b bcryptHash) matches(plaintext string) bool {
	return bcrypt.CompareHashAndPassword([]byte(b), []byte(plaintext)) == nil
}

func (b bcryptHash) weak() bool { return true }
