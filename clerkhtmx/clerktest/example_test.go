package clerktest_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// In a test, clerktest.New(t) takes the place of the first lines and of everything about errors and closing.
func Example() {
	clerk, err := clerktest.Start(clerktest.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer clerk.Close()

	kit, err := clerkhtmx.New(clerk.Config())
	if err != nil {
		log.Fatal(err)
	}
	defer kit.Close()

	e := echo.New()
	e.Use(kit.Middleware())
	e.POST("/invoices", func(c echo.Context) error {
		auth := clerkhtmx.From(c)
		return c.String(http.StatusOK, fmt.Sprintf("%s as %s", auth.OrgSlug, auth.OrgRole))
	}, kit.Protect(clerkhtmx.Permission("org:invoices:create")))

	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com", FirstName: "Ada"})
	acme := clerk.CreateOrganization(clerktest.Organization{Name: "Acme Inc"})
	clerk.AddMember(acme, ada, "org:admin", "org:invoices:create")

	req := httptest.NewRequest(http.MethodPost, "/invoices", nil)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, clerk.SignedInTo(req, ada, acme))
	fmt.Println(rec.Code, rec.Body)

	rec = httptest.NewRecorder()
	e.ServeHTTP(rec, clerk.SignedIn(req, ada))
	fmt.Println(rec.Code)
	// Output:
	// 200 acme-inc as org:admin
	// 403
}
