# What people and CI run. "make" lists the targets.
#
# demo and test bring what they need: the browser packages from the npm registry and, as root on Debian, the browsers.
# PACKAGES and FLAGS narrow and change what go test does: make test PACKAGES=./partials FLAGS='-v -run Golden'.

GO       ?= go
NODE     ?= node
PACKAGES ?= ./...
FLAGS    ?=
FUZZTIME ?= 30s
BENCH    ?= .

GOLANGCI_LINT = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK   = $(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0

.DEFAULT_GOAL = help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: browser-packages ## run the demo site, with the fake Clerk and without an account
	@$(GO) run ./example

.PHONY: test
test: script browser-packages programs ## run all tests, browser tests included, with the race detector
	@CLERKHTMX_REQUIRE_PROGRAMS=1 $(GO) test -race -timeout 20m $(FLAGS) $(PACKAGES)

.PHONY: script
script: browser-packages ## check the types of the browser script and test its pure parts
	@$(GO) run ./internal/tools/programs node
	@$(NODE) .browser/typescript/bin/tsc --project static
	@$(NODE) --test --test-reporter=spec static/src/*.test.js

.PHONY: check
check: lint vulnerabilities test ## what to run before a commit

.PHONY: race
race: browser-packages programs ## run all tests three times in random order: for races and for tests that lean on each other
	@CLERKHTMX_REQUIRE_PROGRAMS=1 $(GO) test -race -timeout 60m -shuffle=on -count=3 $(FLAGS) $(PACKAGES)

.PHONY: vet
vet: ## gofmt and go vet
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change:" $$unformatted; exit 1; }
	@$(GO) vet ./...

.PHONY: vet-oldest
vet-oldest: ## go vet with the oldest Go that go.mod allows, which go fetches
	@GOTOOLCHAIN=go$$(awk '$$1 == "go" { print $$2 }' go.mod) $(GO) vet ./...

.PHONY: vulnerabilities
vulnerabilities: ## govulncheck; without its database it is skipped, and says so
	@report=$$($(GOVULNCHECK) ./... 2>&1) || case "$$report" in \
	*"fetching vulnerabilities"*) echo "SKIPPED: govulncheck cannot reach its database of vulnerabilities" >&2 ;; \
	*) echo "$$report" >&2; exit 1 ;; \
	esac

.PHONY: lint
lint: vet ## vet and golangci-lint, which takes some minutes to build the first time
	@$(GOLANGCI_LINT) run ./...

.PHONY: fuzz
fuzz: ## fuzz every Fuzz function for FUZZTIME (30s)
	@grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sed 's|/[^/]*:func | |' | sort -u | \
	while read -r dir name; do \
		$(GO) test "$$dir" -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) || exit 1; \
	done

.PHONY: bench
bench: ## judge the ratios, and run the benchmarks that match BENCH (.)
	@$(GO) test -tags speed -run '^TestSpeed' -bench '$(BENCH)' -benchmem $(FLAGS) $(PACKAGES)

.PHONY: golden
golden: ## write the golden files anew; look at the difference before you commit it
	@$(GO) test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -r dirname | sort -u) -update

.PHONY: browser-packages
browser-packages: ## fetch clerk-js, Clerk UI, htmx and TypeScript into .browser/
	@$(GO) run ./internal/tools/browserpackages

.PHONY: programs chromium
programs: ## install the programs that tests need, where that can be done
	@$(GO) run ./internal/tools/programs
chromium: ## install Chromium, where that can be done
	@$(GO) run ./internal/tools/programs chromium
