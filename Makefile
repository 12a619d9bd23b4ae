# Two commands set everything up on a fresh machine:
#   make letter   builds the letter of one sample and says where it is
#   make test     runs the tests
# `make site` builds docs/ into pages for a browser, in build/site.
# `make verify` needs more time and tools: lint, types, the wheel in a clean environment, and the letters read by veraPDF.

SAMPLE := sample_claims/conditional/claims.csv
LETTER := build/sample-letter.pdf

.PHONY: letter test verify docs site samples bench clean

letter:
	@tools/setup.sh
	@mkdir -p build
	@.venv/bin/offsetcase build $(SAMPLE) --output $(LETTER) --force
	@printf '\nThe letter is here: %s\n' "$(CURDIR)/$(LETTER)"

test:
	@tools/setup.sh test
	.venv/bin/python -m pytest

verify:
	@tools/setup.sh dev
	.venv/bin/ruff format --check src tests tools
	.venv/bin/ruff check src tests tools
	.venv/bin/mypy
	tools/verify_wheel.sh
	tools/verify_pdf.sh
	.venv/bin/python -m pytest tests/browser tests/cluster
	.venv/bin/mkdocs build --strict
	.venv/bin/python tools/verify_site.py build/site

docs:
	.venv/bin/python tools/make_error_docs.py
	.venv/bin/python tools/make_docs.py

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
	.venv/bin/python benchmarks/letters.py

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache
