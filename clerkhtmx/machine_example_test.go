package clerkhtmx_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// A route for people and for API keys. Everywhere else, an API key is nobody.
func ExampleAPIKey() {
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
	e.GET("/invoices", func(c echo.Context) error {
		auth := clerkhtmx.From(c)
		return c.String(http.StatusOK, fmt.Sprintf("%s for %s, signed in: %t", auth.TokenType, auth.UserID, auth.SignedIn()))
	}, kit.Protect(clerkhtmx.Any(clerkhtmx.SignedIn(), clerkhtmx.APIKey("invoices:read"))))

	for _, scope := range []string{"invoices:read", "invoices:write"} {
		key := clerk.CreateAPIKey(clerktest.MachineToken{Subject: "user_1", Scopes: []string{scope}})
		req := httptest.NewRequest(http.MethodGet, "/invoices", nil)
		req.Header.Set("Authorization", "Bearer "+key.Token)
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, req)
		fmt.Println(rec.Code, rec.Body)
	}
	// Output:
	// 200 api_key for user_1, signed in: false
	// 403 {"errors":[{"code":"authorization_invalid","message":"You are not authorized to do this."}]}
}
