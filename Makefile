# Targets of the performance plan; each calls ./bench, which takes more options.
SCENARIO ?= smoke
BENCH_PROFILE ?= 0
BENCH_FLAGS ?=
REPORT_FLAGS ?=
# The wrapper downloads a Maven, which not every machine lets it.
MVN ?= $(shell command -v mvn || echo ./mvnw)
JAR := jmh-benchmarks/target/benchmarks.jar

.PHONY: jar fetch-bench-data benchmark benchmark-report

# Always asks Maven, which knows what has changed.
jar:
	$(MVN) -q -pl jmh-benchmarks -am package -DskipTests

# FROM=DIR takes the files from a folder, OFFLINE=1 connects nowhere.
fetch-bench-data: jar
	./bench fetch-data $(if $(FROM),--from "$(FROM)") $(if $(filter 1,$(OFFLINE)),--offline)

# An inconclusive comparison (3) is shown and is no failure.
benchmark: jar
	./bench run --scenario $(SCENARIO) $(if $(filter 1,$(BENCH_PROFILE)),--profile-all) $(BENCH_FLAGS) || [ $$? -eq 3 ]

# Of the latest document of the scenario: reports/perf/latest.html and latest.md.
benchmark-report: jar
	./bench report --scenario $(SCENARIO) $(REPORT_FLAGS)
