# `make help` lists what there is. Everything installs what it needs first; a repeat costs a tenth of a second.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)

say = @printf '\n── %s\n'

# ── what the package is made of; folders too, so that a file that goes away counts ──
RUST := $(shell find src module) tools/build-wasm.sh Cargo.toml Cargo.lock rust-toolchain.toml tools/versions.env
CODEGEN := $(shell find tools/codegen -type f)
JS := $(shell find js -path js/generated -prune -o -print 2>/dev/null)
LOCK := package-lock.json
WASM := js/generated/core.wasm js/generated/emulator.wasm
TABLE := js/generated/.table
PACKAGE := pkg/dist/index.js

.PHONY: help
help: ## List the targets
	@echo 'make TARGET, where TARGET is one of'
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  %-16s %s\n' "$$name" "$$text"; done

.PHONY: setup
setup: ## Install what building needs (wasm tools into .tools/, npm packages); quick when nothing is to do
	@tools/setup.sh

.PHONY: browser
browser: ## Find Chromium and its driver for the browser tests, or install them (Debian, Ubuntu)
	@tools/browsers.sh

.PHONY: demo
demo: package ## Run the main job against the emulator: create, sign, delete, wait until it is gone
	@node examples/demo.mjs

# ── build ──
.PHONY: package
package: $(PACKAGE) ## Build the npm package in pkg/

js/generated/core.wasm: $(RUST) tools/wasm.mjs tools/pack-wasm.mjs js/unpack.ts $(LOCK) | setup
	$(say) 'building the client (Rust to wasm)'
	@tools/build-wasm.sh core

js/generated/emulator.wasm: $(RUST) tools/wasm.mjs tools/pack-wasm.mjs js/unpack.ts $(LOCK) | setup
	$(say) 'building the emulator (Rust to wasm)'
	@tools/build-wasm.sh emulator

$(TABLE): $(RUST) $(CODEGEN) | setup
	$(say) 'writing the TypeScript types from the operation table'
	@cargo run --quiet --package codegen -- js/generated
	@touch $@

.PHONY: generated
generated: $(WASM) $(TABLE) # js/generated/, which the TypeScript imports

$(PACKAGE): $(WASM) $(TABLE) $(JS) tools/pack.mjs pkg/package.json README.md LICENSE-APACHE LICENSE-MIT \
		tsconfig.json tsconfig.build.json $(LOCK) | setup
	$(say) 'assembling the npm package in pkg/'
	@node tools/pack.mjs
	@touch $@

# ── tests ──
.PHONY: test
test: setup browser ## Run every check and test, with a summary at the end
	@tools/test.sh lint test-rust test-wasm test-node referees test-packaging test-console

.PHONY: test-rust
test-rust: setup ## Native Rust tests
	$(say) 'Rust tests'
	@cargo test --workspace --all-features

.PHONY: test-wasm
test-wasm: setup browser ## Rust tests as wasm, in Node and in headless Chromium
	@tools/test-wasm.sh

.PHONY: test-node
test-node: package ## JavaScript tests in Node, against the built package
	$(say) 'JavaScript tests against the built package'
	@node --test tests/node/*.test.mjs

.PHONY: referees
referees: package ## Official SDK and pop-core against the emulator and the signer, every operation
	$(say) 'clients that we did not write, over HTTP'
	@node tests/referees/run.mjs

.PHONY: test-packaging
test-packaging: package ## Install the packed tarball in an empty project and use nothing else
	$(say) 'tests of the packed package'
	@node --test tests/packaging/*.test.mjs

.PHONY: test-console
test-console: package browser ## The page in www/, driven in headless Chromium
	$(say) 'tests of the page in Chromium'
	@. .tools/browsers.env && node --test tests/console/*.test.mjs

.PHONY: lint
lint: package ## Formatting, lints and types of Rust and TypeScript; versions that must agree
	$(say) 'versions, formatting, lints and types'
	@node tools/check-versions.mjs
	@cargo run --quiet --package codegen -- --check .
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --all-features -- --deny warnings
	@cargo clippy --target wasm32-unknown-unknown -- --deny warnings
	@cargo clippy --target wasm32-unknown-unknown --no-default-features --features emulator -- --deny warnings
	@biome ci --colors=off
	@for project in tsconfig.json tsconfig.node.json tsconfig.www.json; do \
		tsc --project "$$project" || exit 1; done
	@$(MAKE) size

.PHONY: format
format: setup ## Format Rust and TypeScript in place
	@cargo fmt --all
	@biome check --write --colors=off

.PHONY: docs-tables
docs-tables: setup ## Write the tables in README.md and docs/ anew from the operation table
	@cargo run --quiet --package codegen -- --docs .

.PHONY: reproducible
reproducible: setup ## Build the wasm modules twice, in two folders, and compare them byte by byte
	$(say) 'two builds of the modules'
	@tools/reproducible.sh

# ── measuring ──
.PHONY: size
size: package ## Print what the package and a browser bundle weigh; fail beyond the ceilings
	$(say) 'sizes'
	@node tools/size.mjs --check

.PHONY: size-table
size-table: package ## Write the table of sizes in README.md anew
	@node tools/size.mjs --write

.PHONY: bench
bench: package ## Measure: requests per second and memory of the emulator (BENCH_MS=2000)
	$(say) 'the emulator'
	@node --expose-gc benches/emulator.mjs

# ── the page ──
CONSOLE_PORT ?= 4173
.PHONY: console
console: package ## Serve the page in www/ and print its address (CONSOLE_PORT=4173)
	@node tools/check-versions.mjs vite
	@echo 'The page is at http://127.0.0.1:$(CONSOLE_PORT)/ (Ctrl-C ends it)'
	@exec vite www --host 127.0.0.1 --port $(CONSOLE_PORT) --strictPort

# ── cleaning ──
.PHONY: clean
clean: ## Remove what was built
	rm -rf target js/generated pkg/dist pkg/README.md pkg/LICENSE-* pkg/*.tgz www/dist test-results

.PHONY: distclean
distclean: clean ## Remove what was installed, too
	rm -rf .tools node_modules
