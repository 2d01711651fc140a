package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestHookLogShowsThisBrowsersEventsOnly(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	v.signIn()
	assert.Equal(t, []string{"sign-in"}, v.hooks())
	user := v.Text(testID("user_id"))

	stranger := d.open(browser.New(t), "/")
	assert.Equal(t, "nothing yet", stranger.Text(testID("last_auth_change")))
	assert.Empty(t, stranger.hooks())
	assert.NotContains(t, d.body("/"), user)
	assert.NotContains(t, d.body("/clerk/fragments/hook-log"), user)
}
