PYTHON ?= python3

.PHONY: demo test test-all check bench lock

demo:      ## the demo on http://127.0.0.1:8000
	@$(PYTHON) bootstrap.py demo

test:      ## the tests, without the slow ones and those that need a browser
	@$(PYTHON) bootstrap.py test

test-all:  ## style, types, import rules, then every test
	@$(PYTHON) bootstrap.py test-all

check:     ## style, types and import rules alone
	@$(PYTHON) bootstrap.py check

bench:     ## the benchmarks
	@$(PYTHON) bootstrap.py bench

lock:      ## make requirements/*.lock again from pyproject.toml
	@$(PYTHON) bootstrap.py lock
