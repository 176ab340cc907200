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
   * Checks levels and roles, which it copies in the order of their names.
   *
   * @param name as for the record
   * @param trains as for the record
   * @param value as for the record
   * @param descend as for the record
   * @param truth as for the record
   */
  public Loss {
    trains = Sorted.copyOf(trains);
    requireBatch(name, value);
    requireBatch(name, descend);
    if (trains.isEmpty()) {
      throw EsscherException.plugin("loss %s trains no role", name);
    }
    Set<String> reached = new OutputRoles(descend).differentiated();
    for (String role : trains) {
      if (role.contains("@")) {
        throw EsscherException.plugin("loss %s trains %s, but snapshots are frozen", name, role);
      }
      if (!reached.contains(role)) {
        throw EsscherException.plugin(
            "loss %s trains %s, but no derivative reaches an output of it, only those of %s",
            name, role, reached);
      }
    }
  }

  /**
   * A loss that is descended as it is reported.
   *
   * @param name the loss
   * @param role the role it trains
   * @param loss at BATCH; must not stop the derivative of an output of the role
   * @return the loss
   * @throws EsscherException (PLUGIN) when it does: then the cotangent is not the derivative, and
   *     the loss is a {@link #surrogate}
   */
  public static Loss exact(String name, String role, Expr loss) {
    Loss exact = new Loss(name, Set.of(role), loss, loss, null);
    if (exact.kind() != Kind.EXACT) {
      throw EsscherException.plugin(
          "loss %s stops an output of %s, which it trains, so it is not exact: call it a surrogate",
          name, role);
    }
    return exact;
  }

  /**
   * A loss whose cotangent is not the derivative of its value: a score-function gradient, which is
   * the gradient of the expected value; a semi-gradient, where value and descend are the same
   * expression, with a stop on part of it.
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
   * @return EXACT when the reported and the descended expression are one, and it stops no output of
   *     a trained role
   */
  public Kind kind() {
    boolean exact = value == descend && !new OutputRoles(descend).stopsAny(trains);
    return exact ? Kind.EXACT : Kind.SURROGATE;
  }

  /** Both losses as one; exact where both are. */
  Loss plus(String sum, Loss other) {
    if (!trains.equals(other.trains)) {
      throw EsscherException.plugin(
          "losses %s of %s and %s of %s can't be summed up as %s: they train different roles",
          name, trains, other.name, other.trains, sum);
    }
    Expr values = value.plus(other.value);
    boolean one = value == descend && other.value == other.descend;
    Expr descended = one ? values : descend.plus(other.descend);
    Expr followed = truth == null && other.truth == null ? null : target().plus(other.target());
    return new Loss(sum, trains, values, descended, followed);
  }

  /** What the expected cotangent is the gradient of. */
  private Expr target() {
    return truth == null ? value : truth;
  }

  private static void requireBatch(String name, Expr expression) {
    if (expression.level() != Level.BATCH) {
      throw EsscherException.plugin(
          "loss %s is at %s, not reduced to BATCH: %s", name, expression.level(), expression);
    }
  }
}
