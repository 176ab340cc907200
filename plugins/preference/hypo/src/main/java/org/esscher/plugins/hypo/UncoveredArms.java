package org.esscher.plugins.hypo;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Generator;

/**
 * Preference pairs of a bandit that cover some of its arms only. Arms have standard normal feature
 * vectors; covered arms come first, have rewards uniform on [0, 1] and, evenly, most of the
 * reference's probability; the others have reward −1 and share the rest. Pairs are of two different
 * covered arms, drawn uniformly; the first is preferred with probability σ(5·(r₁ − r₂)). Features,
 * rewards and pairs depend on the run's seed.
 *
 * <p>Columns: {@code prompt_id}, always 0; {@code chosen} and {@code rejected}, numbers of arms
 * from 0; {@code class_features}, a list of every arm's vector; {@code ref_class_logp}, a vector of
 * every arm's log-probability under the reference; {@code expected_rewards}, a vector of every
 * arm's reward, which no method may look at. {@link LogLinear} reads the features and the
 * reference.
 *
 * @param pairs number of preference pairs
 * @param arms number of arms of the bandit
 * @param covered number of arms that the data covers
 * @param features number of components of a feature vector
 * @param coveredMass probability of the covered arms under the reference
 */
@Component(
    value = "uncovered-arms",
    summary = "preference pairs of a bandit that leave arms uncovered, with the truth",
    paper = "after Song et al. 2024, arXiv 2406.01462")
public record UncoveredArms(
    @Default("200") @Positive int pairs,
    @Default("20") @Min(3) int arms,
    @Default("10") @Min(2) int covered,
    @Default("6") @Positive int features,
    @Default("0.99")
        @Positive
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double coveredMass)
    implements Generator {
  private static final double LABEL_SCALE = 5;

  /**
   * Checks that some arms are left uncovered.
   *
   * @param pairs as for the record
   * @param arms as for the record
   * @param covered as for the record
   * @param features as for the record
   * @param coveredMass as for the record
   */
  public UncoveredArms {
    if (covered >= arms) {
      throw EsscherException.user(
          "uncovered-arms: %d covered of %d arms leave none uncovered", covered, arms);
    }
  }

  @Override
  public Batch generate(Context context) {
    RandomGenerator random = context.random();
    double[] vectors = new double[Math.multiplyExact(arms, features)];
    Arrays.setAll(vectors, i -> random.nextGaussian());
    double[] rewards = new double[arms];
    Arrays.setAll(rewards, arm -> arm < covered ? random.nextDouble() : -1);
    double[] reference = new double[arms];
    Arrays.setAll(reference, this::refLogp);
    long[] chosen = new long[pairs];
    long[] rejected = new long[pairs];
    for (int row = 0; row < pairs; row++) {
      int first = random.nextInt(covered);
      int other = random.nextInt(covered - 1);
      int second = other < first ? other : other + 1;
      double preferred = 1 / (1 + Math.exp(LABEL_SCALE * (rewards[second] - rewards[first])));
      boolean firstWins = random.nextDouble() < preferred;
      chosen[row] = firstWins ? first : second;
      rejected[row] = firstWins ? second : first;
    }
    return batch(chosen, rejected, vectors, reference, rewards, context.columns());
  }

  private double refLogp(int arm) {
    return arm < covered
        ? Math.log(coveredMass / covered)
        : Math.log((1 - coveredMass) / (arms - covered));
  }

  private Batch batch(
      long[] chosen,
      long[] rejected,
      double[] vectors,
      double[] reference,
      double[] rewards,
      Columns columns) {
    int[] starts = new int[pairs + 1];
    Arrays.setAll(starts, row -> row * arms);
    Map<String, Column> named = new LinkedHashMap<>();
    named.put("prompt_id", columns.integers(new long[pairs]));
    named.put("chosen", columns.integers(chosen));
    named.put("rejected", columns.integers(rejected));
    named.put("class_features", columns.vectorLists(features, starts, inEveryRow(vectors)));
    named.put("ref_class_logp", columns.vectors(arms, inEveryRow(reference)));
    named.put("expected_rewards", columns.vectors(arms, inEveryRow(rewards)));
    return columns.batch(named);
  }

  private double[] inEveryRow(double[] values) {
    double[] repeated = new double[Math.multiplyExact(pairs, values.length)];
    for (int row = 0; row < pairs; row++) {
      System.arraycopy(values, 0, repeated, row * values.length, values.length);
    }
    return repeated;
  }
}
