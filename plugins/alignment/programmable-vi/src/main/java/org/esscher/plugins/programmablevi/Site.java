package org.esscher.plugins.programmablevi;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.EsscherException;
import org.esscher.plugins.programmablevi.Distribution.Categorical;
import org.esscher.plugins.programmablevi.Distribution.Normal;

/**
 * A random choice of a program, and how its derivative is estimated. {@link #expect} maps an
 * estimate of everything that follows the choice to an estimate of its expectation over the choice,
 * value and derivative both unbiased; by the law of total expectation that holds whatever the
 * strategies of the choices that follow. A logarithm of an expectation is no expectation: take it
 * inside, of an average of draws.
 *
 * @param distribution D(θ)
 * @param strategy how
 * @param baseline c, which {@link Strategy#REINFORCE} subtracts; it may depend on no draw
 */
public record Site(Distribution distribution, Strategy strategy, double baseline) {
  /**
   * Refuses strategies that the distribution has not.
   *
   * @param distribution as for the record
   * @param strategy as for the record
   * @param baseline as for the record
   */
  public Site {
    boolean discrete = distribution instanceof Categorical;
    if (strategy == Strategy.REPARAM && discrete) {
      throw EsscherException.user(
          "a discrete choice is not a smooth map of noise; use reinforce, enum or mvd, not"
              + " reparam");
    }
    if (strategy == Strategy.ENUM && !discrete) {
      throw EsscherException.user(
          "a continuous choice has infinitely many values; use reparam or reinforce, not enum");
    }
    if (strategy == Strategy.MVD
        && !(distribution instanceof Categorical values && values.probabilities().size() == 2)) {
      throw EsscherException.user(
          "measure-valued derivatives are there for Bernoulli choices only; use another strategy");
    }
  }

  /**
   * A choice without a baseline.
   *
   * @param distribution as for the record
   * @param strategy as for the record
   * @return the site
   */
  public static Site of(Distribution distribution, Strategy strategy) {
    return new Site(distribution, strategy, 0);
  }

  /**
   * An estimate of E[L(v)] and of its derivative.
   *
   * @param later L: estimates everything that follows, given v; it may be called several times
   * @param random the source of randomness
   * @return the estimate
   */
  public Dual expect(UnaryOperator<Dual> later, RandomGenerator random) {
    return switch (strategy) {
      case REPARAM -> later.apply(((Normal) distribution).at(random.nextGaussian()));
      case REINFORCE -> reinforce(later, Dual.constant(distribution.sample(random)));
      case ENUM -> enumerated(later);
      case MVD -> measureValued(later, distribution.sample(random));
    };
  }

  private Dual reinforce(UnaryOperator<Dual> later, Dual v) {
    Dual found = later.apply(v);
    double score = distribution.logDensity(v).tangent();
    return new Dual(found.value(), found.tangent() + (found.value() - baseline) * score);
  }

  private Dual enumerated(UnaryOperator<Dual> later) {
    Dual sum = Dual.constant(0);
    List<Dual> probabilities = ((Categorical) distribution).probabilities();
    for (int v = 0; v < probabilities.size(); v++) {
      sum = sum.plus(probabilities.get(v).times(later.apply(Dual.constant(v))));
    }
    return sum;
  }

  private Dual measureValued(UnaryOperator<Dual> later, double v) {
    Dual own = later.apply(Dual.constant(v));
    Dual other = later.apply(Dual.constant(1 - v));
    double rise = v == 1 ? own.value() - other.value() : other.value() - own.value();
    double slope = ((Categorical) distribution).probabilities().get(1).tangent();
    return new Dual(own.value(), own.tangent() + slope * rise);
  }

  /**
   * The average of independent copies of an estimate.
   *
   * @param copies at least 1
   * @param estimate draws one copy
   * @param random the source of randomness
   * @return the average
   */
  public static Dual average(
      int copies, Function<RandomGenerator, Dual> estimate, RandomGenerator random) {
    if (copies < 1) {
      throw EsscherException.user("an average needs at least one copy, got %d", copies);
    }
    Dual sum = Dual.constant(0);
    for (int copy = 0; copy < copies; copy++) {
      sum = sum.plus(estimate.apply(random));
    }
    return sum.times(1.0 / copies);
  }

  /**
   * An unbiased estimate of a sum of terms from some of them: M/m times the sum of m terms, drawn
   * with replacement.
   *
   * @param terms M, at least 1
   * @param size m, at least 1
   * @param term the terms, by number from 0
   * @param random the source of randomness
   * @return the estimate
   */
  public static Dual minibatch(
      int terms, int size, IntFunction<Dual> term, RandomGenerator random) {
    if (terms < 1 || size < 1) {
      throw EsscherException.user(
          "a minibatch of %d of %d terms; both are at least 1", size, terms);
    }
    Dual sum = Dual.constant(0);
    for (int i = 0; i < size; i++) {
      sum = sum.plus(term.apply(random.nextInt(terms)));
    }
    return sum.times((double) terms / size);
  }
}
