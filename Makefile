# A short front for meson and ninja. The programs appear in build/: tracktwo, tracktwo-relay, sealed-run, kat-run.

B = build
TESTS = $(shell pkg-config --exists cmocka && echo true || echo false)

.PHONY: build test check check-all lint cover install demo bench fuzz soak clean

build: $(B)/build.ninja
	ninja -C $(B)

$(B)/build.ninja:
	meson setup $(B) -Dtests=$(TESTS)

# The tests on the usual build, for daily work; `check` is the whole pass that CI runs.
test: build
	meson configure $(B) -Dtests=true
	meson test -C $(B) --no-suite ct

check:
	./check

check-all: check
	tools/setup-debian all
	tools/check-memory
	tools/check-ct
	tools/check-fuzz 60
	tools/check-lint

lint:
	tools/setup-debian all
	tools/check-lint

cover:
	tools/check-cover

install: build
	meson install -C $(B)

demo:
	./demo

bench: build
	ninja -C $(B) bench

fuzz:
	tools/check-fuzz $(or $(SECONDS),600)

soak:
	tools/check-soak

clean:
	rm -rf build build-*
