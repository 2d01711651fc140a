//go:build !race

package clerkhtmx_test

const raceDetector = false
