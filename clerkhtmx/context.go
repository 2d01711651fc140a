package clerkhtmx

import "context"

// FromContext is [From] for code below the handler.
func FromContext(ctx context.Context) Auth { return consult(requestAuthFrom(ctx)) }

func (k *Kit) authFromContext(ctx context.Context) Auth { return consult(k.requestAuth(ctx)) }

func consult(ra *requestAuth) Auth {
	if ra == nil {
		return Auth{}
	}
	ra.consult()
	return ra.auth().own()
}

// Peek returns the same Auth as [FromContext], without marking the response as personal. Use it
// in code whose response does not depend on the Auth, such as a logger or a tracer. A page that
// shows the Auth from Peek could be cached for everybody.
func Peek(ctx context.Context) Auth {
	ra := requestAuthFrom(ctx)
	if ra == nil {
		return Auth{}
	}
	return ra.auth().own()
}

// NewContext returns a context that carries auth, for tests of code that calls
// [FromContext], and for applications that authenticate some requests themselves, such
// as those of an internal service. Every Kit of the program uses auth as its own
// verdict: [Kit.Middleware] does not authenticate such a request, and [Kit.Protect] and
// fragments go by auth. Use [Kit.NewContext] to set it for one of several Kits.
//
//	e.Use(trustInternalService) // calls c.SetRequest(r.WithContext(clerkhtmx.NewContext(…)))
//	e.Use(kit.Middleware())
func NewContext(ctx context.Context, auth Auth) context.Context {
	return &requestAuth{Context: ctx, given: &auth}
}

// NewContext is [NewContext] for this Kit alone: other Kits still authenticate the request.
func (k *Kit) NewContext(ctx context.Context, auth Auth) context.Context {
	return &requestAuth{Context: ctx, kit: k, given: &auth}
}
