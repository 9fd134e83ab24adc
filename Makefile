# درِ ورودی کتاب. «make» بدون نام، راهنما را نشان می‌دهد.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENVS  ?= .venv
BOOK   := $(VENVS)/book
LAB    := $(VENVS)/lab
PORT   ?= 8000
SAY    = @printf '\033[1m» %s\033[0m\n'
PIP    = -m pip --disable-pip-version-check install --quiet

.PHONY: help book serve lab test run assets lint clean

help: ## این راهنما
	@printf 'ژرفا: دستورهای کتاب\n\n'
	grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(BOOK)/.installed: requirements-book.lock
	$(SAY) 'آماده‌سازی محیط ساخت کتاب (یک بار، حدود یک دقیقه)'
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.10 یا تازه‌تر لازم است: make PYTHON=python3.12 book" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(BOOK)
	$(BOOK)/bin/python $(PIP) -r requirements-book.lock
	touch $@

# قلم، فرمول‌ها و نشانه‌ها از npm می‌آیند؛ خود Node از PyPI نصب شده است.
book/_assets/node_modules/.installed: book/_assets/package-lock.json $(BOOK)/.installed
	$(SAY) 'دریافت قلم و فرمول‌نگار'
	@PATH="$(abspath $(BOOK)/bin):$$PATH" npm ci --prefix book/_assets --no-audit --no-fund --loglevel=error
	touch $@

assets: book/_assets/node_modules/.installed

$(LAB)/.installed: requirements.lock
	$(SAY) 'آماده‌سازی محیط اجرای فصل‌ها (یک بار، چند دقیقه)'
	@$(PYTHON) -m venv $(LAB)
	$(LAB)/bin/python $(PIP) -r requirements.lock
	touch $@

$(LAB)/.tested: requirements-test.lock $(LAB)/.installed
	$(SAY) 'نصب ابزارهای آزمون'
	@$(LAB)/bin/python $(PIP) -r requirements-test.lock
	touch $@

# matplotlib پیش از 3.11 حروف فارسی را خودش شکل نمی‌دهد؛ نمودارها با هر دو نسل آزموده می‌شوند.
$(VENVS)/mpl310/.installed: tests/requirements-mpl310.txt
	@$(PYTHON) -m venv $(VENVS)/mpl310
	$(VENVS)/mpl310/bin/python $(PIP) -r $<
	touch $@

# راه خروج از Jupyter Book 1: همین کتاب با Sphinx 9 هم ساخته می‌شود.
$(VENVS)/sphinx9/.installed: tests/requirements-sphinx9.lock
	@$(PYTHON) -m venv $(VENVS)/sphinx9
	$(VENVS)/sphinx9/bin/python $(PIP) -r $<
	touch $@

tests/site/node_modules/.installed: tests/site/package-lock.json $(BOOK)/.installed
	@PATH="$(abspath $(BOOK)/bin):$$PATH" npm ci --prefix tests/site --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

TEST_TOOLS := $(LAB)/.tested $(VENVS)/mpl310/.installed $(VENVS)/sphinx9/.installed tests/site/node_modules/.installed

book: $(BOOK)/.installed assets ## ساخت وبگاه کتاب در _build/html
	$(SAY) 'ساخت کتاب'
	@# Sphinx فقط صفحه‌های تغییرکرده را می‌سازد؛ با تغییر افزونه‌ها یا ظاهر، همه از نو ساخته می‌شوند.
	changed=$$(find book/_ext book/_assets/*.mjs book/_assets/*.css _config.yml requirements-book.lock -newer _build/.built -print -quit 2>/dev/null || echo first)
	$(BOOK)/bin/jupyter-book build . -W --keep-going $${changed:+--all}
	touch _build/.built
	printf '» کتاب آماده است: %s\n' "$(abspath _build/html/index.html)"

serve: book ## ساخت کتاب و نمایش آن در http://localhost:8000
	@$(BOOK)/bin/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: $(LAB)/.installed assets ## باز کردن فصل‌ها در JupyterLab
	@$(LAB)/bin/jupyter lab --notebook-dir=notebooks

test: book $(TEST_TOOLS) ## همهٔ آزمون‌ها
	$(SAY) 'آزمون‌ها'
	@$(LAB)/bin/python -m pytest -n 2 $(ARGS)

lint: $(LAB)/.tested ## بررسی سبک کدها
	@$(LAB)/bin/ruff check .
	$(LAB)/bin/ruff format --check .

run: $(LAB)/.tested assets ## اجرای واقعی یک فصل: make run CHAPTER=02-perceptron
	@$(LAB)/bin/python -m tools.run_chapter $(CHAPTER)

clean: ## پاک‌کردن خروجی‌های ساخت
	@rm -rf _build public
