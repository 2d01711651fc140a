package fakeclerk

import (
	"net"
	"net/http"
	"strings"
)

// activity is where a session is used from, for the device list of the user profile.
type activity struct {
	id, browser, device, ip string
	mobile                  bool
}

type activityJSON struct {
	Object         string `json:"object"`
	ID             string `json:"id"`
	BrowserName    string `json:"browser_name"`
	BrowserVersion string `json:"browser_version"`
	DeviceType     string `json:"device_type"`
	IPAddress      string `json:"ip_address"`
	City           string `json:"city"`
	Country        string `json:"country"`
	IsMobile       bool   `json:"is_mobile"`
}

func activityOf(r *http.Request) activity {
	agent := r.UserAgent()
	ip, _, _ := net.SplitHostPort(r.RemoteAddr)
	return activity{
		id: newID("sess_activity"), ip: ip, mobile: strings.Contains(agent, "Mobile"),
		browser: firstIn(agent, "Edg", "Chrome", "Firefox", "Safari"),
		device:  firstIn(agent, "Android", "iPhone", "Macintosh", "Windows", "Linux"),
	}
}

func firstIn(agent string, names ...string) string {
	for _, name := range names {
		if strings.Contains(agent, name) {
			return name
		}
	}
	return ""
}

func (a activity) json() *activityJSON {
	return &activityJSON{
		Object: "session_activity", ID: a.id, BrowserName: a.browser, DeviceType: a.device, IPAddress: a.ip, IsMobile: a.mobile,
	}
}
