package dev.perfusion.benchmarks.compare;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the user asked for.
 *
 * @param root repository: where the shipped jar and the start script are
 * @param models folder with {@code simmodel/} and {@code pkml/}
 * @param oracle folder with the reference results
 * @param libraries folder with the libraries of the official solver, when it is on the machine
 * @param out the report
 * @param only keys of the sections to measure anew; empty for all
 * @param quick little effort, to see that everything works
 */
public record ReportRequest(
    Path root,
    Path models,
    Path oracle,
    Optional<Path> libraries,
    Path out,
    Set<String> only,
    boolean quick) {}
