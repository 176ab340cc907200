package org.esscher.api;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/** Finds the roles whose current outputs an expression differentiates, and those it stops. */
final class OutputRoles {
  private final Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Expr> seenStopped = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> differentiated = new HashSet<>();
  private final Set<String> stopped = new HashSet<>();

  OutputRoles(Expr expression) {
    visit(expression, false);
  }

  private void visit(Expr expression, boolean underStop) {
    if (!(underStop ? seenStopped : seen).add(expression)) {
      return;
    }
    if (expression.op() == Op.OUTPUT) {
      (underStop ? stopped : differentiated).add(expression.role());
    }
    boolean below = underStop || expression.op() == Op.STOP;
    expression.args().forEach(operand -> visit(operand, below));
    expression.at().values().forEach(input -> visit(input, below));
  }

  /** Roles of outputs that derivatives reach. */
  Set<String> differentiated() {
    return differentiated;
  }

  /** Whether an output of one of the roles stands under a stop. */
  boolean stopsAny(Set<String> roles) {
    return roles.stream().anyMatch(stopped::contains);
  }
}
