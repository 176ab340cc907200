package org.esscher.api;

import java.util.function.UnaryOperator;

/**
 * Losses as expressions: the usual form of an estimator.
 *
 * <p>For example direct preference optimization; a record is its own configuration:
 *
 * <pre>{@code
 * record Dpo(@Default("0.1") @Positive double beta) implements Objective {
 *   @Override
 *   public Losses losses(Inputs in) {
 *     Slot pairs = in.slot("pairs");
 *     Expr margin = logRatio(pairs, "chosen").minus(logRatio(pairs, "rejected")).times(beta);
 *     Expr loss = margin.negate().softplus().mean(Level.BATCH);
 *     return Losses.of(Loss.exact("dpo", "policy", loss)).metric("margin", margin.mean(Level.BATCH));
 *   }
 *
 *   private static Expr logRatio(Slot pairs, String answer) {
 *     return logp(pairs, "policy", answer).minus(logp(pairs, "policy@ref", answer));
 *   }
 *
 *   private static Expr logp(Slot pairs, String role, String answer) {
 *     Expr completion = pairs.column(answer, Level.ROW);
 *     return pairs.output(role, "logp", Level.ROW).at("completion", completion).as(answer + "_logp");
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public non-sealed interface Objective extends Estimator {
  /**
   * States the losses. The host calls this to trace the estimator, once or often; it must be
   * deterministic and read nothing but its configuration and the inputs.
   *
   * @param in slots and state
   * @return losses, updates of the state, metrics
   */
  Losses losses(Inputs in);

  /**
   * The same losses for models in other roles, for recipes with several learners of one kind, such
   * as two players. A version stays: where {@code critic} becomes {@code adversary_critic}, {@code
   * critic@target} becomes {@code adversary_critic@target}. Columns of outputs are named by the new
   * roles as by any (see {@link Expr#as}).
   *
   * @param names the new name of a role, without its version; always the same for the same role
   * @return the objective, with every role that it reads or trains renamed
   */
  default Objective withRoles(UnaryOperator<String> names) {
    return new RenamedRoles.InExpressions(this, new RenamedRoles(names));
  }
}
