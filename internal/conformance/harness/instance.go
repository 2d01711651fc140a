package harness

import (
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"sync/atomic"
)

// Instance publishes the keys of a Clerk instance. Unlike the fake Clerk of clerktest it can have several keys at a time, as
// while they are rotated, and it needs no network.
type Instance struct {
	keySet  atomic.Value // []byte
	answer  atomic.Value // http.HandlerFunc
	Fetches atomic.Int64 // how often the keys were asked for
}

// NewInstance makes an instance that publishes the keys.
func NewInstance(keys ...SigningKey) *Instance {
	i := &Instance{}
	i.Publish(keys...)
	i.AnswerWith(i.ServeKeys)
	return i
}

// Publish replaces the key set.
func (i *Instance) Publish(keys ...SigningKey) {
	encode := base64.RawURLEncoding.EncodeToString
	set := map[string][]map[string]string{"keys": {}}
	for _, k := range keys {
		set["keys"] = append(set["keys"], map[string]string{
			"kid": k.KID, "kty": "RSA", "alg": "RS256", "use": "sig",
			"n": encode(k.Private.N.Bytes()), "e": encode(big.NewInt(int64(k.Private.E)).Bytes()),
		})
	}
	body, err := json.Marshal(set)
	if err != nil {
		panic(err)
	}
	i.keySet.Store(body)
}

// AnswerWith has fetches answered by the handler from now on.
func (i *Instance) AnswerWith(answer http.HandlerFunc) { i.answer.Store(answer) }

// ServeKeys answers with the key set, as an instance does that [Instance.AnswerWith] did not change.
func (i *Instance) ServeKeys(w http.ResponseWriter, _ *http.Request) {
	w.Write(i.keySet.Load().([]byte))
}

// ServeHTTP counts the fetch and answers it.
func (i *Instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.Fetches.Add(1)
	i.answer.Load().(http.HandlerFunc)(w, r)
}
