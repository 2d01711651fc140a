// Command quickstart is the smallest application of clerkhtmx: the one in the README.
package main

import (
	"html/template"
	"log"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

func main() {
	kit, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
	if err != nil {
		log.Fatal(err)
	}
	page := template.Must(template.ParseFiles("page.html"))
	kit.Fragment("account", clerkhtmx.Fragment{
		Require:  []clerkhtmx.Requirement{clerkhtmx.SignedIn()},
		Content:  kit.Template(page, "account"),
		Fallback: kit.Template(page, "welcome"),
	})
	e := echo.New()
	e.Use(kit.Middleware())
	kit.Register(e)
	e.GET("/", func(c echo.Context) error {
		return page.Execute(c.Response(), map[string]any{"Clerk": kit.Page(c)})
	})
	e.GET("/private", func(c echo.Context) error {
		return c.String(200, "Only for you, "+clerkhtmx.From(c).UserID)
	}, kit.Protect())
	log.Fatal(e.Start("127.0.0.1:8080"))
}
