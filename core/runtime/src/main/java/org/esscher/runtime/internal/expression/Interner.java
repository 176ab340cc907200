package org.esscher.runtime.internal.expression;

import java.util.HashMap;
import java.util.Map;
import org.esscher.api.Expr;

/**
 * Gives equal expressions equal numbers, so that what is written twice is computed once. Used by
 * one thread.
 */
public final class Interner {
  private final Map<Expr, Integer> seen = new HashMap<>();
  private final Map<String, Integer> known = new HashMap<>();

  /**
   * The number of an expression's structure.
   *
   * @param expr any expression
   * @return equal for structurally equal expressions
   */
  public int id(Expr expr) {
    Integer id = seen.get(expr);
    if (id == null) {
      StringBuilder key = new StringBuilder();
      key.append(expr.op())
          .append('|')
          .append(expr.level())
          .append('|')
          .append(expr.slot())
          .append('|');
      key.append(expr.role()).append('|').append(expr.name()).append('|').append(expr.column());
      for (int i = 0; i < expr.numbers(); i++) {
        key.append('|').append(Double.doubleToLongBits(expr.number(i)));
      }
      expr.args().forEach(arg -> key.append('#').append(id(arg)));
      expr.at()
          .forEach((input, from) -> key.append('@').append(input).append('=').append(id(from)));
      id = known.computeIfAbsent(key.toString(), ignored -> known.size());
      seen.put(expr, id);
    }
    return id;
  }
}
