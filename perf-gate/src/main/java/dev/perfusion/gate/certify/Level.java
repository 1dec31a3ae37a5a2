package dev.perfusion.gate.certify;

/** An injected slowdown. */
enum Level {
  /** 5 %. */
  P5(5),
  /** 10 %, the limit itself. */
  P10(10),
  /** 15 %. */
  P15(15),
  /** 25 %. */
  P25(25);

  private final int percent;

  Level(int percent) {
    this.percent = percent;
  }

  int percent() {
    return percent;
  }

  /** The side of a pair. */
  String side() {
    return "+" + percent;
  }
}
