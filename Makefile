# Two commands set everything up on a fresh machine:
#   make letter   builds the letter of one sample and says where it is
#   make test     runs the tests
# `make page` builds the whole tool as one HTML file, build/offsetcase.html, which needs nothing installed where it is opened.
# `make site` builds docs/ into pages for a browser, in build/site.
# `make verify` needs more time and tools: lint, types, the wheel in a clean environment, and the letters read by veraPDF.

SAMPLE := sample_claims/conditional/claims.csv
LETTER := build/sample-letter.pdf
FUZZ_SECONDS ?= 60
# The tests start the program some dozens of times: compiled once, each start takes half a second less.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: letter test verify page docs sbom site samples bench mutate mutated fuzz clean

letter:
	@tools/setup.sh
	@mkdir -p build
	@.venv/bin/offsetcase build $(SAMPLE) --output $(LETTER) --force
	@printf '\nThe letter is here: %s\n' "$(CURDIR)/$(LETTER)"

test:
	@tools/setup.sh test
	.venv/bin/python -m pytest -n auto

verify:
	@tools/setup.sh dev
	.venv/bin/ruff format --check src tests tools fuzz
	.venv/bin/ruff check src tests tools fuzz
	.venv/bin/mypy
	tools/verify_wheel.sh
	tools/verify_lock.sh
	tools/verify_pdf.sh
	.venv/bin/python tools/verify_printed.py
	.venv/bin/python tools/make_page.py --dev
	.venv/bin/python -m pytest tests/browser tests/cluster
	.venv/bin/python -m pytest -n auto tests/system
	.venv/bin/mkdocs build --strict
	.venv/bin/python tools/verify_site.py build/site

# Changes the ledger's and the model's code in a thousand ways and sees whether a test notices: twenty minutes and more.
mutate:
	@tools/setup.sh test
	.venv/bin/python tools/mutate.py

# A hundred thousand mutated golden inputs, two hundred of them rendered: about twenty minutes.
mutated:
	@tools/setup.sh test
	RUST_BACKTRACE=0 .venv/bin/python -m fuzz.mutated

# Coverage-guided, FUZZ_SECONDS for each of the seven kinds of input.
fuzz:
	@tools/setup.sh test
	.venv/bin/python -m pip install --quiet --constraint constraints.txt atheris
	@for kind in csv fhir medicare spreadsheet rules case paper; do \
		printf '\n%s\n' "$$kind"; \
		RUST_BACKTRACE=0 .venv/bin/python -m fuzz.harness $$kind -max_total_time=$(FUZZ_SECONDS) || exit 1; \
	done

# Pyodide, the pinned wheels and this package in one file; prints its size and SHA-256.
page:
	@tools/setup.sh page
	.venv/bin/python tools/make_page.py

docs:
	.venv/bin/python tools/make_error_docs.py
	.venv/bin/python tools/make_docs.py
	.venv/bin/python tools/make_rooms.py

# What the program brings along, with licenses and hashes (CycloneDX): goes with a release.
sbom:
	@tools/setup.sh
	.venv/bin/python tools/make_sbom.py build/sbom.json

site:
	@tools/setup.sh docs
	.venv/bin/mkdocs build --strict
	.venv/bin/python tools/verify_site.py build/site
	@printf 'The site is here: %s\n' "$(CURDIR)/build/site/index.html"

samples:
	.venv/bin/python tools/make_samples.py

# Ratios, each printed with its bound; ten minutes and more.
bench:
	@tools/setup.sh
	.venv/bin/python benchmarks/startup.py
	.venv/bin/python benchmarks/read_ratio.py
	.venv/bin/python benchmarks/draws_ratio.py
	.venv/bin/python benchmarks/layout_ratio.py
	.venv/bin/python benchmarks/letters.py
	@tools/setup.sh page
	.venv/bin/python tools/make_page.py
	.venv/bin/python benchmarks/page_ratio.py

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache
