package dev.perfusion.bridge.adapter.worker;

import java.nio.ByteBuffer;

/**
 * A message.
 *
 * @param call which call it belongs to; answers carry the number of the question
 */
record Frame(Op op, int call, byte[] payload) {
  private static final byte[] NOTHING = {};

  static Frame of(Op op, int call) {
    return new Frame(op, call, NOTHING);
  }

  static Frame of(Op op, int call, double... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * numbers.length);
    bytes.asDoubleBuffer().put(numbers);
    return new Frame(op, call, bytes.array());
  }

  double[] numbers() {
    double[] numbers = new double[payload.length / Double.BYTES];
    ByteBuffer.wrap(payload).asDoubleBuffer().get(numbers);
    return numbers;
  }
}
