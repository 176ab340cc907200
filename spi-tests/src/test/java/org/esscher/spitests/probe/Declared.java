package org.esscher.spitests.probe;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Op;
import org.esscher.api.Update;

/**
 * What expressions refer to, found by walking them.
 *
 * @param columns stored columns, as {@code slot.column}
 * @param outputs model outputs by the columns that stand for them
 * @param inputs stored columns that only models read
 * @param roles roles with their versions
 * @param states entries of the estimator's state
 */
record Declared(
    Set<String> columns,
    Set<String> outputs,
    Set<String> inputs,
    Set<String> roles,
    Set<String> states) {

  static Declared by(Losses losses) {
    Declared declared = nothing();
    for (Loss loss : losses.losses()) {
      declared.walk(loss.value(), false);
      declared.walk(loss.descend(), false);
    }
    for (Update update : losses.updates()) {
      declared.walk(update.state(), false);
      declared.walk(update.delta(), false);
    }
    losses.metrics().values().forEach(metric -> declared.walk(metric, false));
    losses.requirements().forEach(requirement -> declared.walk(requirement.condition(), false));
    return declared;
  }

  static Declared by(Collection<Expr> expressions) {
    Declared declared = nothing();
    expressions.forEach(expression -> declared.walk(expression, false));
    return declared;
  }

  private static Declared nothing() {
    return new Declared(
        new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
  }

  private void walk(Expr expression, boolean asInput) {
    switch (expression.op()) {
      case COLUMN, KEY -> (asInput ? inputs : columns).add(named(expression));
      case OUTPUT -> {
        outputs.add(named(expression));
        roles.add(expression.role());
      }
      case STATE, WINDOW_MEAN -> states.add(expression.name());
      default -> {}
    }
    expression.args().forEach(operand -> walk(operand, asInput));
    expression.at().values().forEach(input -> walk(input, input.op() == Op.COLUMN));
  }

  private static String named(Expr leaf) {
    return leaf.slot() + "." + leaf.column();
  }
}
