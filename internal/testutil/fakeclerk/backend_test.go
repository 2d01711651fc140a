package fakeclerk_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/emailaddress"
	"github.com/clerk/clerk-sdk-go/v2/jwks"
	"github.com/clerk/clerk-sdk-go/v2/phonenumber"
	"github.com/clerk/clerk-sdk-go/v2/user"
	"github.com/clerk/clerk-sdk-go/v2/waitlistentry"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// backend calls the Backend API with the secret key and a JSON body.
func (d *device) backend(method, path, body string) *answer {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+"/api/v1"+path, strings.NewReader(body))
	require.NoError(d.t, err)
	req.Header.Set("Authorization", "Bearer "+d.fake.SecretKey())
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	require.NoError(d.t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	require.NoError(d.t, err)
	return &answer{t: d.t, status: res.StatusCode, header: res.Header, body: content}
}

// requireCode checks that the SDK understood a refusal.
func requireCode(t *testing.T, err error, code string) {
	t.Helper()
	var refusal *clerk.APIErrorResponse
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, code, refusal.Errors[0].Code)
	require.NotEmpty(t, refusal.TraceID)
}

func TestBackendAPIWantsTheSecretKey(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	_, err := jwks.NewClient(d.sdk()).Get(t.Context(), &jwks.GetParams{})
	require.NoError(t, err)
	wrong := d.sdk()
	wrong.Key = new("sk_live_guess")
	_, err = jwks.NewClient(wrong).Get(t.Context(), &jwks.GetParams{})
	requireCode(t, err, "clerk_key_invalid")
	d.get("/api/v1/users").refused(401, "clerk_key_invalid")
}

func TestSDKUsers(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	users := user.NewClient(d.sdk())
	ctx := t.Context()
	ada, err := users.Create(ctx, &user.CreateParams{
		EmailAddresses: &[]string{"ada@example.com"}, FirstName: new("Ada"), Password: new(password),
		PrivateMetadata: clerk.JSONRawMessage([]byte(`{"plan":"pro"}`)),
	})
	require.NoError(t, err)
	_, err = users.Create(ctx, &user.CreateParams{EmailAddresses: &[]string{"ada@example.com"}})
	requireCode(t, err, "form_identifier_exists")
	_, err = users.Create(ctx, &user.CreateParams{EmailAddresses: &[]string{"grace@example.com"}, Username: new("grace")})
	require.NoError(t, err)

	got, err := users.Get(ctx, ada.ID)
	require.NoError(t, err)
	assert.Equal(t, "Ada", *got.FirstName)
	assert.Equal(t, *got.PrimaryEmailAddressID, got.EmailAddresses[0].ID)
	assert.Equal(t, "verified", got.EmailAddresses[0].Verification.Status)
	assert.JSONEq(t, `{"plan":"pro"}`, string(got.PrivateMetadata))
	assert.True(t, got.PasswordEnabled)

	list, err := users.List(ctx, &user.ListParams{})
	require.NoError(t, err)
	assert.EqualValues(t, 2, list.TotalCount)
	assert.Equal(t, "grace", *list.Users[0].Username, "the newest comes first")
	list, err = users.List(ctx, &user.ListParams{EmailAddresses: []string{"ada@example.com"}})
	require.NoError(t, err)
	require.Len(t, list.Users, 1)
	list, err = users.List(ctx, &user.ListParams{Query: new("GRA")})
	require.NoError(t, err)
	require.Len(t, list.Users, 1)

	updated, err := users.Update(ctx, ada.ID, &user.UpdateParams{FirstName: new("Augusta"), LastName: new("King")})
	require.NoError(t, err)
	assert.Equal(t, "Augusta", *updated.FirstName)
	updated, err = users.UpdateMetadata(ctx, ada.ID, &user.UpdateMetadataParams{
		PublicMetadata:  clerk.JSONRawMessage([]byte(`{"a":1}`)),
		PrivateMetadata: clerk.JSONRawMessage([]byte(`{"plan":null,"seats":{"used":2}}`)),
	})
	require.NoError(t, err)
	assert.JSONEq(t, `{"a":1}`, string(updated.PublicMetadata))
	assert.JSONEq(t, `{"seats":{"used":2}}`, string(updated.PrivateMetadata))
	locked, err := users.Lock(ctx, ada.ID)
	require.NoError(t, err)
	assert.True(t, locked.Locked)

	gone, err := users.Delete(ctx, ada.ID)
	require.NoError(t, err)
	assert.True(t, gone.Deleted)
	_, err = users.Get(ctx, ada.ID)
	requireCode(t, err, "resource_not_found")
}

func TestSDKPhoneNumbersAndEmailAddresses(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	phones, emails, users := phonenumber.NewClient(d.sdk()), emailaddress.NewClient(d.sdk()), user.NewClient(d.sdk())
	ctx := t.Context()

	first, err := phones.Create(ctx, &phonenumber.CreateParams{UserID: &ada.ID, PhoneNumber: new("+15555550100"), Verified: new(false)})
	require.NoError(t, err)
	assert.Equal(t, "unverified", first.Verification.Status)
	second, err := phones.Create(ctx, &phonenumber.CreateParams{
		UserID: &ada.ID, PhoneNumber: new("+15555550101"), Verified: new(true), Primary: new(true),
	})
	require.NoError(t, err)
	verified, err := phones.Update(ctx, first.ID, &phonenumber.UpdateParams{Verified: new(true), Primary: new(true)})
	require.NoError(t, err)
	assert.Equal(t, "verified", verified.Verification.Status)
	u, err := users.Get(ctx, ada.ID)
	require.NoError(t, err)
	assert.Equal(t, first.ID, *u.PrimaryPhoneNumberID)
	_, err = phones.Delete(ctx, first.ID)
	require.NoError(t, err)
	_, err = phones.Get(ctx, first.ID)
	requireCode(t, err, "resource_not_found")
	u, err = users.Get(ctx, ada.ID)
	require.NoError(t, err)
	assert.Equal(t, second.ID, *u.PrimaryPhoneNumberID, "the next verified number takes the place")

	email, err := emails.Create(ctx, &emailaddress.CreateParams{UserID: &ada.ID, EmailAddress: new("ada@example.org")})
	require.NoError(t, err)
	got, err := emails.Get(ctx, email.ID)
	require.NoError(t, err)
	assert.Equal(t, "ada@example.org", got.EmailAddress)
	_, err = emails.Get(ctx, second.ID)
	requireCode(t, err, "resource_not_found")
}

func TestSDKWaitlist(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	d.post("/v1/waitlist", "email_address", "a@example.com").ok()
	list, err := waitlistentry.NewClient(d.sdk()).List(t.Context(), &waitlistentry.ListParams{})
	require.NoError(t, err)
	require.EqualValues(t, 1, list.TotalCount)
	assert.Equal(t, "a@example.com", list.WaitlistEntries[0].EmailAddress)
}

func TestVerifyPasswordAndBan(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	d.signIn("ada@example.com", password)
	right, err := json.Marshal(map[string]string{"password": password})
	require.NoError(t, err)
	d.backend(http.MethodPost, "/users/"+ada.ID+"/verify_password", string(right)).ok()
	d.backend(http.MethodPost, "/users/"+ada.ID+"/verify_password", `{"password":"wrong"}`).refused(422, "incorrect_password")
	d.backend(http.MethodPost, "/users/"+ada.ID+"/ban", "").ok()
	d.post("/v1/client/sessions/"+d.session+"/touch").refused(401, "authentication_invalid")
}
