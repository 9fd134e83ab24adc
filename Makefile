# درِ ورودی کتاب. «make» بدون نام، راهنما را نشان می‌دهد.
# با make نسخهٔ 3.81 (مک) هم کار می‌کند: هر خط دستور، پوستهٔ خودش را دارد.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENVS  ?= .venv
BOOK   := $(VENVS)/book
LAB    := $(VENVS)/lab
PORT   ?= 8000
SAY    = @printf '\033[1m» %s\033[0m\n'
NEW    = @$(PYTHON) -c 'import sys; sys.exit(0 if (3, 10) <= sys.version_info[:2] <= (3, 13) else "نخست پایتون دیگری نام ببرید (make PYTHON=python3.12 …): 3.10 تا 3.13 لازم است.")' && $(PYTHON) -m venv
PIP    = -m pip --disable-pip-version-check install
NPM    = PATH="$(abspath $(BOOK)/bin):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

.PHONY: help book serve lab test run assets lint clean

help: ## این راهنما
	@printf 'ژرفا: دستورهای کتاب\n\n'
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 16

$(BOOK)/.installed: requirements-book.lock
	$(SAY) 'آماده‌سازی محیط ساخت کتاب (یک بار، حدود یک دقیقه)'
	$(NEW) $(BOOK)
	@$(BOOK)/bin/python $(PIP) -r requirements-book.lock
	@touch $@

# قلم، فرمول‌ها و نشانه‌ها از npm می‌آیند؛ خود Node از PyPI نصب شده است.
book/_assets/node_modules/.installed: book/_assets/package-lock.json $(BOOK)/.installed
	$(SAY) 'دریافت قلم و فرمول‌نگار'
	@$(NPM) --prefix book/_assets
	@touch $@

assets: book/_assets/node_modules/.installed

$(LAB)/.installed: requirements.lock
	$(SAY) 'آماده‌سازی محیط اجرای فصل‌ها (یک بار، چند دقیقه)'
	$(NEW) $(LAB)
	@$(LAB)/bin/python $(PIP) -r requirements.lock
	@touch $@

$(LAB)/.tested: requirements-test.lock $(LAB)/.installed
	$(SAY) 'نصب ابزارهای آزمون'
	@$(LAB)/bin/python $(PIP) -r requirements-test.lock
	@touch $@

# matplotlib پیش از 3.11 حروف فارسی را خودش شکل نمی‌دهد؛ نمودارها با هر دو نسل آزموده می‌شوند.
$(VENVS)/mpl310/.installed: tests/requirements-mpl310.txt
	$(SAY) 'آماده‌سازی محیط آزمون نمودارها با matplotlib 3.10'
	$(NEW) $(VENVS)/mpl310
	@$(VENVS)/mpl310/bin/python $(PIP) -r $<
	@touch $@

# راه خروج از Jupyter Book 1: همین کتاب با Sphinx 9 هم ساخته می‌شود.
$(VENVS)/sphinx9/.installed: tests/requirements-sphinx9.lock
	$(SAY) 'آماده‌سازی محیط آزمون ساخت با Sphinx 9'
	$(NEW) $(VENVS)/sphinx9
	@$(VENVS)/sphinx9/bin/python $(PIP) -r $<
	@touch $@

tests/site/node_modules/.installed: tests/site/package-lock.json $(BOOK)/.installed
	$(SAY) 'دریافت ابزارهای آزمون سایت'
	@$(NPM) --prefix tests/site
	@touch $@

TEST_TOOLS := $(LAB)/.tested $(VENVS)/mpl310/.installed $(VENVS)/sphinx9/.installed tests/site/node_modules/.installed

# Sphinx فقط صفحه‌های تغییرکرده را می‌سازد؛ با تغییر افزونه‌ها یا ظاهر، همه از نو ساخته می‌شوند.
LOOK := book/_ext book/_assets/*.mjs book/_assets/*.css _config.yml requirements-book.lock

book: $(BOOK)/.installed assets ## ساخت وبگاه کتاب در _build/html
	$(SAY) 'ساخت کتاب'
	@changed=$$(find $(LOOK) -newer _build/.built -print -quit 2>/dev/null || echo first); \
	$(BOOK)/bin/jupyter-book build . -W --keep-going $${changed:+--all}
	@touch _build/.built
	@printf '» کتاب آماده است: %s\n' "$(abspath _build/html/index.html)"

serve: book ## ساخت کتاب و نمایش آن در http://localhost:8000
	@$(BOOK)/bin/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: $(LAB)/.installed assets ## باز کردن فصل‌ها در JupyterLab
	@$(LAB)/bin/jupyter lab --notebook-dir=notebooks

# کارگری که زودتر تمام کند از کار دیگری برمی‌دارد، تا در پایان یکی بیکار نماند.
test: book $(TEST_TOOLS) ## همهٔ آزمون‌ها
	$(SAY) 'آزمون‌ها'
	@$(LAB)/bin/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(LAB)/.tested ## بررسی سبک کدها
	@$(LAB)/bin/ruff check .
	@$(LAB)/bin/ruff format --check .

run: $(LAB)/.tested assets ## اجرای واقعی یک فصل: make run CHAPTER=02-perceptron
	@$(LAB)/bin/python -m tools.run_chapter $(CHAPTER)

clean: ## پاک‌کردن خروجی‌های ساخت
	@rm -rf _build public
