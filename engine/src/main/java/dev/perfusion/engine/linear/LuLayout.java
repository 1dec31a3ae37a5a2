package dev.perfusion.engine.linear;

/** Where the parts of a factorisation are in one array. */
final class LuLayout {
  /** Factors of the forward substitution, column by column. */
  final int forward = 0;

  /** Reciprocals of the pivots. */
  final int inverse;

  /** Strict upper part by rows, not divided by the pivot. */
  final int upper;

  /** Factors of the backward substitution, column by column. */
  final int backward;

  /** By row: sum of the sizes of the entries before the elimination, and after it. */
  final int before;

  final int after;

  /** By row: size of the diagonal entry before the elimination, and of the pivot. */
  final int diagonal;

  final int size;

  /** Length of the array. */
  final int length;

  LuLayout(SymbolicLu lu) {
    inverse = lu.lowerColumn.length;
    upper = inverse + lu.n;
    backward = upper + lu.upperColumn.length;
    before = backward + lu.upperColumn.length;
    after = before + lu.n;
    diagonal = after + lu.n;
    size = diagonal + lu.n;
    length = size + lu.n;
  }
}
