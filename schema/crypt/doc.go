// Package crypt holds the ready ciphers for encrypted fields and the Password value.
//
// A cipher is handed to Encrypt on a field. The column is TEXT whatever the field's type, NULL stays NULL and is never sealed.
// Which one to take:
//
//	AEAD        the default: reads back, cannot be searched, reveals nothing but the length
//	Searchable  reads back and answers exact and in; reveals which rows of a column hold equal values
//	HMAC        one-way, answers exact and in; for API keys and reset tokens, never for passwords
//	Fernet      reads and writes what ormar's FERNET backend stores in Python
//	Hash        writes what ormar's HASH backend stores in Python; one-way, answers exact and in
//	Password    not a cipher but a value of its own, declared with schema.Opaque(&u.Password, 128)
//
// # Stored form
//
// AEAD, Searchable and HMAC store orm1:<algorithm>:<key id>:<base64url without padding>, where the algorithm is a, s or h. The
// text says which key opens it, so keys are rotated without a change of schema: make the new key the primary one, keep the
// old ones as previous, then write the rows again (orm.RotateEncryption). Digests cannot be written again: an old key stays
// among the previous ones for as long as values digested with it should be found.
//
// # Keys
//
// A secret is at least 32 random bytes, never a pass-phrase. Each column and each key id works with sub-keys of its own, made
// by HKDF-SHA256, and AEAD and Searchable authenticate the table, the column and the key id along with the value: a text that was
// changed, cut, or copied from another column is refused with schema.ErrDecrypt, which gives no reason on purpose. A text copied
// from another row of the same column does open. One secret may serve several fields and several of the ciphers. Renaming a table or
// a column changes its sub-keys: seal its values again when you do.
//
// The constructors cannot fail. A bad key is reported as a definition error when the model is registered, and by every call
// until then. No error of this package contains a plaintext, a secret or a stored value, and neither does a printed Key,
// Password or cipher. In structs of your own keep a Key or a Password in an exported field: package fmt prints unexported
// fields without asking the value how it wants to be shown.
package crypt
