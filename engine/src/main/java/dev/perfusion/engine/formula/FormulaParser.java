package dev.perfusion.engine.formula;

import dev.perfusion.engine.formula.Expression.Binary;
import dev.perfusion.engine.formula.Expression.Conditional;
import dev.perfusion.engine.formula.Expression.Constant;
import dev.perfusion.engine.formula.Expression.Reference;
import dev.perfusion.engine.formula.Expression.Unary;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Parses the formula language of the Open Systems Pharmacology suite.
 *
 * <p>From weakest to strongest: {@code c ? a : b}, {@code |} (OR), {@code &} (AND), {@code ¬}
 * (NOT), one comparison, {@code + -}, {@code * /}, {@code ^} (right-associative). A comma is a
 * decimal point, a semicolon separates arguments. A minus sign is allowed only at the start of a
 * sum, where it means {@code 0 - ...}. Aliases are case-sensitive; functions, word operators and
 * the constants {@code PI} and {@code E} are not.
 */
public final class FormulaParser {
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int POWER = 7;

  private static final Map<String, UnaryOperator> UNARY =
      Map.ofEntries(
          Map.entry("ACOS", UnaryOperator.ACOS),
          Map.entry("ASIN", UnaryOperator.ASIN),
          Map.entry("ATAN", UnaryOperator.ATAN),
          Map.entry("COS", UnaryOperator.COS),
          Map.entry("COSH", UnaryOperator.COSH),
          Map.entry("EXP", UnaryOperator.EXP),
          Map.entry("LN", UnaryOperator.LN),
          Map.entry("LOG", UnaryOperator.LN),
          Map.entry("LOG10", UnaryOperator.LOG10),
          Map.entry("SIN", UnaryOperator.SIN),
          Map.entry("SINH", UnaryOperator.SINH),
          Map.entry("SQRT", UnaryOperator.SQRT),
          Map.entry("TAN", UnaryOperator.TAN),
          Map.entry("TANH", UnaryOperator.TANH));

  private static final Map<String, BinaryOperator> BINARY =
      Map.of(
          "MIN", BinaryOperator.MIN,
          "MAX", BinaryOperator.MAX,
          "POW", BinaryOperator.POWER,
          "EQ", BinaryOperator.EQUAL,
          "NEQ", BinaryOperator.NOT_EQUAL,
          "GT", BinaryOperator.GREATER,
          "GEQ", BinaryOperator.GREATER_OR_EQUAL,
          "LT", BinaryOperator.LESS,
          "LEQ", BinaryOperator.LESS_OR_EQUAL);

  private static final Set<String> RANDOM = Set.of("RND", "SRND");

  private final FormulaScanner scanner;
  private final Set<String> aliases;
  private final long maxNesting = Limit.FORMULA_NESTING.value();
  private final long maxChain = Limit.FORMULA_CHAIN.value();
  private int nesting;

  private FormulaParser(String formula, Set<String> aliases) {
    this.scanner = new FormulaScanner(new FormulaText(formula));
    this.aliases = aliases;
  }

  /**
   * Parses one formula.
   *
   * @param aliases the names the formula may refer to; a number wins over an alias, an alias over a
   *     constant
   * @return the tree; chains of {@code + - * /} and of AND, OR lean to the left and may be {@link
   *     Limit#FORMULA_CHAIN} links deep, everything else at most {@link Limit#FORMULA_NESTING}
   * @throws FormulaSyntaxException with the position in {@code formula} and what was expected there
   */
  public static Expression parse(String formula, Collection<String> aliases) {
    Set<String> names = aliases instanceof Set<String> set ? set : new HashSet<>(aliases);
    FormulaParser parser = new FormulaParser(formula, names);
    Expression expression = parser.expression();
    if (parser.scanner.kind() != FormulaScanner.Kind.END) {
      throw parser.unexpected("an operator or the end");
    }
    return expression;
  }

  private Expression expression() {
    Expression condition = operation(OR);
    if (!scanner.is('?')) {
      return condition;
    }
    scanner.advance();
    Expression then = operation(OR);
    expect(':', "\":\" of the conditional");
    Expression otherwise = operation(OR);
    return new Conditional(condition, then, otherwise);
  }

  /** Precedence climbing: an operand and all operators of at least rank {@code lowest}. */
  private Expression operation(int lowest) {
    if (++nesting > maxNesting) {
      throw scanner.error(Limit.FORMULA_NESTING.exceeded());
    }
    int highest = POWER;
    Expression left;
    if (scanner.is('¬')) {
      left = negation(lowest);
      highest = NOT;
    } else if (scanner.is('-')) {
      left = minus(lowest);
      highest = SUM;
    } else {
      left = atom();
    }
    int links = 0;
    for (int rank = rank(scanner.symbol());
        rank >= lowest && rank <= highest;
        rank = rank(scanner.symbol())) {
      if (++links > maxChain) {
        throw scanner.error(Limit.FORMULA_CHAIN.exceeded());
      }
      BinaryOperator operator = operator(scanner.symbol());
      scanner.advance();
      Expression right = operation(rank == POWER ? POWER : rank + 1);
      left = new Binary(operator, left, right);
      highest = rank == COMPARISON ? NOT : rank;
    }
    nesting--;
    return left;
  }

