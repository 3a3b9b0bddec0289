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
RUST := $(shell find src request module) tools/build-wasm.sh Cargo.toml Cargo.lock rust-toolchain.toml tools/versions.env
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
		printf '  %-18s %s\n' "$$name" "$$text"; done

.PHONY: setup
setup: ## Install what building needs (wasm tools into .tools/, npm packages); quick when nothing is to do
	@tools/setup.sh

.PHONY: browser
browser: ## Find Chromium and its driver, or install them (Debian, Ubuntu)
	@tools/browsers.sh chromium

.PHONY: browsers
browsers: ## Find Chromium, Firefox and WebKit with their drivers, or install them (Debian, Ubuntu)
	@tools/browsers.sh chromium firefox webkit

CONFORMANCE := tests/conformance
.PHONY: conformance-tools
conformance-tools: $(CONFORMANCE)/node_modules/.from-lock ## Install the runtimes and bundlers of the conformance suite
$(CONFORMANCE)/node_modules/.from-lock: $(CONFORMANCE)/package-lock.json
	$(say) 'runtimes and bundlers of the conformance suite (npm install, 1.2 GB)'
	@# Not `npm ci`: it wants the binaries of every platform in the lock file. What is in it is installed as it says.
	@cd $(CONFORMANCE) && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: demo
demo: package ## Run the main job against the emulator: create, sign, delete, wait until it is gone
	@node examples/demo.mjs

# ── build ──
.PHONY: package
package: $(PACKAGE) ## Build the npm package in pkg/

js/generated/core.wasm: $(RUST) tools/wasm.mjs $(LOCK) | setup
	$(say) 'building the client (Rust to wasm)'
	@tools/build-wasm.sh core

js/generated/emulator.wasm: $(RUST) tools/wasm.mjs $(LOCK) | setup
	$(say) 'building the emulator (Rust to wasm)'
	@tools/build-wasm.sh emulator

$(TABLE): $(RUST) $(CODEGEN) | setup
	$(say) 'writing the TypeScript types from the operation table'
	@cargo run --quiet --package codegen -- js/generated
	@touch $@

.PHONY: generated
generated: $(WASM) $(TABLE) # js/generated/, which the TypeScript imports

$(PACKAGE): $(WASM) $(TABLE) $(JS) tools/pack.mjs tools/licences.mjs pkg/package.json README.md LICENSE-APACHE LICENSE-MIT \
		tsconfig.json tsconfig.build.json tsconfig.www.json tsconfig.console.json $(LOCK) | setup
	$(say) 'assembling the npm package in pkg/'
	@node tools/pack.mjs
	@touch $@

# ── tests ──
.PHONY: test
test: setup browsers conformance-tools ## Run every check and test, with a summary at the end
	@tools/test.sh lint deny test-rust test-node test-cli referees test-runtimes test-browsers test-packaging test-matrix \
		test-console test-docs docs bench-quick

.PHONY: test-rust
test-rust: setup ## Native Rust tests
	$(say) 'Rust tests'
	@cargo test --workspace --all-features

.PHONY: test-wasm
test-wasm: setup browsers ## Rust tests as wasm, in Node and in headless Chromium, Firefox and WebKit
	@tools/test-wasm.sh

