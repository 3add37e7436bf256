# The few everyday commands. They run the scripts in scripts/; everything else is plain cargo.

# A non-login shell may not have rustup's programs on its PATH.
export PATH := $(if $(CARGO_HOME),$(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run web test test-cluster chaos lint bench web-report guide clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\): ## /  make \1\t/p' Makefile

run: ## Build everything and serve the demo at http://127.0.0.1:8080 (data in ./data)
	@scripts/setup run
	@cargo xtask web
	@cargo build --release --package thiluat
	@exec target/release/thiluat demo

web: ## Build only the front ends
	@scripts/setup run
	@cargo xtask web

test: ## Run every test; the last line is the count
	@scripts/test

test-cluster: ## Run the failover tests, and the API suite on a Redis Cluster
	@cargo test --workspace --test cluster
	@scripts/api-on-cluster

chaos: ## Play seeded chaos on two servers (SEEDS=1000, from FIRST=0)
	@CHAOS_SEEDS=$(or $(SEEDS),200) CHAOS_FIRST=$(or $(FIRST),0) cargo test --workspace --test chaos -- --nocapture

lint: ## Check format, spelling and dependencies, and run clippy
	@scripts/lint

bench: ## Measure this machine with private stores; results in target/bench (QUICK=1: each run once and short)
	@scripts/bench $(if $(QUICK),--quick)

web-report: ## Measure the app in a browser; results in docs/web-quality.md (CHECK=1: fail if a target is missed)
	@scripts/web-report/run $(if $(CHECK),--check)

guide: ## Take the pictures of the organisers' guide, docs/huong-dan, anew
	@scripts/huong-dan

clean: ## Remove everything that was built; ./data stays
	@cargo clean
	@rm -rf dist frontend/*/dist
