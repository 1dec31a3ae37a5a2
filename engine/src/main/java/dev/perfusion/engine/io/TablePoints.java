package dev.perfusion.engine.io;

import dev.perfusion.engine.model.TablePoint;
import java.util.ArrayList;
import java.util.List;

/** Collects the points of a table and checks them. */
final class TablePoints {
  private final List<TablePoint> points = new ArrayList<>();

  void add(Attributes point, Located where) {
    points.add(
        new TablePoint(
            point.requireNumber("x", where),
            point.requireNumber("y", where),
            point.flag("restartSolver", false, where)));
  }

  /** The points, strictly increasing in x, enough of them for the kind of table. */
  List<TablePoint> checked(boolean useDerivedValues, Located where) {
    int needed = useDerivedValues ? 2 : 1;
    if (points.size() < needed) {
      throw where.error(
          "the table has "
              + points.size()
              + " points, it needs at least "
              + needed
              + (useDerivedValues ? " because its slope is used" : ""));
    }
    for (int i = 1; i < points.size(); i++) {
      double before = points.get(i - 1).x();
      double x = points.get(i).x();
      if (!(x > before)) {
        throw where.error(
            "the x values of the table do not increase strictly: " + x + " follows " + before);
      }
    }
    return List.copyOf(points);
  }
}
