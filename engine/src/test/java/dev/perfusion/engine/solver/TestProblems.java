package dev.perfusion.engine.solver;

import java.util.Arrays;

/** Problems whose solutions are closed-form or published to many digits. */
final class TestProblems {
  private TestProblems() {}

  /** y' = A y with eigenvalues -1 and -1000. */
  static final class StiffLinear extends TestProblem {
    StiffLinear() {
      super(row(0, 1), row(0, 1));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      dydt[0] = 998 * y[0] + 1998 * y[1];
      dydt[1] = -999 * y[0] - 1999 * y[1];
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = 998;
      values[1] = 1998;
      values[2] = -999;
      values[3] = -1999;
    }

    @Override
    double[] initialState() {
      return new double[] {1, 0};
    }

    @Override
    double end() {
      return 20;
    }

    @Override
    double[] solution(double t) {
      return new double[] {
        2 * Math.exp(-t) - Math.exp(-1000 * t), -Math.exp(-t) + Math.exp(-1000 * t)
      };
    }
  }

  /**
   * Robertson 1966; reference by Radau IIA with relative tolerance 3e-14, the digits shown agreeing
   * with Hairer and Wanner, Solving Ordinary Differential Equations II, section IV.10.
   */
  static final class Robertson extends TestProblem {
    static final double[] TIMES = {0.4, 40, 4e3, 4e5};

    Robertson() {
      super(row(0, 1, 2), row(0, 1, 2), row(1));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      double exchange = 0.04 * y[0] - 1e4 * y[1] * y[2];
      double decay = 3e7 * y[1] * y[1];
      dydt[0] = -exchange;
      dydt[1] = exchange - decay;
      dydt[2] = decay;
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = -0.04;
      values[1] = 1e4 * y[2];
      values[2] = 1e4 * y[1];
      values[3] = 0.04;
      values[4] = -1e4 * y[2] - 6e7 * y[1];
      values[5] = -1e4 * y[1];
      values[6] = 6e7 * y[1];
    }

    @Override
    double[] initialState() {
      return new double[] {1, 0, 0};
    }

    @Override
    double end() {
      return 4e5;
    }

    @Override
    double[] solution(double t) {
      return switch (Arrays.binarySearch(TIMES, t)) {
        case 0 -> new double[] {9.8517211386e-1, 3.3863953790e-5, 1.4794022185e-2};
        case 1 -> new double[] {7.1582706872e-1, 9.1855347646e-6, 2.8416374575e-1};
        case 2 -> new double[] {1.8320225778e-1, 8.9423712528e-7, 8.1679684799e-1};
        case 3 -> new double[] {4.9382745210e-3, 1.9849940880e-8, 9.9506170563e-1};
        default -> throw new IllegalArgumentException("no reference at " + t);
      };
    }
  }

  /**
   * Van der Pol with mu = 1000; reference of the test set for IVP solvers (Mazzia and Magherini
   * 2008, problem VDPOL), scaled back to unscaled time.
   */
  static final class VanDerPol extends TestProblem {
    VanDerPol() {
      super(row(1), row(0, 1));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      dydt[0] = y[1];
      dydt[1] = 1000 * (1 - y[0] * y[0]) * y[1] - y[0];
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = 1;
      values[1] = -2000 * y[0] * y[1] - 1;
      values[2] = 1000 * (1 - y[0] * y[0]);
    }

    @Override
    double[] initialState() {
      return new double[] {2, 0};
    }

    @Override
    double end() {
      return 2000;
    }

    @Override
    double[] solution(double t) {
      return new double[] {1.706167732170483, -0.8928097010247975e-3};
    }
  }

