package fakeclerk

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Clerk is one fake Clerk instance. It is safe for concurrent use.
type Clerk struct {
	cfg            Config
	publishableKey string
	secretKey      string
	mux            *http.ServeMux

	faults faults
	log    requestLog
	limits rateLimits

	mu            sync.Mutex // guards everything below
	tokenTTL      time.Duration
	signer        signer
	users         table[user]
	organizations table[organization]
	memberships   table[membership]
	invitations   table[invitation]
	clients       table[client]
	sessions      table[session]
	devBrowsers   table[devBrowser]
	tickets       table[ticket]
	waitlist      table[waitlistEntry]
	machineTokens table[machineToken]
	nonces        map[string][]string // handshake nonce → directives
	refreshTokens map[string]string   // refresh token → client id
	codes         map[string]string   // address → the verification code sent there
}

// New makes an instance without users. Its secret key and the id of its signing key are random, unless Config.KeyFile has
// them; the signing key itself is that of the process and the publishable key. The error names every field of cfg that is wrong.
func New(cfg Config) (*Clerk, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("fakeclerk: %w", err)
	}
	keys, err := cfg.keys()
	if err != nil {
		return nil, fmt.Errorf("fakeclerk: %w", err)
	}
	c := &Clerk{
		cfg:            cfg,
		publishableKey: cfg.publishableKey(),
		secretKey:      keys.secretKey,
		tokenTTL:       cfg.TokenTTL,
		signer:         keys.signer,
		users:          newTable[user](),
		organizations:  newTable[organization](),
		memberships:    newTable[membership](),
		invitations:    newTable[invitation](),
		clients:        newTable[client](),
		sessions:       newTable[session](),
		devBrowsers:    newTable[devBrowser](),
		tickets:        newTable[ticket](),
		waitlist:       newTable[waitlistEntry](),
		machineTokens:  newTable[machineToken](),
		nonces:         map[string][]string{},
		refreshTokens:  map[string]string{},
		codes:          map[string]string{},
		limits:         rateLimits{windows: map[string]*rateWindowCount{}},
	}
	c.mux = c.routes()
	return c, nil
}

// now is the instance's time, to the millisecond as Clerk's objects have it.
func (c *Clerk) now() time.Time { return c.cfg.Now().Truncate(time.Millisecond) }
