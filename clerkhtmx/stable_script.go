package clerkhtmx

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/static"
)

// A page that no server renders, such as a static HTML file, names script and style without a
// hash. Browsers then ask each time whether they have changed. The script brings its settings
// along, which [Page.Head] writes into the tag otherwise. A setting in the tag comes first.

const settingsScript = "for(const[n,v]of Object.entries(%s))document.currentScript.dataset[n]??=v;\n"

func (k *Kit) serveStableScript(x exchange) error {
	dataset, err := k.head(x, Auth{}).Dataset(x.r.Context())
	if err != nil {
		return err
	}
	settings, err := json.Marshal(dataset)
	if err != nil {
		return err
	}
	serveStable(x, static.Script().ContentType, fmt.Sprintf(settingsScript, settings)+static.Script().Content)
	return nil
}

// serveStable answers with content that may change under its name.
func serveStable(x exchange, contentType, content string) {
	sum := sha256.Sum256([]byte(content))
	header := x.w.Header()
	header.Set("Content-Type", contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache")
	header.Set("Etag", `"`+base64.RawURLEncoding.EncodeToString(sum[:9])+`"`)
	http.ServeContent(x.w, x.r, "", time.Time{}, strings.NewReader(content))
}
