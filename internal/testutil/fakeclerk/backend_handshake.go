package fakeclerk

type handshakePayloadJSON struct {
	Directives []string `json:"directives"`
}

// exchangeNonce answers once for each nonce.
func (c *call) exchangeNonce() (any, error) {
	nonce := c.r.URL.Query().Get("nonce")
	directives, ok := c.nonces[nonce]
	if !ok {
		return nil, notFound("Handshake payload")
	}
	delete(c.nonces, nonce)
	return handshakePayloadJSON{Directives: directives}, nil
}
