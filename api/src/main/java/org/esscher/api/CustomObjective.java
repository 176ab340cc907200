package org.esscher.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Losses in code, for what arithmetic can't say: transport plans, pairwise networks, searches. It
 * returns sums, never means: the host adds the parts of a split and divides by the total weight.
 * Where a batch may be split and one slot is read, the host gives it no more rows at once than a
 * few thousand, or a group: all parts of a batch give the same losses and entries of the state.
 */
public non-sealed interface CustomObjective extends Estimator {
  /** How far a batch may be split without changing the result. */
  enum Split {
    /** Anywhere. */
    ROW,
    /** Between groups. */
    GROUP,
    /** Not at all. */
    BATCH
  }

  /**
   * How far a batch may be split.
   *
   * @return the finest split that leaves the sums unchanged
   */
  Split split();

  /**
   * Declares what is read, by name; model outputs among it may receive cotangents under the same
   * name.
   *
   * @param in slots and state
   * @return expressions at TOKEN, ROW or GROUP
   */
  Map<String, Expr> reads(Inputs in);

  /**
   * Computes the losses of one part.
   *
   * @param data what was declared
   * @param state the estimator's state before the batch
   * @param context randomness, columns
   * @return the parts' sums
   */
  Result estimate(Data data, State state, Context context);

  /**
   * The same losses for models in other roles, for recipes with several learners of one kind, such
   * as two players. A version stays: where {@code critic} becomes {@code adversary_critic}, {@code
   * critic@target} becomes {@code adversary_critic@target}. Columns of outputs are named by the new
   * roles as by any (see {@link Expr#as}).
   *
   * @param names the new name of a role, without its version; always the same for the same role
   * @return the objective, with every role that it reads or trains renamed
   */
  default CustomObjective withRoles(UnaryOperator<String> names) {
    return new RenamedRoles.InCode(this, new RenamedRoles(names));
  }

  /**
   * What {@link #estimate} returns.
   *
   * @param parts one a loss
   * @param state changes of the state: each entry is added to the state's entry of that name
   */
  record Result(List<Part> parts, State state) {
    /**
     * Copies.
     *
     * @param parts as for the record
     * @param state as for the record
     */
    public Result {
      parts = List.copyOf(parts);
    }

    /**
     * Losses without a change of state.
     *
     * @param parts one a loss
     * @return the result
     */
    public static Result of(Part... parts) {
      return new Result(List.of(parts), State.empty());
    }
  }

  /**
   * One loss's share.
   *
   * @param loss the loss
   * @param trains the roles it trains
   * @param kind exact or surrogate
   * @param sum sum of the loss over the part
   * @param weight the part's weight; the reported value is Σ sum / Σ weight
   * @param cotangents derivative of the sum with respect to declared model outputs, by the name in
   *     {@code reads}; of a role that is trained, or at inputs that such outputs are bound to: a
   *     critic's at the action of a policy that is trained
   */
  record Part(
      String loss,
      Set<String> trains,
      Loss.Kind kind,
      double sum,
      double weight,
      Map<String, Column> cotangents) {
    /**
     * Copies, in the order of names.
     *
     * @param loss as for the record
     * @param trains as for the record
     * @param kind as for the record
     * @param sum as for the record
     * @param weight as for the record
     * @param cotangents as for the record
     */
    public Part {
      trains = Sorted.copyOf(trains);
      cotangents = Sorted.copyOf(cotangents);
    }
  }
}
