package clerkhtmx

import (
	"context"
	"io"

	"github.com/clerk-htmx/kit/partials"
)

// FragmentParam returns a parameter of the [Fragment] that ctx belongs to: "42" for "id", if the
// page has
//
//	{{.Clerk.Fragment "invoice" "id" 42}}
//
// Use it in a [View], with the request's context. It also works in a condition of [WhereContext]
// and in the Render of the component that the View makes. It returns the same inside the page and
// when the fragment is fetched: then the query of {BasePath}/fragments/invoice?id=42 has the
// parameters. The query and the path of the page itself are not parameters of its fragments.
//
// Anybody can ask for a fragment with any parameters. The View must check whether the signed-in
// user may see what they name.
//
// It is "" outside of fragments, and for a parameter that the fragment does not have. Echo's
// c.Param returns parameters of the route, which are those of the page in one case, and none in
// the other.
func FragmentParam(ctx context.Context, name string) string { return fragmentParams(ctx)[name] }

// Param returns a parameter of the fragment that the template belongs to, as [FragmentParam]
// does. It is "" in the template of a page.
func (p Page) Param(name string) string { return p.params[name] }

type fragmentParamsKey struct{}

// fragmentParams returns the parameters of the fragment that ctx belongs to. Callers must not
// change them.
func fragmentParams(ctx context.Context) map[string]string {
	params, _ := ctx.Value(fragmentParamsKey{}).(map[string]string)
	return params
}

func withFragmentParams(ctx context.Context, params map[string]string) context.Context {
	return context.WithValue(ctx, fragmentParamsKey{}, params)
}

// withFragmentParams returns the exchange for rendering a fragment. After that, the caller ends
// it with endFragment. The fragment does not have the parameters of another one that it is in.
func (x exchange) withFragmentParams(params map[string]string) exchange {
	if len(params) == 0 && len(fragmentParams(x.r.Context())) == 0 {
		return x
	}
	return x.withRequest(x.r.WithContext(withFragmentParams(x.r.Context(), params)))
}

// endFragment takes the parameters of the fragment inner away from the page x: at the edge of
// Echo, a View gets the page's own context, so its request changes in between.
func (x exchange) endFragment(inner exchange) {
	if x.echo == nil || inner.r == x.r {
		return
	}
	now := x.echo.Request()
	if now == inner.r {
		x.echo.SetRequest(x.r)
		return
	}
	// The View has set another request, which the page keeps.
	x.echo.SetRequest(now.WithContext(withFragmentParams(now.Context(), fragmentParams(x.r.Context()))))
}

// parameterized is the content of a fragment in a page. It renders with the fragment's parameters.
type parameterized struct {
	content partials.Component
	params  map[string]string
}

// Render implements [partials.Component].
func (p parameterized) Render(ctx context.Context, w io.Writer) error {
	return p.content.Render(withFragmentParams(ctx, p.params), w)
}
