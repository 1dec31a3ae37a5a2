package dev.perfusion.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The tool that a benchmark class measures, as it stands in benchmark keys. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Measures {
  /** Such as {@code load_simulation} or {@code run_simulation.queue_wait}. */
  String value();

  /** Tools that the same calls measure beside it with a recorder of their own. */
  String[] recorded() default {};
}
