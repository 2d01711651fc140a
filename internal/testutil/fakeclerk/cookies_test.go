package fakeclerk_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// suffix of the default production key's cookies, as clerk-js computes it.
const productionKey = "pk_live_Y2xlcmsua2l0LnRlc3Qk"

func TestFrontendAPISetsClientUatInProductionOnly(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	createUser(t, d.fake, "ada@example.com")
	before := time.Now().Unix()
	d.signIn("ada@example.com", password)

	uat, err := strconv.ParseInt(d.cookie("__client_uat"), 10, 64)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, uat, before)
	assert.NotEmpty(t, d.cookie("__client"))
	assert.Empty(t, d.get("/v1/client").ok().header.Values("Set-Cookie"), "nothing changed, so nothing is set")
	d.delete("/v1/client/sessions").ok()
	assert.Equal(t, "0", d.cookie("__client_uat"))

	own := newDevice(t, fakeclerk.Config{Mode: fakeclerk.DevelopmentCustomHostMode})
	createUser(t, own.fake, "ada@example.com")
	own.signIn("ada@example.com", password)
	assert.Empty(t, own.cookie("__client_uat"), "in development clerk-js writes it")
}

func TestSuffixOfCookies(t *testing.T) {
	t.Parallel()
	fake := newFake(t, fakeclerk.Config{Mode: fakeclerk.DevelopmentCustomHostMode})
	ada := createUser(t, fake, "ada@example.com")
	session := newSession(t, fake, fakeclerk.SignInParams{UserID: ada.ID})
	cookies, err := fake.Cookies(session.ID, "http://localhost")
	require.NoError(t, err)
	byName := map[string]*http.Cookie{}
	for _, cookie := range cookies {
		byName[cookie.Name] = cookie
	}
	for _, name := range []string{"__session", "__client_uat", "__clerk_db_jwt"} {
		require.Contains(t, byName, name+"_SvHUkE1v")
		assert.Equal(t, byName[name].Value, byName[name+"_SvHUkE1v"].Value)
	}
	assert.True(t, byName["__client"].HttpOnly)
}
