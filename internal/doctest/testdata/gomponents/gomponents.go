// Package gomponents stands for maragu.dev/gomponents, which this module does not depend on. It declares what the guides
// use.
package gomponents

import "io"

// Node has the method of gomponents's Node.
type Node interface {
	Render(w io.Writer) error
}

// NodeFunc is gomponents's NodeFunc.
type NodeFunc func(io.Writer) error

// Render has the signature of the method of gomponents's NodeFunc.
func (n NodeFunc) Render(w io.Writer) error { return n(w) }

// Group is gomponents's Group.
type Group []Node

// Render has the signature of the method of gomponents's Group.
func (g Group) Render(w io.Writer) error { return nil }

// Raw, Text, El and Attr have the signatures of gomponents's functions.
func Raw(t string) Node                      { return nil }
func Text(t string) Node                     { return nil }
func El(name string, children ...Node) Node  { return nil }
func Attr(name string, value ...string) Node { return nil }
