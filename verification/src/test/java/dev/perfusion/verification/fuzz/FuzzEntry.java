package dev.perfusion.verification.fuzz;

import java.util.Locale;

/** Where Jazzer's own driver enters a target; the property {@value #PROPERTY} names it. */
public final class FuzzEntry {
  static final String PROPERTY = "perfusion.fuzz.target";

  private static final FuzzTarget TARGET =
      FuzzTarget.valueOf(System.getProperty(PROPERTY).toUpperCase(Locale.ROOT));

  private FuzzEntry() {}

  /** One execution. */
  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }
}
