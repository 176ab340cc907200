package org.esscher.plugins.fdpg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;

/** Runs estimators on small batches, model outputs being columns; a context outside a run. */
final class Trial implements Context, AutoCloseable {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final Arena arena = Arena.root("test");
  private final Estimation estimation = new Estimation();
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);

  /** The estimator with a batch's Z. */
  static FDpg fDpg(FDivergence divergence, FDpg.Baseline baseline) {
    return new FDpg(
        divergence,
        baseline,
        1024,
        FDpg.Normalizer.BATCH,
        null,
        FDpg.Scope.GLOBAL,
        INFINITY,
        INFINITY,
        INFINITY);
  }

  /** The same with a known Z. */
  static FDpg withZ(FDivergence divergence, FDpg.Baseline baseline, double z) {
    return new FDpg(
        divergence,
        baseline,
        1024,
        FDpg.Normalizer.FIXED,
        z,
        FDpg.Scope.GLOBAL,
        INFINITY,
        INFINITY,
        INFINITY);
  }

  /** The same with f′ bounded. */
  static FDpg bounded(FDivergence divergence, double fPrimeClip) {
    return new FDpg(
        divergence,
        FDpg.Baseline.NONE,
        1024,
        FDpg.Normalizer.BATCH,
        null,
        FDpg.Scope.GLOBAL,
        INFINITY,
        INFINITY,
        fPrimeClip);
  }

  /** Columns in the order name, values, name, values, … */
  Batch batch(Object... namesAndValues) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object values = namesAndValues[i + 1];
      columns.put(
          (String) namesAndValues[i],
          values instanceof double[] numbers ? arena.numbers(numbers) : (Column) values);
    }
    return arena.batch(columns);
  }

  /** Texts, one a row. */
  Column texts(String... values) {
    return arena.texts(List.of(values));
  }

  /** Samples of a proposal. */
  Batch samples(double[] logp, double[] behavior, double[] target) {
    return batch("logp", logp, "behavior_logp", behavior, "log_target", target);
  }

  /** Every outcome of a distribution, weighted by its probability under q. */
  Batch enumerated(double[] policy, double[] proposal, double[] target) {
    return samples(logs(policy), logs(proposal), logs(target))
        .with("weight", arena.numbers(proposal));
  }

  /** An estimate from no state. */
  Estimate estimate(Estimator estimator, Batch samples) {
    return estimate(estimator, samples, State.empty());
  }

  /** An estimate from a state. */
  Estimate estimate(Estimator estimator, Batch samples, State state) {
    return estimation.estimate(estimator, Map.of("samples", samples), state, null, this, true);
  }

  /** The cotangents of logp. */
  double[] cotangents(Estimate estimate) {
    Map<String, Column> ofSlot =
        Objects.requireNonNull(
            estimate.losses().values().iterator().next().cotangents().get("samples"));
    return Objects.requireNonNull(ofSlot.get("logp")).toArray();
  }

  /** A fitted state. */
  State fit(Learner learner, Batch samples) {
    return learner.fit(
        estimation.fill(learner, Map.of("samples", samples), null, this), State.empty(), this);
  }

  static double[] logs(double... values) {
    return java.util.Arrays.stream(values).map(Math::log).toArray();
  }

  @Override
  public Columns columns() {
    return arena;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Model role(String role) {
    throw EsscherException.user("there is no role %s outside a run", role);
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw EsscherException.user("there is no component %s here", id);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw new AssertionError("nothing here asks for functions in code");
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("test");
  }

  @Override
  public void close() {
    arena.close();
  }
}
