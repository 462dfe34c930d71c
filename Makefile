# The few words that everyone uses. `make demo` and `make test` do everything on a fresh machine with Python 3.11+.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test eval bench lint wheel docs readme clean

.venv/.made: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "naql needs Python 3.11 or newer: install it, or name it with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "naql needs Python 3.11 or newer; this is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing: on Debian, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: .venv/.made ## read the report in examples/ in the terminal and write its page
	@mkdir -p out
	$(BIN)/naql read examples/report.txt --published $$(cat examples/report.published) --format table
	$(BIN)/naql read examples/report.txt --published $$(cat examples/report.published) --format html -o out/report.html
	@echo "The page: out/report.html"

test: .venv/.made ## run all the tests
	$(BIN)/python -m pytest

eval: .venv/.made ## measure the reading, write the tables into the README, hold the floor
	$(BIN)/python -m evaluation --readme --floor evaluation/floor.toml

bench: .venv/.made ## measure speed and memory on naql's own sentences, or BENCH=FILE.jsonl.gz
	$(BIN)/naql bench $(BENCH)

lint: .venv/.made ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/.made ## write what is generated: docs/cli.md
	$(BIN)/python scripts/make_cli_docs.py

readme: .venv/.made ## write what the READMEs show (GOLD=../shared/gold/dev the cross-validation too, HELD=DIR the reports held out)
	PYTHONPATH=. $(BIN)/python scripts/make_readme.py $(if $(GOLD),--cross $(GOLD) out/cross) $(if $(HELD),--held $(HELD)) $(if $(BENCH),--bench $(BENCH))

wheel: .venv/.made
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf .venv dist build out
