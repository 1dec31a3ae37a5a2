package dev.perfusion.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perfusion.engine.formula.Expression.Binary;
import dev.perfusion.engine.formula.Expression.Constant;
import dev.perfusion.engine.formula.Expression.Reference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaParserTest {
  private static final Map<String, Double> VALUES =
      Map.ofEntries(
          Map.entry("a", 2.0),
          Map.entry("b", 3.0),
          Map.entry("c", 5.0),
          Map.entry("A", 7.0),
          Map.entry("zero", 0.0),
          Map.entry("bad", Double.NaN),
          Map.entry("2x", 11.0),
          Map.entry("2e", 13.0),
          Map.entry("3x", 17.0),
          Map.entry("x2e", 19.0),
          Map.entry("T_°C", 23.0),
          Map.entry("%sat$", 29.0),
          Map.entry("Käse_µ", 31.0),
          Map.entry("ANDES", 37.0),
          Map.entry("Expo", 41.0));

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        // sums and products lean to the left, powers to the right
        "a-b-c # -6",
        "c/a/b # 0.83333333333333337",
        "2^3^2 # 512",
        "a+b*c # 17",
        "(a+b)*c # 25",
        "b*a^b # 24",
        // a leading minus means 0 - ... and binds weaker than power and product
        "-2^2 # -4",
        "-a*b # -6",
        "-a+b # 1",
        "2*(-3) # -6",
        "2^(-3) # 0.125",
        "a<-b # 0",
        "a=-1 # 0",
        "1/(-0) # Infinity",
        "1/(-zero) # Infinity",
        // numbers as strtod reads them
        "1e-3 # 0.001",
        "1E+2 # 100",
        ".5 # 0.5",
        "5. # 5",
        "1,5 # 1.5",
        "1,5e-1*2 # 0.3",
        "inf # Infinity",
        "-Infinity # -Infinity",
        "NAN # NaN",
        "0x10 # 16",
        "1e400 # Infinity",
        "2e-3 # 0.002",
        // the sign belongs to a number only when the token is one
        "x2e-3 # 16",
        "2e-3x # -4",
        "2e-a # 11",
        "2x+1 # 12",
        // names
        "A-a # 5",
        "T_°C*1 # 23",
        "%sat$+1 # 30",
        "Käse_µ # 31",
        "Expo+ANDES # 78",
        "2*PI # 6.283185307179586",
        "pi # 3.141592653589793",
        "e # 2.718281828459045",
        "E^1 # 2.718281828459045",
        // functions, in any case
        "exp(0) # 1",
        "LOG(e) # 1",
        "ln(e) # 1",
        "Log10(1000) # 3",
        "Max(a;b) # 3",
        "min(a;1,5) # 1.5",
        "pow(a;b) # 8",
        "eq(a;2)+neq(a;2)+gt(b;a)+geq(a;2)+lt(b;a)+leq(a;b) # 4",
        "acos(1)+asin(0)+atan(0)+cos(0)+cosh(0)+sin(0)+sinh(0)+sqrt(4)+tan(0)+tanh(0) # 4",
        "max(min(a;b);c) # 5",
        // comparisons and logic give 1 and 0 and mix with numbers
        "(2>1)*10 # 10",
        "a<=2 # 1",
        "a>=3 # 0",
        "a<>2 # 0",
        "a!=3 # 1",
        "a=2 # 1",
        "a=2 AND b=3 # 1",
        "a=2 and b=4 OR c=5 # 1",
        "c=5 OR a=2 AND b=4 # 1",
        "(c=5 OR a=2) AND b=4 # 0",
        "NOT a=3 # 1",
        "NOT(a=2) # 0",
        "not (a=3) AND b=3 # 1",
        "¬a=3 # 1",
        "a=2 & b=3 | zero # 1",
        "NOT (NOT (1)) # 1",
        "(a)AND(b) # 1",
        // conditionals
        "a=2?b:c # 3",
        "a=3?b:c # 5",
        "a?b:c # 5",
        "a=3 ? b : (a=2 ? c : A) # 5",
        "a=2 OR b=9 ? 1 : 0 # 1",
        "a=2?-b:-c # -3",
        // NaN
        "bad?1:2 # NaN",
        "zero*bad # 0",
        "bad*zero # NaN",
        "bad OR 1 # NaN",
        "max(bad;1) # NaN",
        "1^bad # 1",
        "bad=bad # NaN",
        "0/0 # NaN",
        "(-8)^(1/3) # NaN",
        // blanks and line breaks
        "' a\t+\n b ' # 5",
        "1 2 # 12"
      })
  void valueOf(String formula, double expected) {
    double value =
        ExpressionEvaluator.evaluate(FormulaParser.parse(formula, VALUES.keySet()), VALUES::get);

    assertThat(Double.valueOf(value)).isEqualTo(Double.valueOf(expected));
  }

  @Test
  void aliasWinsOverConstantAndNumberOverAlias() {
    assertThat(FormulaParser.parse("E", List.of("E"))).isEqualTo(new Reference("E"));
    assertThat(FormulaParser.parse("pi", List.of("pi"))).isEqualTo(new Reference("pi"));
    assertThat(FormulaParser.parse("1e3", List.of("1e3"))).isEqualTo(new Constant(1000));
    assertThat(FormulaParser.parse("nan", List.of("nan"))).isEqualTo(new Constant(Double.NaN));
    assertThat(FormulaParser.parse("1d", List.of("1d"))).isEqualTo(new Reference("1d"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        // formula, position, part of the message
        "2*-3 # 2 # minus sign is allowed only at the start of a sum",
        "x+-y # 2 # minus sign is allowed only at the start of a sum",
        "x--y # 2 # minus sign is allowed only at the start of a sum",
        "2^-3 # 2 # minus sign is allowed only at the start of a sum",
        "--x # 1 # minus sign is allowed only at the start of a sum",
        "+3 # 0 # unexpected \"+\"",
        "x == y # 2 # equality is written \"=\"",
        "x ! y # 2 # not part of the formula language",
        "x<y<1 # 3 # a second comparison needs brackets",
        "NOT NOT x # 4 # NOT applies to a whole comparison",
        "1 + NOT x # 4 # NOT applies to a whole comparison",
        "x?y:x?y:x # 5 # a conditional inside another one needs brackets",
        "x?y?1:2:x # 3 # expected \":\"",
        "x?y # 3 # expected \":\"",
        "(x # 0 # \"(\" without \")\"",
        "x) # 1 # \")\" without \"(\"",
        "x*(y+1))+(2 # 7 # \")\" without \"(\"",
        "x * # 3 # unexpected the end",
        "x y # 0 # \"xy\" is neither an alias",
        "X # 0 # its aliases are x, y",
        "x + foo*2 # 4 # \"foo\" is neither an alias",
        "x2e-3 # 0 # \"x2e\" is neither an alias",
        "1.2.3 # 0 # \"1.2.3\" is neither an alias",
        "1d # 0 # \"1d\" is neither an alias",
        "if(x;1;2) # 0 # there is no function \"if\"",
        "abs(x) # 0 # there is no function \"abs\"",
        "x(1) # 0 # is an alias, not a function",
        "exp # 0 # needs its arguments in brackets",
        "exp() # 4 # unexpected \")\"",
        "exp(x;y) # 5 # expected an operator or \")\"",
        "min(x) # 5 # second argument of MIN",
        "min(x,y) # 4 # \"x.y\" is neither an alias",
        "max(x;y;1) # 7 # expected an operator or \")\"",
        "1 + RND() # 4 # cannot be simulated",
        "srnd() # 0 # cannot be simulated",
        "x[1] # 1 # not part of the formula language",
        "2(3) # 1 # unexpected \"(\"",
        "x;y # 1 # expected an operator or the end",
        "x AND # 5 # unexpected the end",
        "'' # 0 # unexpected the end",
        "'  ' # 2 # unexpected the end",
        "() # 1 # unexpected \")\""
      })
  void errorNamesThePlace(String formula, int position, String message) {
    FormulaSyntaxException error =
        catchThrowableOfType(
            FormulaSyntaxException.class, () -> FormulaParser.parse(formula, List.of("x", "y")));

    assertThat(error).isNotNull().hasMessageContaining(message);
    assertThat(error.position()).isEqualTo(position);
    assertThat(error.formula()).isEqualTo(formula);
  }

  @Test
  void sumsLeanToTheLeft() {
    Expression expression = FormulaParser.parse("a-b-c", List.of("a", "b", "c"));

    assertThat(expression)
        .isEqualTo(
            new Binary(
                BinaryOperator.SUBTRACT,
                new Binary(BinaryOperator.SUBTRACT, new Reference("a"), new Reference("b")),
                new Reference("c")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "1+(", "exp(", "2^(", "1<(", "max(1;", "¬(", "-("})
  void deepNestingIsAnErrorNotAStackOverflow(String opening) throws InterruptedException {
    String formula = opening.repeat(5000) + "1" + ")".repeat(5000);

    assertThat(inSmallThread(formula))
        .isInstanceOf(FormulaSyntaxException.class)
        .hasMessageContaining("more than 256 levels of nesting");
  }

  @Test
  void towersOfPowersAreBoundedToo() throws InterruptedException {
    assertThat(inSmallThread("1^".repeat(5000) + "1"))
        .isInstanceOf(FormulaSyntaxException.class)
        .hasMessageContaining("more than 256 levels of nesting");
    assertThat(inSmallThread("(".repeat(250) + "1" + ")".repeat(250))).isNull();
  }

  @Test
  void longSumsAreRead() {
    Expression sum = FormulaParser.parse("1" + "+1".repeat(9999), List.of());

    assertThat(ExpressionEvaluator.evaluate(sum, alias -> 0)).isEqualTo(10_000);
    assertThatThrownBy(() -> FormulaParser.parse("1" + "+1".repeat(10_001), List.of()))
        .isInstanceOf(FormulaSyntaxException.class)
        .hasMessageContaining("10000 operators in a row");
  }

  /** A thread with the smallest stack in common use. */
  private static Throwable inSmallThread(String formula) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                FormulaParser.parse(formula, List.of());
              } catch (Throwable e) {
                thrown.set(e);
              }
            },
            "parser",
            512 * 1024);
    thread.start();
    thread.join();
    return thrown.get();
  }
}
