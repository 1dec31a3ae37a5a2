package dev.perfusion.engine.code;

/** Takes operations on the numbers on top of an operand stack. */
public interface OperationWriter {
  /** An instruction without operands of its own: {@code Opcodes.DADD} and the like. */
  void instruction(int opcode);

  /** Calls a static method: numbers in, one number out. */
  void call(Class<?> owner, String methodName, int arguments);

  /** Calls a method of the constant object below its arguments: numbers in, one number out. */
  void callConstant(String methodName, int arguments);
}
