package org.esscher.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One loss: what is reported and what is descended.
 *
 * @param name unique among the estimator's losses
 * @param trains the roles whose current outputs are differentiated
 * @param value the reported value, at BATCH
 * @param descend the expression whose derivative is the cotangent, at BATCH
 * @param truth for a surrogate that doesn't follow the reported value: the BATCH expression whose
 *     expected gradient it does follow; else null
 */
public record Loss(
    String name, Set<String> trains, Expr value, Expr descend, @Nullable Expr truth) {
  /** Whether the cotangent is the derivative of the reported value. */
  public enum Kind {
    /** It is, and finite differences confirm it. */
    EXACT,
    /** Only in expectation over the declared sampler, as for score-function gradients. */
    SURROGATE
  }

  /**
   * Checks levels and roles.
   *
   * @param name as for the record
   * @param trains as for the record
   * @param value as for the record
   * @param descend as for the record
   * @param truth as for the record
   */
  public Loss {
    trains = Set.copyOf(trains);
    requireBatch(name, value);
    requireBatch(name, descend);
    if (trains.isEmpty()) {
      throw EsscherException.plugin("loss %s trains no role", name);
    }
    for (String role : trains) {
      if (role.contains("@")) {
        throw EsscherException.plugin("loss %s trains %s, but snapshots are frozen", name, role);
      }
    }
  }

  /**
   * A loss that is descended as it is reported.
   *
   * @param name the loss
   * @param role the role it trains
   * @param loss at BATCH; must not stop the derivative of a trained output
   * @return the loss
   */
  public static Loss exact(String name, String role, Expr loss) {
    return new Loss(name, Set.of(role), loss, loss, null);
  }

  /**
   * A loss whose expected cotangent is the gradient of the expected value.
   *
   * @param name the loss
   * @param role the role it trains
   * @param value what is reported, at BATCH
   * @param descend what is differentiated, at BATCH
   * @return the loss
   */
  public static Loss surrogate(String name, String role, Expr value, Expr descend) {
    return new Loss(name, Set.of(role), value, descend, null);
  }

  /**
   * The same surrogate, for a value it doesn't follow.
   *
   * @param followed the expression whose expected gradient the surrogate follows, at BATCH
   * @return the loss
   */
  public Loss following(Expr followed) {
    requireBatch(name, followed);
    return new Loss(name, trains, value, descend, followed);
  }

  /**
   * Exact or surrogate.
   *
   * @return EXACT when the reported and the descended expression are one
   */
  public Kind kind() {
    return value == descend ? Kind.EXACT : Kind.SURROGATE;
  }

  private static void requireBatch(String name, Expr expression) {
    if (expression.level() != Level.BATCH) {
      throw EsscherException.plugin(
          "loss %s is at %s, not reduced to BATCH: %s", name, expression.level(), expression);
    }
  }
}
