package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Op;
import org.esscher.api.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * What an operation on components stands on. A list that is asked for at ROW is summed; where the
 * components of vectors are wanted, that sum would silently pass for a vector of one. In files
 * whose format has no vectors, a list is one of tokens unless the vocabulary says otherwise.
 */
final class ComponentOperands {
  private final List<Leaf> summed = new ArrayList<>();
  private final Set<Expr> seen = new HashSet<>();
  private boolean vectors;

  private ComponentOperands() {}

  /**
   * Refuses sums of lists where they stand alone, without any vector, or where the vocabulary does
   * not know them for numbers.
   *
   * @param operation on components
   * @param leaves the leaf for a column or output; null where there is none
   */
  static void check(Expr operation, Function<Expr, @Nullable Leaf> leaves) {
    ComponentOperands operands = new ComponentOperands();
    operands.visit(operation.args().get(0), leaves);
    for (Leaf list : operands.summed) {
      String column = list.expr().column();
      if (!operands.vectors || Vocabulary.term(column).isEmpty()) {
        throw EsscherException.data(
            "slot %s, column %s: it holds lists of tokens, whose value at %s is their sum, and"
                + " components of vectors are needed of it; a list in JSON or CSV is one of tokens"
                + " unless the vocabulary says otherwise: give vectors (an Arrow file with lists of"
                + " a fixed size, or ReadOptions.withVectors), or in the estimator sum the tokens"
                + " explicitly",
            list.expr().slot(), column, list.expr().level());
      }
    }
  }

  private void visit(Expr expr, Function<Expr, @Nullable Leaf> leaves) {
    if (!seen.add(expr)) {
      return;
    }
    switch (expr.op()) {
      case COLUMN, OUTPUT, INPUT_GRADIENT -> {
        Leaf leaf = leaves.apply(expr);
        vectors |= leaf != null && leaf.width() > 1;
        if (leaf != null && leaf.summed()) {
          summed.add(leaf);
        }
      }
      // Numbers again, or a vector of numbers: neither was to be a vector before.
      case COMPONENT, SUM_COMPONENTS, MIN_COMPONENTS, MAX_COMPONENTS -> {}
      case VECTOR -> vectors |= expr.args().stream().anyMatch(arg -> arg.op() != Op.CONSTANT);
      default -> expr.args().forEach(arg -> visit(arg, leaves));
    }
  }
}
