// Package fakeclerk emulates Clerk, in memory and on loopback only, so that the unmodified clerk-js and Clerk UI,
// clerk-sdk-go and this module's own middleware run with no network and no Clerk account.
//
// A [Clerk] is one [http.Handler]:
//
//	/v1/…                     Frontend API, what clerk-js talks to
//	/api/v1/…                 Backend API, what clerk-sdk-go talks to (Bearer secret key; set the API URL to <base>/api)
//	/v1/jwks, /.well-known/…  the key set that verifies its tokens
//	/npm/@clerk/…             clerk-js and Clerk UI, from [Config.Browser]
//	/img/…                    avatars
//
// Mount it at the root of a loopback server or, with its prefix stripped, inside the application:
//
//	fake, err := fakeclerk.New(fakeclerk.Config{Prefix: "/__clerk"})
//	mux.Handle("/__clerk/", http.StripPrefix("/__clerk", fake))
//
// # Files
//
// A file's prefix names the part that it plays. The three parts never call each other; they share the files without a
// prefix.
//
//	frontend_*.go  Frontend API: frontend.go lists the routes, each other file answers one group of them
//	backend_*.go   Backend API: backend.go lists the routes, each other file answers one group of them
//	control_*.go   control by the test: the methods of [Clerk] that make users, sign in, mint tokens, inject faults, …
//	(no prefix)    what all three share
//
// The shared files hold the entities, one each, with their rules and their JSON form (user.go, identification.go, session.go,
// client.go, sign_in.go, sign_up.go, organization.go, membership.go, …), the tokens (session_token.go, machine_token.go,
// keys.go, permissions.go), and the way of a request (listen.go, serve.go, origin.go, cookies.go, call.go, json.go, errors.go).
//
// Start with clerk.go, which holds the whole state behind one mutex. Then follow a request: serve.go finds its route, call.go
// locks the instance and runs the handler, the handler changes an entity. All three parts revoke a session, for example:
// [Clerk.Revoke] in control_sessions.go, revokeSession in backend_sessions.go and revokeMySession in frontend_sessions.go
// find the session, and endSession in session.go ends it.
//
// # Safety
//
// The fake keeps passwords in the clear, knows one verification code for everybody and trusts every
// client that reaches it. It must never stand in front of real users, so it answers 403 to
// every request that does not come from the machine it runs on.
package fakeclerk
