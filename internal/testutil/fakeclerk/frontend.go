package fakeclerk

import "net/http"

// envelope is how the Frontend API wraps resources. On writes clerk-js replaces its client by the one in it.
type envelope struct {
	Response any         `json:"response"`
	Client   *clientJSON `json:"client"`
}

// frontend is for the Frontend API's resources. Every write carries the whole client with fresh tokens, so that clerk-js
// needs no second request.
func (c *Clerk) frontend(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, (*call).identifyClient, func(call *call) (any, error) {
			response, err := h(call)
			if err != nil {
				return nil, err
			}
			if r.Method == http.MethodGet {
				return envelope{Response: response}, nil
			}
			client, err := call.clientOrNil()
			return envelope{Response: response, Client: client}, err
		})
	})
}

// frontendBare is for the few Frontend API answers that have no envelope.
func (c *Clerk) frontendBare(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, (*call).identifyClient, h)
	})
}

func (c *Clerk) frontendRoutes(mux *http.ServeMux) {
	c.clientRoutes(mux)
	c.meRoutes(mux)
	c.organizationRoutes(mux)

	for pattern, h := range map[string]handler{
		"GET /.well-known/jwks.json": (*call).getJWKS,
		"GET /v1/jwks":               (*call).getJWKS,
		"GET /v1/environment":        (*call).getEnvironment,
		"PATCH /v1/environment":      (*call).getEnvironment,
		"POST /v1/dev_browser":       (*call).createDevBrowser,
		"POST /v1/waitlist":          (*call).joinWaitlist,
	} {
		mux.Handle(pattern, c.public(h))
	}
}

func (c *Clerk) clientRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/client/handshake", c.serveHandshake)
	mux.HandleFunc("GET /v1/client/sync", c.serveReturn)
	mux.HandleFunc("GET /v1/client/touch", c.serveReturn)

	for pattern, h := range map[string]handler{
		"GET /v1/client":    (*call).getClient,
		"PUT /v1/client":    (*call).createClient,
		"POST /v1/client":   (*call).createClient,
		"DELETE /v1/client": (*call).removeSessions,

		"DELETE /v1/client/sessions":                                (*call).removeSessions,
		"GET /v1/client/sessions/{id}":                              (*call).getSession,
		"POST /v1/client/sessions/{id}/touch":                       (*call).touchSession,
		"POST /v1/client/sessions/{id}/remove":                      (*call).removeSession,
		"POST /v1/client/sessions/{id}/end":                         (*call).endSessionByID,
		"POST /v1/client/sessions/{id}/verify":                      (*call).startReverification,
		"POST /v1/client/sessions/{id}/verify/prepare_first_factor": (*call).startReverification,
		"POST /v1/client/sessions/{id}/verify/attempt_first_factor": (*call).attemptReverification,
		"POST /v1/client/sign_ins":                                  (*call).createSignIn,
		"GET /v1/client/sign_ins/{id}":                              (*call).getSignIn,
		"POST /v1/client/sign_ins/{id}/prepare_first_factor":        (*call).prepareSignIn,
		"POST /v1/client/sign_ins/{id}/attempt_first_factor":        (*call).attemptFirstFactor,
		"POST /v1/client/sign_ins/{id}/reset_password":              (*call).resetPassword,
		"POST /v1/client/sign_ups":                                  (*call).createSignUp,
		"GET /v1/client/sign_ups/{id}":                              (*call).getSignUp,
		"PATCH /v1/client/sign_ups/{id}":                            (*call).updateSignUp,
		"POST /v1/client/sign_ups/{id}/prepare_verification":        (*call).prepareSignUp,
		"POST /v1/client/sign_ups/{id}/attempt_verification":        (*call).attemptSignUp,
	} {
		mux.Handle(pattern, c.frontend(h))
	}
	mux.Handle("POST /v1/client/sessions/{id}/tokens", c.frontendBare((*call).createSessionToken))
	mux.Handle("POST /v1/client/sessions/{id}/tokens/{template}", c.frontendBare((*call).createTemplateToken))
}

func (c *Clerk) meRoutes(mux *http.ServeMux) {
	mux.Handle("GET /v1/me/sessions/active", c.frontendBare((*call).listMySessions))
	for pattern, h := range map[string]handler{
		"GET /v1/me":                                       (*call).getMe,
		"PATCH /v1/me":                                     (*call).updateMe,
		"DELETE /v1/me":                                    (*call).deleteMe,
		"PATCH /v1/me/metadata":                            (*call).mergeMyMetadata,
		"POST /v1/me/change_password":                      (*call).changePassword,
		"POST /v1/me/remove_password":                      (*call).removePassword,
		"POST /v1/me/sessions/{id}/revoke":                 (*call).revokeMySession,
		"GET /v1/me/organization_memberships":              (*call).listMyMemberships,
		"DELETE /v1/me/organization_memberships/{org}":     (*call).leaveOrganization,
		"GET /v1/me/organization_invitations":              (*call).listMyInvitations,
		"POST /v1/me/organization_invitations/{id}/accept": (*call).acceptInvitation,
		"GET /v1/me/organization_suggestions":              (*call).emptyPage,
	} {
		mux.Handle(pattern, c.frontend(h))
	}
	for collection, kind := range map[string]identificationKind{
		"/v1/me/email_addresses": kindEmail, "/v1/me/phone_numbers": kindPhone,
	} {
		mux.Handle("POST "+collection, c.frontend(createIdentification(kind)))
		mux.Handle("GET "+collection+"/{id}", c.frontend((*call).getIdentification))
		mux.Handle("DELETE "+collection+"/{id}", c.frontend((*call).deleteIdentification))
		mux.Handle("POST "+collection+"/{id}/prepare_verification", c.frontend((*call).prepareIdentification))
		mux.Handle("POST "+collection+"/{id}/attempt_verification", c.frontend((*call).attemptIdentification))
	}
}

func (c *Clerk) organizationRoutes(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"POST /v1/organizations":                                       (*call).createOrganization,
		"GET /v1/organizations/{org}":                                  (*call).getOrganization,
		"PATCH /v1/organizations/{org}":                                (*call).updateOrganization,
		"DELETE /v1/organizations/{org}":                               (*call).deleteOrganization,
		"GET /v1/organizations/{org}/roles":                            (*call).listRoles,
		"GET /v1/organizations/{org}/memberships":                      (*call).listMembers,
		"POST /v1/organizations/{org}/memberships":                     (*call).addMember,
		"PATCH /v1/organizations/{org}/memberships/{user}":             (*call).updateMember,
		"DELETE /v1/organizations/{org}/memberships/{user}":            (*call).removeMember,
		"GET /v1/organizations/{org}/invitations":                      (*call).listInvitations,
		"POST /v1/organizations/{org}/invitations":                     (*call).createInvitation,
		"POST /v1/organizations/{org}/invitations/bulk":                (*call).createInvitations,
		"POST /v1/organizations/{org}/invitations/{invitation}/revoke": (*call).revokeInvitation,
		"GET /v1/organizations/{org}/domains":                          (*call).emptyPage,
		"GET /v1/organizations/{org}/membership_requests":              (*call).emptyPage,
	} {
		mux.Handle(pattern, c.frontend(h))
	}
}