  private Expression negation(int lowest) {
    if (lowest > NOT) {
      throw scanner.error(
          "NOT applies to a whole comparison, put it in brackets; expected a value");
    }
    scanner.advance();
    return new Unary(UnaryOperator.NOT, operation(COMPARISON));
  }

  private Expression minus(int lowest) {
    if (lowest > SUM) {
      throw scanner.error(
          "a minus sign is allowed only at the start of a sum, put it in brackets; expected a"
              + " value");
    }
    scanner.advance();
    Expression operand = operation(PRODUCT);
    return operand instanceof Constant constant
        ? new Constant(0 - constant.value())
        : new Binary(BinaryOperator.SUBTRACT, new Constant(0), operand);
  }

  private Expression atom() {
    switch (scanner.kind()) {
      case NUMBER -> {
        Expression number = new Constant(NumberSyntax.valueOf(scanner.word()));
        scanner.advance();
        return number;
      }
      case NAME -> {
        return named();
      }
      default -> {
        if (!scanner.is('(')) {
          throw unexpected("a number, a name, a function or \"(\"");
        }
        scanner.advance();
        Expression inner = expression();
        expect(')', "an operator or \")\"");
        return inner;
      }
    }
  }

  private Expression named() {
    String name = scanner.word();
    int start = scanner.start();
    scanner.advance();
    if (scanner.is('(')) {
      return call(name, start);
    }
    if (aliases.contains(name)) {
      return new Reference(name);
    }
    if (name.equalsIgnoreCase("PI")) {
      return new Constant(Math.PI);
    }
    if (name.equalsIgnoreCase("E")) {
      return new Constant(Math.E);
    }
    throw scanner.error(
        start,
        isFunction(name)
            ? "function \"" + name + "\" needs its arguments in brackets"
            : "\""
                + name
                + "\" is neither an alias nor a constant nor a function; "
                + knownNames());
  }

  private Expression call(String name, int start) {
    String function = name.toUpperCase(Locale.ROOT);
    if (RANDOM.contains(function)) {
      throw scanner.error(start, function + "() cannot be simulated: it has no reproducible value");
    }
    if (!isFunction(name)) {
      throw scanner.error(
          start,
          aliases.contains(name)
              ? "\"" + name + "\" is an alias, not a function; expected an operator behind it"
              : "there is no function \"" + name + "\"");
    }
    scanner.advance();
    Expression first = expression();
    Expression result;
    if (UNARY.containsKey(function)) {
      result = new Unary(UNARY.get(function), first);
    } else {
      expect(';', "\";\" and the second argument of " + function);
      result = new Binary(BINARY.get(function), first, expression());
    }
    expect(')', "an operator or \")\"");
    return result;
  }

  private void expect(char symbol, String wanted) {
    if (!scanner.is(symbol)) {
      throw unexpected(wanted);
    }
    scanner.advance();
  }

  private FormulaSyntaxException unexpected(String wanted) {
    String way =
        switch (scanner.symbol()) {
          case '?' -> "; a conditional inside another one needs brackets";
          case '<',
              '>',
              '=',
              FormulaScanner.LESS_OR_EQUAL,
              FormulaScanner.GREATER_OR_EQUAL,
              FormulaScanner.NOT_EQUAL ->
              "; a second comparison needs brackets";
          default -> "";
        };
    return scanner.error("unexpected " + scanner.describe() + ", expected " + wanted + way);
  }

  private String knownNames() {
    if (aliases.isEmpty()) {
      return "the formula has no aliases";
    }
    int shown = 12;
    String names = String.join(", ", aliases.stream().sorted().limit(shown).toList());
    return "its aliases are " + names + (aliases.size() > shown ? ", ..." : "");
  }

  private static boolean isFunction(String name) {
    String function = name.toUpperCase(Locale.ROOT);
    return UNARY.containsKey(function) || BINARY.containsKey(function) || RANDOM.contains(function);
  }

  private static int rank(char symbol) {
    return switch (symbol) {
      case '|' -> OR;
      case '&' -> AND;
      case '<',
          '>',
          '=',
          FormulaScanner.LESS_OR_EQUAL,
          FormulaScanner.GREATER_OR_EQUAL,
          FormulaScanner.NOT_EQUAL ->
          COMPARISON;
      case '+', '-' -> SUM;
      case '*', '/' -> PRODUCT;
      case '^' -> POWER;
      default -> 0;
    };
  }

  private static BinaryOperator operator(char symbol) {
    return switch (symbol) {
      case '|' -> BinaryOperator.OR;
      case '&' -> BinaryOperator.AND;
      case '<' -> BinaryOperator.LESS;
      case '>' -> BinaryOperator.GREATER;
      case '=' -> BinaryOperator.EQUAL;
      case FormulaScanner.LESS_OR_EQUAL -> BinaryOperator.LESS_OR_EQUAL;
      case FormulaScanner.GREATER_OR_EQUAL -> BinaryOperator.GREATER_OR_EQUAL;
      case FormulaScanner.NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
      case '+' -> BinaryOperator.ADD;
      case '-' -> BinaryOperator.SUBTRACT;
      case '*' -> BinaryOperator.MULTIPLY;
      case '/' -> BinaryOperator.DIVIDE;
      case '^' -> BinaryOperator.POWER;
      default -> throw new IllegalArgumentException("not an operator: " + symbol);
    };
  }
}
