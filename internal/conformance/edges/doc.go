// Package edges tests that the kit serves an application on net/http as it serves one on Echo: the
// same requests go to one Kit through Echo, through an http.ServeMux and through chi, and get the
// same answers.
package edges
