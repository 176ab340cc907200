package org.esscher.api;

import java.util.List;

/** Leaves as a host makes them. */
final class Leaves {
  private Leaves() {}

  static Expr column(String slot, String name, Level level) {
    return Expr.leaf(Op.COLUMN, slot, level, "", name, List.of());
  }

  static Expr output(String role, String name, Level level) {
    return Expr.leaf(Op.OUTPUT, "rows", level, role, name, List.of());
  }

  static Expr logp() {
    return output("policy", "logp", Level.ROW);
  }
}
