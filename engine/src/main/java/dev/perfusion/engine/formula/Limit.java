package dev.perfusion.engine.formula;

/**
 * Bounds on what is read and computed, so that a file made to explode ends in an error and not in
 * an exhausted memory or a run without end. They lie far above any model in use; a file below 10 MB
 * that keeps them is read, compiled and run in 512 MB.
 *
 * <p>Each is a system property, {@code -Dperfusion.limit.NAME=NUMBER}, read when a file is opened
 * or a model compiled.
 */
public enum Limit {
  /** Levels of nested XML elements; a much higher one needs a larger thread stack. */
  XML_DEPTH("xml-depth", 500, "levels of nested XML elements"),
  /** Elements and attributes in one XML file or one content of a project. */
  XML_ELEMENTS("xml-elements", 5_000_000, "XML elements and attributes"),
  /** Bytes of one tag with its attributes, one text, or one comment. */
  XML_TOKEN("xml-token", 16L << 20, "bytes in one XML tag, text or comment"),
  /** Bytes of one unpacked content of a project. */
  CONTENT("content", 256L << 20, "bytes in one unpacked content"),
  /** Bytes of all contents that are unpacked to list the simulations of a project. */
  PROJECT("project", 2L << 30, "bytes unpacked to list the simulations"),
  /** Characters of the statement that declares a table of a project. */
  TABLE_DECLARATION("table-declaration", 100_000, "characters in the declaration of a table"),
  /** Numbers in the stored results of one simulation. */
  STORED_VALUES("stored-values", 32_000_000, "numbers in the stored results"),
  /** Characters of all paths of quantities together. */
  PATH_CHARACTERS("path-characters", 100_000_000, "characters in all paths together"),
  /** References of all formulas together, each counted once per user of the formula. */
  REFERENCES("references", 5_000_000, "references of all formulas together"),
  /** Nesting of brackets and operators in a formula; a stack of 512 KiB holds the default. */
  FORMULA_NESTING("formula-nesting", 256, "levels of nesting in a formula"),
  /** Operators of equal rank in a row, as in a sum of many terms. */
  FORMULA_CHAIN("formula-chain", 10_000, "operators in a row"),
  /** Steps from a number that is needed while a file is read to the numbers it depends on. */
  VALUE_CHAIN("value-chain", 200, "steps between a value and what it depends on"),
  /** Output times of a simulation. */
  OUTPUT_TIMES("output-times", 1_000_000, "output times"),
  /**
   * Numbers in the results of one run: quantities times output times, and parameters of
   * sensitivities.
   */
  RESULT_VALUES("result-values", 32_000_000, "numbers in the results"),
  /** Operations of all formulas together, each counted once per user of the formula. */
  OPERATIONS("operations", 50_000_000, "operations in all formulas together"),
  /** Different operations of a compiled model with its derivatives. */
  GRAPH_NODES("graph-nodes", 4_000_000, "different operations in the model and its derivatives"),
  /** Entries of the Jacobian that are not zero for all values. */
  JACOBIAN_ENTRIES("jacobian-entries", 2_000_000, "entries in the Jacobian"),
  /** Entries of the factors of the iteration matrix. */
  FACTOR_ENTRIES("factor-entries", 4_000_000, "entries in the factors of the iteration matrix"),
  /** Partial derivatives of all intermediate values of a model. */
  DERIVATIVES("derivatives", 8_000_000, "partial derivatives");

  private static final String PREFIX = "perfusion.limit.";

  private final String shortName;
  private final long standard;
  private final String what;

  Limit(String shortName, long standard, String what) {
    this.shortName = shortName;
    this.standard = standard;
    this.what = what;
  }

  /** The system property that sets it. */
  public String property() {
    return PREFIX.concat(shortName);
  }

  /** The value when nothing is set. */
  public long standard() {
    return standard;
  }

  /**
   * The value in force.
   *
   * @throws IllegalArgumentException the property is set, but not to a positive whole number
   */
  public long value() {
    String set = System.getProperty(property());
    if (set == null) {
      return standard;
    }
    try {
      long number = Long.parseLong(set.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        property() + " is \"" + set + "\": a positive whole number is needed");
  }

  /** What to say when it is exceeded: the limit, and how to raise it. */
  public String exceeded() {
    // Joined by hand: it is called where the stack is almost used up, and "+" needs a lot the first
    // time.
    return new StringBuilder("more than ")
        .append(value())
        .append(' ')
        .append(what)
        .append("; raise it with -D")
        .append(property())
        .append("=NUMBER")
        .toString();
  }
}
