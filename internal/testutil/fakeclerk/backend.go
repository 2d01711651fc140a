package fakeclerk

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// checkSecretKey refuses a request without the instance's secret key.
func (c *call) checkSecretKey() error {
	key, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !ok || subtle.ConstantTimeCompare([]byte(key), []byte(c.secretKey)) != 1 {
		return &apiError{
			status: http.StatusUnauthorized, code: "clerk_key_invalid", message: "The provided Clerk Secret Key is invalid.",
		}
	}
	return nil
}

// backend is for the Backend API.
func (c *Clerk) backend(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, (*call).checkSecretKey, h)
	})
}

func (c *Clerk) backendRoutes(mux *http.ServeMux) {
	c.machineRoutes(mux)

	for pattern, h := range map[string]handler{
		"GET /jwks":                        (*call).getJWKS,
		"GET /clients/handshake_payload":   (*call).exchangeNonce,
		"GET /waitlist_entries":            (*call).listWaitlist,
		"POST /sign_in_tokens":             (*call).createSignInToken,
		"POST /sign_in_tokens/{id}/revoke": (*call).revokeSignInToken,

		"GET /users":                               (*call).listUsers,
		"GET /users/count":                         (*call).countUsers,
		"POST /users":                              (*call).createUser,
		"GET /users/{id}":                          withUser((*call).backendUser),
		"PATCH /users/{id}":                        withUser((*call).updateUser),
		"DELETE /users/{id}":                       withUser((*call).deleteUser),
		"PATCH /users/{id}/metadata":               withUser((*call).mergeUserMetadata),
		"PUT /users/{id}/metadata":                 withUser((*call).replaceUserMetadata),
		"POST /users/{id}/verify_password":         withUser((*call).verifyPassword),
		"GET /users/{id}/organization_memberships": withUser((*call).listUserMemberships),
		"POST /users/{id}/ban":                     withUser((*call).banUser),
		"POST /users/{id}/unban":                   withUser((*call).unbanUser),
		"POST /users/{id}/lock":                    withUser((*call).lockUser),
		"POST /users/{id}/unlock":                  withUser((*call).unlockUser),

		"GET /sessions":                         (*call).listSessions,
		"POST /sessions":                        (*call).createSession,
		"GET /sessions/{id}":                    withSession((*call).backendSession),
		"POST /sessions/{id}/revoke":            withSession((*call).revokeSession),
		"POST /sessions/{id}/refresh":           withSession((*call).refreshSession),
		"POST /sessions/{id}/tokens":            withSession((*call).backendSessionToken),
		"POST /sessions/{id}/tokens/{template}": withSession((*call).backendTemplateToken),

		"GET /organizations":                                        (*call).listOrganizations,
		"POST /organizations":                                       (*call).createBackendOrganization,
		"GET /organizations/{org}":                                  withOrganization((*call).backendOrganization),
		"PATCH /organizations/{org}":                                withOrganization((*call).updateBackendOrganization),
		"DELETE /organizations/{org}":                               withOrganization((*call).deleteBackendOrganization),
		"PATCH /organizations/{org}/metadata":                       withOrganization((*call).mergeOrganizationMetadata),
		"PUT /organizations/{org}/metadata":                         withOrganization((*call).replaceOrganizationMetadata),
		"GET /organizations/{org}/memberships":                      withOrganization((*call).listBackendMembers),
		"POST /organizations/{org}/memberships":                     withOrganization((*call).addBackendMember),
		"PATCH /organizations/{org}/memberships/{user}":             withOrganization((*call).updateBackendMember),
		"DELETE /organizations/{org}/memberships/{user}":            withOrganization((*call).expelMember),
		"GET /organizations/{org}/invitations":                      withOrganization((*call).listBackendInvitations),
		"POST /organizations/{org}/invitations":                     withOrganization((*call).createBackendInvitation),
		"POST /organizations/{org}/invitations/{invitation}/revoke": withOrganization((*call).withdrawInvitation),
	} {
		mux.Handle(backendPattern(pattern), c.backend(h))
	}
	for collection, kind := range map[string]identificationKind{
		"/email_addresses": kindEmail, "/phone_numbers": kindPhone,
	} {
		mux.Handle(backendPattern("POST "+collection), c.backend(createBackendIdentification(kind)))
		mux.Handle(backendPattern("GET "+collection+"/{id}"), c.backend(withIdentification(kind, (*call).backendIdentification)))
		mux.Handle(backendPattern("PATCH "+collection+"/{id}"), c.backend(withIdentification(kind, (*call).updateBackendIdentification)))
		mux.Handle(backendPattern("DELETE "+collection+"/{id}"), c.backend(withIdentification(kind, (*call).deleteBackendIdentification)))
	}
}

func backendPattern(pattern string) string {
	method, path, _ := strings.Cut(pattern, " ")
	return method + " /api/v1" + path
}

// withUser, withSession and withOrganization look the resource of the path up.

func withUser(h func(*call, *user) (any, error)) handler {
	return func(c *call) (any, error) {
		u := c.users.get(c.r.PathValue("id"))
		if u == nil {
			return nil, notFound("User")
		}
		return h(c, u)
	}
}

func withSession(h func(*call, *session) (any, error)) handler {
	return func(c *call) (any, error) {
		s := c.sessions.get(c.r.PathValue("id"))
		if s == nil {
			return nil, notFound("Session")
		}
		return h(c, s)
	}
}

func withOrganization(h func(*call, *organization) (any, error)) handler {
	return func(c *call) (any, error) {
		o := c.organizationByIDOrSlug(c.r.PathValue("org"))
		if o == nil {
			return nil, notFound("Organization")
		}
		return h(c, o)
	}
}

// deref returns "" for a parameter that was not sent.
func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
