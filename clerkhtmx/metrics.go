package clerkhtmx

import "github.com/clerk-htmx/kit/internal/authn"

// Metric is something that the kit counts.
type Metric string

// The events that are counted. Count gets a [Reason] with each event that has one.
const (
	// MetricVerify: a session token's signature was verified.
	MetricVerify Metric = "verify"
	// MetricVerifyCached: a session token's signature was known to be good from before.
	MetricVerifyCached Metric = "verify-cached"
	// MetricSignedOut: a request turned out to be signed out; the reason says why.
	MetricSignedOut Metric = "signed-out"
	// MetricHandshake: a document was sent through a handshake; the reason says why.
	MetricHandshake Metric = "handshake"
	// MetricRefresh: an expired token was renewed with the refresh cookie.
	MetricRefresh Metric = "refresh"
	// MetricRefusal: a guard turned a request away. The reason is that of a
	// signed-out request; it is empty for one that lacks a role or permission.
	MetricRefusal Metric = "refusal"
	// MetricKeysFetched: Clerk's key set was fetched.
	MetricKeysFetched Metric = "keys-fetched"
	// MetricKeysFailed: Clerk's key set could not be fetched.
	MetricKeysFailed Metric = "keys-failed"
)

// Metrics receives the kit's counts, so that the application can keep them in its own metrics.
// Count is called from many goroutines and must not block. A panic of Count ends the request
// that it counts. If it panics while it counts a fetch of the keys, the fetch fails.
type Metrics interface {
	// Count adds one to a metric.
	Count(metric Metric, reason Reason)
}

// noMetrics counts nothing.
type noMetrics struct{}

func (noMetrics) Count(Metric, Reason) {}

// countState counts the outcome of a verdict.
func (k *Kit) countState(state *authn.State) {
	k.countVerification(state)
	reason := Reason(state.Reason)
	switch state.Status {
	case authn.Handshake:
		k.cfg.Metrics.Count(MetricHandshake, reason)
	case authn.SignedOut:
		k.cfg.Metrics.Count(MetricSignedOut, reason)
	}
}

// countVerification counts how the token of a verdict came to be trusted.
func (k *Kit) countVerification(state *authn.State) {
	switch state.Verification {
	case authn.VerificationSignature:
		k.cfg.Metrics.Count(MetricVerify, "")
	case authn.VerificationRemembered:
		k.cfg.Metrics.Count(MetricVerifyCached, "")
	case authn.VerificationRefreshed:
		k.cfg.Metrics.Count(MetricRefresh, "")
	}
}

// countKeys counts fetches of the key set.
func countKeys(metrics Metrics) func(error) {
	return func(err error) {
		if err != nil {
			metrics.Count(MetricKeysFailed, "")
			return
		}
		metrics.Count(MetricKeysFetched, "")
	}
}
