package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.PolicyProvider;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.spitests.HostileNumbers;
import org.esscher.spitests.HostileTrial;
import org.esscher.spitests.HostileTrial.Outcome;
import org.esscher.spitests.HostileTrial.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every estimator that is shipped, and evaluation, under {@link HostileNumbers}. */
class HostileNumbersTest {
  private static final int ROWS = 400;

  private static Esscher host;
  private static Arena arena;

  @BeforeAll
  static void build() {
    host = Esscher.builder().classPath(HostileNumbersTest.class.getClassLoader()).build();
    arena = host.arena("hostile numbers");
  }

  @AfterAll
  static void close() {
    arena.close();
    host.close();
  }

  /** The page holds what is found here, line by line; a failure prints the lines that it lacks. */
  @Test
  void thePageSaysWhatBecomesOfThem() {
    List<String> broken = new ArrayList<>();
    List<String> table = new ArrayList<>();
    host.components().stream()
        .filter(component -> component.kind() == Kind.ESTIMATOR)
        .forEach(component -> table.add(line(component.id(), broken)));
    assertThat(broken).isEmpty();
    String page = Pages.text(Pages.ROOT.resolve("docs/hostile-numbers.md"));
    assertThat(page.lines().filter(line -> line.startsWith("| `")))
        .containsExactlyElementsOf(table);
    assertThat(page).contains("| estimator | " + heading() + " |");
  }

  private static String heading() {
    return String.join(
        " | ", Arrays.stream(HostileNumbers.values()).map(HostileNumbers::toString).toList());
  }

  private static String line(String id, List<String> broken) {
    Estimator estimator = host.component(Estimator.class, id, OrdinaryRows.settings(id));
    Map<HostileNumbers, Result> results = HostileTrial.of(estimator, OrdinaryRows.adjustment(id));
    StringBuilder line = new StringBuilder("| `").append(id).append("` |");
    results.forEach(
        (attack, result) -> {
          line.append(' ').append(word(result.outcome())).append(" |");
          if (result.outcome() == Outcome.BROKEN) {
            broken.add(id + ", " + attack + ": " + result.words());
          }
        });
    return line.toString();
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case UNREAD -> "–";
      case NUMBERS -> "numbers";
      case ZEROS -> "zeros, told";
      case INFINITE -> "∞, told";
      case REFUSED -> "refused";
      case BROKEN -> "broken";
    };
  }

  /** A log of two actions, drawn with probability 1/2 each; rewards 0, 1, 0, 1, … */
  private static Batch log() {
    long[] actions = new long[ROWS];
    double[] rewards = new double[ROWS];
    double[] propensities = new double[ROWS];
    Arrays.setAll(actions, row -> row / 2 % 2);
    Arrays.setAll(rewards, row -> row % 2);
    Arrays.fill(propensities, 0.5);
    return arena.batch(
        Map.of(
            "action", arena.integers(actions),
            "reward", arena.numbers(rewards),
            "propensity", arena.numbers(propensities)));
  }

  private static PolicyEvaluation evaluation(UnaryOperator<Batch> attack) {
    return host.evaluate(
        host.component(PolicyProvider.class, "uniform", Map.of("actions", 2)),
        attack.apply(log()),
        1);
  }

  private static Batch with(Batch log, String column, double first, double others) {
    double[] values = new double[log.rows()];
    Arrays.fill(values, others);
    values[0] = first;
    return log.with(column, arena.numbers(values));
  }

  @Test
  void anEvaluationRefusesRewardsWhoseSumIsInfinite() {
    for (double others : new double[] {1e308, -1e308}) {
      assertThatThrownBy(() -> evaluation(log -> with(log, "reward", 1e308, others)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("the sum of the rewards is");
    }
  }

  /** One weight of 5e299 beside 399 of 1: an effective size of one row, and not 0/0. */
  @Test
  void anEvaluationSaysThatOneRowBearsAll() {
    PolicyEvaluation evaluation = evaluation(log -> with(log, "propensity", 1e-300, 0.5));
    assertThat(evaluation.effectiveSampleSize()).isEqualTo(1);
    assertThat(evaluation.largestShare()).isEqualTo(1);
    assertThat(evaluation.warnings()).anyMatch(warning -> warning.contains("100% of the weight"));
    evaluation.values().forEach((id, value) -> assertThat(value.standardError()).as(id).isNotNaN());
  }

  /** Weights of 5e299 each: all alike, so that all rows count. */
  @Test
  void anEvaluationOfTinyPropensitiesCountsAllRows() {
    PolicyEvaluation evaluation = evaluation(log -> with(log, "propensity", 1e-300, 1e-300));
    assertThat(evaluation.effectiveSampleSize()).isEqualTo(ROWS);
    assertThat(evaluation.largestWeight()).isEqualTo(0.5 / 1e-300);
  }

  /** 0.5 / 4.9e-324 is infinite. */
  @Test
  void anEvaluationRefusesWeightsBeyondNumbers() {
    assertThatThrownBy(() -> evaluation(log -> with(log, "propensity", Double.MIN_VALUE, 0.5)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0: the importance weight is Infinity");
  }

  /**
   * Whatever the weights, the mean of constant rewards is the constant where they are normalized.
   */
  @Test
  void anEvaluationOfConstantRewardsIsTheConstant() {
    PolicyEvaluation evaluation = evaluation(log -> with(log, "reward", 0.25, 0.25));
    evaluation
        .values()
        .forEach(
            (id, value) -> {
              assertThat(value.value()).as(id).isEqualTo(0.25);
              assertThat(value.standardError()).as(id).isZero();
            });
  }

  /** Action 0 is never seen: what is said of it is the mean of the log. */
  @Test
  void anEvaluationOfOneActionIsFinite() {
    PolicyEvaluation evaluation =
        evaluation(log -> log.with("action", arena.integers(new long[ROWS])));
    evaluation
        .values()
        .forEach((id, value) -> assertThat(value.value()).as(id).isBetween(0.4, 0.6));
  }

  @Test
  void anEvaluationOfIdenticalRowsIsTheirReward() {
    PolicyEvaluation evaluation = evaluation(log -> log.take(new int[1000]));
    evaluation.values().forEach((id, value) -> assertThat(value.value()).as(id).isZero());
    assertThat(evaluation.effectiveSampleSize()).isEqualTo(1000);
  }
}
