package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.esscher.api.Column;
import org.esscher.api.Expr;
import org.jspecify.annotations.Nullable;

/** The columns and model outputs of one evaluation, bound to their values. */
final class Leaves {
  private final List<@Nullable BoundLeaf> bound = new ArrayList<>();

  /** What a program sees of them; null for an optional column that the batch lacks. */
  private final List<@Nullable Leaf> forms = new ArrayList<>();

  /**
   * Binds, in the order in which expressions name them: ragged structures are numbered by it.
   *
   * @param exprs columns, outputs, input gradients
   * @param bindings tells their values
   */
  Leaves(List<Expr> exprs, Bindings bindings) {
    for (Expr expr : exprs) {
      Column column = bindings.column(expr);
      BoundLeaf leaf =
          column == null
              ? null
              : new BoundLeaf(
                  bound.size(), expr, bindings.frame(Objects.requireNonNull(expr.slot())), column);
      bound.add(leaf);
      forms.add(leaf == null ? null : leaf.leaf());
    }
  }

  List<@Nullable Leaf> forms() {
    return forms;
  }

  /** The values of a leaf. */
  BoundLeaf of(Leaf leaf) {
    return Objects.requireNonNull(bound.get(leaf.index()));
  }

  /** How many numbers the largest of them has. */
  long largest() {
    long largest = 0;
    for (BoundLeaf leaf : bound) {
      largest = Math.max(largest, leaf == null ? 0 : leaf.numbers());
    }
    return largest;
  }
}
