package org.esscher.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Aggregation;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.esscher.plugins.base.estimator.Baseline;
import org.esscher.plugins.base.estimator.Dpo;
import org.esscher.plugins.base.estimator.Grpo;
import org.esscher.plugins.base.estimator.Ipo;
import org.esscher.plugins.base.estimator.KlEstimator;
import org.esscher.plugins.base.estimator.PpoClip;
import org.esscher.plugins.base.estimator.Reinforce;
import org.esscher.plugins.base.ope.DoublyRobust;
import org.esscher.plugins.fdpg.FDpg;
import org.esscher.plugins.fdpo.FDpo;
import org.jspecify.annotations.Nullable;

/** The objectives that are measured, each on about the same number of elements. */
final class Workloads {
  private static final int GROUP = 8;

  private final int sequences;
  private final int tokens;
  private final boolean ragged;
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20261126);

  /**
   * Numbers for a size.
   *
   * @param sequences rows of token columns, a multiple of 8
   * @param tokens of each sequence, or their mean where lengths differ
   * @param ragged whether lengths differ
   */
  Workloads(int sequences, int tokens, boolean ragged) {
    this.sequences = sequences;
    this.tokens = tokens;
    this.ragged = ragged;
  }

  List<Workload> all() {
    return List.of(
        ppoClip(), grpo(), entropyRegularized(), dpo(), fDpo(), ipo(), reinforce(), fDpg(), dr());
  }

  /** The clipped surrogate of PPO, token by token, with a k3 penalty. */
  Workload ppoClip() {
    PpoClip estimator =
        new PpoClip(0.2, 0.2, Aggregation.TOKEN_MEAN, 0.04, KlEstimator.K3, KlEstimator.K3);
    int[] starts = starts();
    Map<String, float[]> columns = policies(starts[sequences]);
    columns.put("advantage", normals(starts[sequences], 1));
    return new Workload(
        "ppo_clip_k3", bare(estimator), "samples", columns, Map.of(), starts, 0, List.of("logp"));
  }

  /** The same within groups of 8, rewards standardized within each. */
  Workload grpo() {
    Grpo estimator =
        new Grpo(
            0.2,
            0.2,
            1e-4,
            0.04,
            KlEstimator.K3,
            KlEstimator.K3,
            Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);
    int[] starts = starts();
    return new Workload(
        "grpo",
        bare(estimator),
        "samples",
        policies(starts[sequences]),
        Map.of("reward", normals(sequences, 1)),
        starts,
        GROUP,
        List.of("logp"));
  }

  /** Policy gradient with an entropy bonus a token: E[(A − τ log π) ∇log π]. */
  private Workload entropyRegularized() {
    Objective objective =
        in -> {
          Slot samples = in.slot("samples");
          Expr logp = samples.output("policy", "logp", Level.TOKEN);
          Expr advantage = samples.column("advantage", Level.TOKEN);
          Expr soft = advantage.minus(logp.times(0.01)).stop();
          return Losses.of(
              Loss.surrogate(
                  "soft-pg",
                  "policy",
                  soft.negate().mean(Level.BATCH),
                  soft.times(logp).negate().mean(Level.BATCH)));
        };
    int[] starts = starts();
    Map<String, float[]> columns = new LinkedHashMap<>();
    columns.put("logp", logProbabilities(starts[sequences]));
    columns.put("advantage", normals(starts[sequences], 1));
    return new Workload(
        "soft_pg", objective, "samples", columns, Map.of(), starts, 0, List.of("logp"));
  }

  private Workload dpo() {
    return pairs("dpo", new Dpo(0.1, 0));
  }

  private Workload fDpo() {
    return pairs("f_dpo_js", new FDpo(new JensenShannon(false), 0.1, 0, 50, 10));
  }

  private Workload ipo() {
    return pairs("ipo", new Ipo(0.1));
  }

  private Workload pairs(String name, Objective estimator) {
    int rows = sequences * tokens;
    Map<String, float[]> columns = new LinkedHashMap<>();
    for (String answer : List.of("chosen", "rejected")) {
      float[] logp = fill(rows, () -> -80 - 20 * random.nextGaussian());
      columns.put(answer + "_logp", logp);
      columns.put("ref_" + answer + "_logp", moved(logp, 3));
    }
    return rows(name, estimator, "pairs", columns, 0, List.of("chosen_logp", "rejected_logp"));
  }

  private Workload reinforce() {
    int rows = sequences * tokens;
    Map<String, float[]> columns = new LinkedHashMap<>();
    columns.put("logp", logProbabilities(rows));
    columns.put("reward", normals(rows, 1));
    Reinforce estimator =
        new Reinforce(Baseline.LEAVE_ONE_OUT, 1024, 0, KlEstimator.K3, KlEstimator.K2);
    return rows("reinforce_loo", estimator, "samples", columns, GROUP, List.of("logp"));
  }

  private Workload fDpg() {
    int rows = sequences * tokens;
    Map<String, float[]> columns = new LinkedHashMap<>();
    float[] logp = logProbabilities(rows);
    columns.put("logp", logp);
    columns.put("log_target", moved(logp, 0.3));
    columns.put("behavior_logp", moved(logp, 0.1));
    FDpg estimator =
        new FDpg(
            new JensenShannon(false),
            FDpg.Baseline.NONE,
            1024,
            FDpg.Normalizer.BATCH,
            null,
            FDpg.Scope.GLOBAL,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    return rows("f_dpg_js", estimator, "samples", columns, 0, List.of("logp"));
  }

  private Workload dr() {
    int rows = sequences * tokens;
    Map<String, float[]> columns = new LinkedHashMap<>();
    columns.put("logp", fill(rows, () -> Math.log(0.05 + 0.9 * random.nextDouble())));
    columns.put("propensity", fill(rows, () -> 0.05 + 0.9 * random.nextDouble()));
    columns.put("reward", normals(rows, 1));
    columns.put("q_pred", normals(rows, 1));
    columns.put("value_pred", normals(rows, 1));
    // The value alone, which the other side computes too.
    Statistic estimator =
        in -> Map.of("dr", Objects.requireNonNull(new DoublyRobust().quantities(in).get("dr")));
    return new Workload("dr", estimator, "log", columns, Map.of(), null, 0, List.of());
  }

  private static Workload rows(
      String name,
      Objective estimator,
      String slot,
      Map<String, float[]> columns,
      int groupSize,
      List<String> trained) {
    return new Workload(name, bare(estimator), slot, columns, Map.of(), null, groupSize, trained);
  }

  /** The losses alone: what the other side computes too. */
  private static Objective bare(Objective estimator) {
    return in -> Losses.of(estimator.losses(in).losses().toArray(Loss[]::new));
  }

  private int[] starts() {
    int[] starts = new int[sequences + 1];
    for (int row = 0; row < sequences; row++) {
      starts[row + 1] = starts[row] + (ragged ? 1 + random.nextInt(2 * tokens - 1) : tokens);
    }
    return starts;
  }

  private Map<String, float[]> policies(int size) {
    Map<String, float[]> columns = new LinkedHashMap<>();
    float[] old = logProbabilities(size);
    columns.put("logp", moved(old, 0.2));
    columns.put("old_logp", old);
    columns.put("ref_logp", moved(old, 0.3));
    return columns;
  }

  private float[] logProbabilities(int size) {
    return fill(size, () -> Math.log(1 - random.nextDouble()) - 0.5);
  }

  private float[] normals(int size, double scale) {
    return fill(size, () -> scale * random.nextGaussian());
  }

  private float[] moved(float[] from, double by) {
    float[] values = new float[from.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from[i] + by * random.nextGaussian());
    }
    return values;
  }

  private static float[] fill(int size, DoubleSupplier number) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) number.getAsDouble();
    }
    return values;
  }

  /**
   * One workload.
   *
   * @param name its name
   * @return the workload, or null when there is none of the name
   */
  @Nullable Workload named(String name) {
    return all().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
  }
}
