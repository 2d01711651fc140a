package clerkapi

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/isolate"
)

const (
	// refusedFor is how long Clerk's refusal of a credential stands.
	refusedFor = 10 * time.Second
	// goodFor is how long a credential that Clerk found good needs no budget.
	goodFor = 5 * time.Minute
	// logInterval is the least time between two warnings that the limit is reached.
	logInterval = time.Minute
)

// credentials asks Clerk about the credentials of one kind. It remembers them by their digests,
// so that no secret stays in memory.
type credentials struct {
	kind      string // for the log
	isRefusal func(error) bool
	limit     *limiter
	good      memory[struct{}]
	refused   memory[error]
	calls     singleflight.Group
	digestKey [32]byte

	logger   *slog.Logger
	warnedAt atomic.Int64 // Unix nanoseconds
}

// newCredentials returns credentials of one kind. isRefusal reports whether an error is Clerk's
// verdict on the credential. Any other error says nothing about it.
func newCredentials(cfg Config, kind string, isRefusal func(error) bool) *credentials {
	c := &credentials{
		kind: kind, isRefusal: isRefusal, limit: newLimiter(cfg.Limit),
		good: newMemory[struct{}](goodFor), refused: newMemory[error](refusedFor),
		logger: cfg.Logger,
	}
	_, _ = rand.Read(c.digestKey[:]) // never fails
	return c
}

// digest identifies a credential, or a question about one, without revealing it. Nobody
// can make up two with the same digest.
func (c *credentials) digest(parts ...string) string {
	mac := hmac.New(sha256.New, c.digestKey[:])
	for _, part := range parts {
		mac.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	return string(mac.Sum(nil))
}

// ask asks Clerk about a credential by call. If Clerk refused the credential lately, ask
// returns that refusal. If the limit leaves no room for a call, the error wraps
// [authn.ErrNotAsked]. Requests with the same question share one call and its answer. The
// call outlives each of them: a client that hangs up must neither fail the others nor
// make room for more calls.
func ask[T any](ctx context.Context, c *credentials, credential, question string, call func(context.Context) (T, error)) (T, error) {
	leads := false
	answer, err, _ := c.calls.Do(question, func() (answer any, err error) {
		leads = true
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		defer cancel()
		err = isolate.Call(func() (err error) {
			answer, err = c.answer(ctx, credential, func(ctx context.Context) (any, error) { return call(ctx) })
			return err
		})
		return answer, err
	})
	if stack := isolate.Stack(err); stack != "" {
		if leads { // the panic goes on only in the request that made the call
			panic(fmt.Errorf("%w: %w\n\n%s", errNoReturn, err, stack))
		}
		err = errNoReturn
	}
	good, _ := answer.(T)
	return good, err
}

// answer returns a refusal that still stands, or else asks Clerk by call.
func (c *credentials) answer(ctx context.Context, credential string, call func(context.Context) (any, error)) (answer any, err error) {
	if refusal, ok := c.refused.get(credential); ok {
		return nil, refusal
	}
	known := c.good.has(credential)
	if !known && !c.limit.enter() {
		if c.warnIsDue() {
			c.logger.WarnContext(ctx, "clerkapi: Clerk is not asked about unknown credentials for the moment, because too many failed or too many calls are in flight", "kind", c.kind)
		}
		return nil, fmt.Errorf("clerkapi: %s: %w", c.kind, authn.ErrNotAsked)
	}
	failed := true
	if !known {
		defer func() {
			if failed {
				c.limit.spend()
			}
			c.limit.leave()
		}()
	}
	answer, err = call(ctx)
	failed = err != nil
	switch {
	case err == nil:
		c.good.put(credential, struct{}{})
	case c.isRefusal(err):
		c.refused.put(credential, err)
		if known {
			c.good.forget(credential)
			c.limit.spend()
		}
	}
	return answer, err
}

// errNoReturn is for requests that share a call which did not return.
var errNoReturn = errors.New("clerkapi: the call of Clerk's Backend API did not return")

// warnIsDue reports whether the last warning is at least logInterval old. A slow logger delays
// only the request that logs the warning.
func (c *credentials) warnIsDue() bool {
	last, now := c.warnedAt.Load(), time.Now().UnixNano()
	return (last == 0 || now-last >= int64(logInterval)) && c.warnedAt.CompareAndSwap(last, now)
}