.PHONY: test-node
test-node: package ## JavaScript tests in Node, against the built package
	$(say) 'JavaScript tests against the built package'
	@node --test tests/node/*.test.mjs

.PHONY: test-cli
test-cli: package ## The command as a process: every command, exit code, help page and documented example
	$(say) 'tests of the command'
	@node --test --test-timeout=900000 tests/cli/*.test.mjs

.PHONY: referees
referees: package ## Official SDK and pop-core against the emulator and the signer, every operation
	$(say) 'clients that we did not write, over HTTP'
	@node tests/referees/run.mjs

# These three run one suite from the packed tarball, and note each runner in matrix.json.
conformance = node $(CONFORMANCE)/run.mjs

.PHONY: test-runtimes
test-runtimes: package conformance-tools ## The conformance suite in Node's lines, Deno, Bun and workerd
	$(say) 'the conformance suite in runtimes'
	@$(conformance) test-runtimes

.PHONY: test-browsers
test-browsers: package browsers conformance-tools ## The same in three browser engines; and test-wasm
	$(say) 'the conformance suite in browsers'
	@. .tools/browsers.env && $(conformance) test-browsers
	@tools/test-wasm.sh

.PHONY: test-packaging
test-packaging: package browser conformance-tools ## The same as five bundlers pack it; types; what the tarball holds
	$(say) 'the conformance suite through bundlers'
	@. .tools/browsers.env && $(conformance) test-packaging
	$(say) 'tests of the packed package'
	@node --test tests/packaging/*.test.mjs $(CONFORMANCE)/*.test.mjs

.PHONY: test-matrix
test-matrix: ## Print matrix.json; fail unless every runner is there and has passed
	@node $(CONFORMANCE)/matrix.mjs check

.PHONY: test-console
test-console: package browser ## The console element, driven in headless Chromium
	$(say) 'tests of the console in Chromium'
	@. .tools/browsers.env && node --test tests/console/*.test.mjs

.PHONY: test-docs
test-docs: package browser ## Test the code blocks of README.md and docs/
	$(say) 'code blocks of the documentation'
	@. .tools/browsers.env && node --test --test-timeout=300000 tests/docs/*.test.mjs

.PHONY: lint
lint: package ## Formatting, lints and types of Rust and TypeScript; versions that must agree
	$(say) 'versions, formatting, lints and types'
	@node tools/check-versions.mjs
	@cargo run --quiet --package codegen -- --check .
	@cargo fmt --all --check
	@cargo fmt --manifest-path fuzz/Cargo.toml --check
	@cargo clippy --workspace --all-targets --all-features -- --deny warnings
	@cargo clippy --target wasm32-unknown-unknown --lib --package alicloud-traffic-mirror --package packed-module -- --deny warnings
	@cargo clippy --target wasm32-unknown-unknown --no-default-features --features emulator -- --deny warnings
	@biome ci --colors=off
	@for project in tsconfig.json tsconfig.node.json tsconfig.www.json; do \
		tsc --project "$$project" || exit 1; done
	@$(MAKE) size

.PHONY: deny
deny: setup ## Licences, sources and duplicates of the crates (builds cargo-deny once, some minutes)
	@tools/cargo-tools.sh cargo-deny
	@cargo deny --log-level error check licenses bans sources

.PHONY: advisories
advisories: setup ## Known vulnerabilities of the crates; needs the advisory database from the network
	@tools/cargo-tools.sh cargo-deny
	@cargo deny --log-level error check advisories

.PHONY: sbom
sbom: setup ## Write the bills of materials (CycloneDX) to sbom/
	@tools/cargo-tools.sh cargo-cyclonedx
	@tools/sbom.sh

.PHONY: format
format: setup ## Format Rust and TypeScript in place
	@cargo fmt --all
	@cargo fmt --manifest-path fuzz/Cargo.toml
	@biome check --write --colors=off

.PHONY: docs-tables
docs-tables: setup ## Write the tables in README.md and docs/ anew from the operation table
	@cargo run --quiet --package codegen -- --docs .

tools/site/node_modules/.from-lock: tools/site/package-lock.json | setup
	$(say) 'installing what builds the site'
	@npm ci --prefix tools/site --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: docs
docs: package tools/site/node_modules/.from-lock ## Build the documentation site in target/site; fails on a warning or a dead link
	$(say) 'building the site: guides, TypeScript and Rust'
	@node tools/site/build.mjs

.PHONY: reproducible
reproducible: setup ## Build the wasm modules twice, in two folders, and compare them byte by byte
	$(say) 'two builds of the modules'
	@tools/reproducible.sh

# ── searching for longer than a test may take ──
.PHONY: fuzz
SECONDS_EACH := $(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),60)
fuzz: setup ## Try made-up input on every fuzz target (SECONDS=60 each)
	@tools/fuzz.sh $(SECONDS_EACH)

.PHONY: soak
soak: ## Fuzz targets for ten minutes each, and the long simulation
	@tools/test.sh soak-fuzz soak-simulation

.PHONY: soak-fuzz
soak-fuzz: setup
	@tools/fuzz.sh 600

# ── the simulator: see tests/simulation/ ──
SEEDS ?= 1000
THREADS ?= 2
SIMULATION := target/simulation/simulation

.PHONY: simulation
simulation: setup # Build it, with its own profile
	@cargo build --quiet --profile simulation --package simulation

.PHONY: simulate
simulate: simulation ## Play clients and service with faults of all kinds (SEEDS=1000, or SEED=k to replay one)
	@$(SIMULATION) $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) --threads $(THREADS)

.PHONY: soak-simulation
soak-simulation: simulation ## Play 5,000 seeds
	$(say) 'five thousand seeds of the simulator' >&2
	@$(SIMULATION) --seeds 5000 --threads $(THREADS)

.PHONY: mutants
mutants: setup ## Break the client in known ways, and see that the simulator finds each
	@node tests/simulation/mutants.mjs $(MUTANT)

.PHONY: bench-teardown
bench-teardown: simulation ## Measure how a teardown grows: calls, time, memory
	@$(SIMULATION) --scale

# ── measuring ──
.PHONY: size
size: package ## Print what the package and a browser bundle weigh; fail beyond the ceilings
	$(say) 'sizes'
	@node tools/size.mjs --check

.PHONY: size-table
size-table: package ## Write the table of sizes in README.md anew
	@node tools/size.mjs --write

benches/node_modules/.from-lock: benches/package-lock.json
	$(say) 'installing what this package is measured against'
	@npm ci --prefix benches --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: bench
bench: package browser benches/node_modules/.from-lock ## Measure against other packages and node:crypto; writes benches/results/ (some minutes)
	$(say) 'this package and others, in turn'
	@. .tools/browsers.env && node benches/run.mjs
	@$(MAKE) bench-emulator

.PHONY: bench-quick
bench-quick: package benches/node_modules/.from-lock ## The same in a minute, ratios only; fails where something became much slower
	$(say) 'speed, roughly'
	@node benches/run.mjs --quick

.PHONY: bench-table
bench-table: ## Write the table of the last `make bench` into README.md
	@node benches/run.mjs --readme

.PHONY: bench-emulator
bench-emulator: package ## Measure requests per second and memory of the emulator (BENCH_MS=2000)
	$(say) 'the emulator'
	@node --expose-gc benches/emulator.mjs

# ── the page ──
CONSOLE_PORT ?= 4173
.PHONY: screenshots
screenshots: package browser ## Take the pictures of the console in docs/images/ anew
	@. .tools/browsers.env && node tools/screenshots.mjs

.PHONY: console
console: package ## Serve the page in www/ and print its address (CONSOLE_PORT=4173)
	@node tools/check-versions.mjs vite
	@echo 'The page is at http://127.0.0.1:$(CONSOLE_PORT)/ (Ctrl-C ends it)'
	@exec vite www --host 127.0.0.1 --port $(CONSOLE_PORT) --strictPort

# ── cleaning ──
.PHONY: clean
clean: ## Remove what was built
	rm -rf target benches/native/target fuzz/target fuzz/corpus fuzz/artifacts js/generated pkg/dist pkg/README.md pkg/LICENSE-* pkg/*.tgz www/dist test-results matrix.json sbom

.PHONY: distclean
distclean: clean ## Remove what was installed, too
	rm -rf .tools node_modules $(CONFORMANCE)/node_modules tools/site/node_modules benches/node_modules