  /** HIRES: eight species, high irradiance response; reference of the test set (problem HIRES). */
  static final class Hires extends TestProblem {
    Hires() {
      super(
          row(0, 1, 2),
          row(0, 1),
          row(2, 3, 4),
          row(1, 2, 3),
          row(4, 5, 6),
          row(3, 4, 5, 6, 7),
          row(5, 6, 7),
          row(5, 6, 7));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      double binding = 280 * y[5] * y[7];
      dydt[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
      dydt[1] = 1.71 * y[0] - 8.75 * y[1];
      dydt[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
      dydt[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
      dydt[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
      dydt[5] = -binding + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
      dydt[6] = binding - 1.81 * y[6];
      dydt[7] = -dydt[6];
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      double a = 280 * y[7];
      double b = 280 * y[5];
      double[] entries = {
        -1.71, 0.43, 8.32, 1.71, -8.75, -10.03, 0.43, 0.035, 8.32, 1.71, -1.12, -1.745, 0.43, 0.43,
        0.69, 1.71, -a - 0.43, 0.69, -b, a, -1.81, b, -a, 1.81, -b
      };
      System.arraycopy(entries, 0, values, 0, entries.length);
    }

    @Override
    double[] initialState() {
      return new double[] {1, 0, 0, 0, 0, 0, 0, 0.0057};
    }

    @Override
    double end() {
      return 321.8122;
    }

    @Override
    double[] solution(double t) {
      return new double[] {
        0.7371312573325668e-3,
        0.1442485726316185e-3,
        0.5888729740967575e-4,
        0.1175651343283149e-2,
        0.2386356198831331e-2,
        0.6238968252742796e-2,
        0.2849998395185769e-2,
        0.2850001604814231e-2
      };
    }
  }

  /** A dose passing through compartments with distinct rates k: Bateman's formula. */
  static final class DecayChain extends TestProblem {
    private static final double[] RATE = {3, 0.5, 40, 0.1, 1000};

    DecayChain() {
      super(row(0), row(0, 1), row(1, 2), row(2, 3), row(3, 4));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      dydt[0] = -RATE[0] * y[0];
      for (int i = 1; i < RATE.length; i++) {
        dydt[i] = RATE[i - 1] * y[i - 1] - RATE[i] * y[i];
      }
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = -RATE[0];
      for (int i = 1; i < RATE.length; i++) {
        values[2 * i - 1] = RATE[i - 1];
        values[2 * i] = -RATE[i];
      }
    }

    @Override
    double[] initialState() {
      return new double[] {1, 0, 0, 0, 0};
    }

    @Override
    double end() {
      return 30;
    }

    @Override
    double[] solution(double t) {
      double[] y = new double[RATE.length];
      double product = 1;
      for (int i = 0; i < y.length; i++) {
        for (int j = 0; j <= i; j++) {
          double denominator = 1;
          for (int k = 0; k <= i; k++) {
            denominator *= k == j ? 1 : RATE[k] - RATE[j];
          }
          y[i] += product * Math.exp(-RATE[j] * t) / denominator;
        }
        product *= RATE[i];
      }
      return y;
    }
  }

  /** y1 = e^t + e^-t, y2 = e^t - e^-t: each is the derivative of the other. */
  static final class ExponentialPair extends TestProblem {
    ExponentialPair() {
      super(row(1), row(0));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      dydt[0] = y[1];
      dydt[1] = y[0];
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = 1;
      values[1] = 1;
    }

    @Override
    double[] initialState() {
      return new double[] {2, 0};
    }

    @Override
    double end() {
      return 10;
    }

    @Override
    double[] solution(double t) {
      return new double[] {Math.exp(t) + Math.exp(-t), Math.exp(t) - Math.exp(-t)};
    }
  }

  /** y' = u(t) - 10 y from 0, with an infusion u of 10 that stops at t = 1. */
  static final class Infusion extends TestProblem {
    Infusion() {
      super(row(0));
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      dydt[0] = (t < 1 ? 10 : 0) - 10 * y[0];
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = -10;
    }

    @Override
    double[] initialState() {
      return new double[] {0};
    }

    @Override
    double end() {
      return 2;
    }

    @Override
    double[] solution(double t) {
      double built = -Math.expm1(-10 * Math.min(t, 1));
      return new double[] {t < 1 ? built : built * Math.exp(-10 * (t - 1))};
    }
  }

  /** A scalar equation y' = f(t, y) with df/dy. */
  static final class Scalar extends TestProblem {
    /** A function of time and state. */
    interface Function {
      double at(double t, double y);
    }

    private final Function f;
    private final Function slope;

    Scalar(Function f, Function slope) {
      super(row(0));
      this.f = f;
      this.slope = slope;
    }

    @Override
    public void rhs(double t, double[] y, double[] dydt) {
      dydt[0] = f.at(t, y[0]);
    }

    @Override
    public void jacobian(double t, double[] y, double[] values) {
      values[0] = slope.at(t, y[0]);
    }

    @Override
    double[] initialState() {
      return new double[] {1};
    }

    @Override
    double end() {
      return 1;
    }

    @Override
    double[] solution(double t) {
      throw new UnsupportedOperationException();
    }
  }
}
