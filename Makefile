# 五社联动分析台：make run 启动，make test 检验。其余见 README。
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# 编译结果留在 __pycache__：每次装载、每个后台任务都另起进程，不必每次重新编译
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test soak bench demo setup setup-dev lint audit lock handbook screenshots clean
.DEFAULT_GOAL := run

$(VENV)/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更高版本，当前是 " + sys.version.split()[0])'
	@echo "正在准备运行环境（只在第一次或依赖更新时进行，约一两分钟）……"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "无法建立虚拟环境。Debian/Ubuntu 请先运行：sudo apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@echo "正在准备测试环境……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt --requirement requirements-dev.txt
	@touch $@

setup: $(VENV)/.ready
setup-dev: $(VENV)/.ready-dev

run: setup
	@$(BIN)/python serve.py

demo: setup
	@$(BIN)/python -m etl demo

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports

test: setup-dev
	@$(BIN)/python -m tests.browser.install
	@$(BIN)/python -m tests.etl.spark_ready
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 3 --dist loadgroup -m "not soak"

# 依赖清单是否完整；连得上漏洞数据库时，逐个包比对
audit: setup-dev
	@$(BIN)/python -m dependencies

# 由 requirements*.in 重新解出全部版本和哈希（3.11 起的各版本、各平台同一份）；make lock UPGRADE=--upgrade 取最新的版本
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"
lock:
	@command -v uv >/dev/null || { echo "请先安装 uv（pip install uv）" >&2; exit 1; }
	@$(LOCK) $(UPGRADE) requirements.in --output-file requirements.txt
	@$(LOCK) $(UPGRADE) --constraint requirements.txt requirements-oidc.in --output-file requirements-oidc.txt
	@$(LOCK) $(UPGRADE) --constraint requirements.txt --constraint requirements-oidc.txt requirements-dev.in --output-file requirements-dev.txt
	@$(LOCK) $(UPGRADE) --constraint requirements.txt requirements-spark.in --output-file requirements-spark.txt

soak: setup-dev
	@$(BIN)/python -m tests.etl.spark_ready
	$(BIN)/python -m pytest -q -m soak

bench: setup-dev
	$(BIN)/python -m bench

handbook: setup
	$(BIN)/python -m indicators.handbook
	$(BIN)/python -m etl.rulebook
	$(BIN)/python security_book.py

screenshots: setup-dev
	$(BIN)/python -m bench.screenshots

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
