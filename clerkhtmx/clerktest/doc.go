// Package clerktest tests an application that uses clerkhtmx, with no network and no Clerk account.
//
// It runs a fake Clerk on loopback that answers like the real one: Frontend API, Backend API, key set, handshakes. Tokens
// it signs are verified by the same code as in production; nothing in the application is stubbed out.
//
//	func TestDashboard(t *testing.T) {
//		clerk := clerktest.New(t)
//		user := clerk.CreateUser(clerktest.User{Email: "ada@example.com", FirstName: "Ada"})
//		kit, err := clerkhtmx.New(clerk.Config())
//		// … register kit and routes on an *echo.Echo e …
//		req := clerk.SignedIn(httptest.NewRequest(http.MethodGet, "/dashboard", nil), user)
//		rec := httptest.NewRecorder()
//		e.ServeHTTP(rec, req)
//	}
//
// Organizations and roles:
//
//	acme := clerk.CreateOrganization(clerktest.Organization{Name: "Acme Inc"})
//	clerk.AddMember(acme, user, "org:admin", "org:invoices:create")
//	req = clerk.SignedInTo(req, user, acme)
//
// What can go wrong, on purpose:
//
//	session := clerk.StartSession(clerktest.SessionParams{UserID: user.ID})
//	expired := clerk.Token(clerktest.TokenParams{SessionID: session.ID, ExpiresAt: time.Now().Add(-time.Hour)})
//	clerk.Revoke(session)
//	clerk.RotateKeys()
//	clerk.Fail("GET /api/v1/jwks", http.StatusServiceUnavailable)
//
// While you develop, [Start] runs one outside a test. It can keep its keys and its address over restarts (Config.KeyFile,
// Config.Address), and a [Clerk] is an [http.Handler] that the application can serve from a path of its own (Config.Prefix).
//
// A [Clerk] made by [New] or [NewWithConfig] fails its test when it is asked for the impossible, such as a second user with
// the same email address; one made by [Start] panics then. It answers requests of this machine only.
package clerktest
