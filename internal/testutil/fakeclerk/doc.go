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
// It keeps passwords in the clear, knows one verification code for everybody and trusts every
// client that reaches it. It must never stand in front of real users, so it answers 403 to
// every request that does not come from the machine it runs on.
package fakeclerk
