package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimator;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements;
import org.esscher.runtime.internal.estimate.Requirements.OutputRequirement;
import org.esscher.runtime.internal.estimate.Requirements.SlotRequirements;

/**
 * Every batch of a few rows that a {@link SampledPolicy} can draw, with its probability. What is
 * stored of a row, such as its reward, is a function of the row and of the sequence drawn.
 *
 * @param slot the slot that holds the samples
 * @param listed every sequence of every row, those of a row together, log-probabilities missing
 * @param asked what the slot is asked for
 * @param groups of the rows
 * @param estimator whose samples they are
 * @param workspace memory
 */
record EnumeratedSamples(
    String slot,
    Batch listed,
    SlotRequirements asked,
    Groups groups,
    Estimator estimator,
    Workspace workspace) {
  private static final int OUTCOMES = SampledPolicy.outcomes();

  /** 3⁵ batches, times some twenty estimates each, is as much as a test should do. */
  private static final int MOST_ROWS = 5;

  /** What is done with one batch. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Visits.
     *
     * @param trial the batch
     * @param outcomes the sequence of each row
     * @param probability of the batch
     */
    void visit(Trial trial, int[] outcomes, double probability);
  }

  static EnumeratedSamples of(EstimatorFixture fixture, Workspace workspace) {
    Estimator estimator = fixture.estimator();
    Requirements requirements = new Estimation().requirements(estimator);
    assumeTrue(
        requirements.slots().size() == 1, "which slot holds the policy's samples is not known");
    String slot = requirements.slots().keySet().iterator().next();
    SlotRequirements asked = requirements.slots().values().iterator().next();
    for (OutputRequirement output : asked.outputs()) {
      assumeTrue(
          !output.trained() || output.output().equals("logp"),
          "only losses of log-probabilities have an expectation over an enumerated policy");
    }
    int least = fixture.smallest();
    int rows = fixture.grouped() && least <= 2 ? 4 : Math.max(3, least);
    assumeTrue(rows <= MOST_ROWS, "batches of " + rows + " rows are too many to enumerate");
    Groups groups =
        new Groups(
            IntStream.range(0, rows)
                .map(row -> fixture.grouped() && least <= 2 ? row / 2 : 0)
                .toArray());
    Batch listed = listed(fixture, slot, asked, groups, workspace);
    return new EnumeratedSamples(slot, listed, asked, groups, estimator, workspace);
  }

  private static Batch listed(
      EstimatorFixture fixture,
      String slot,
      SlotRequirements asked,
      Groups groups,
      Workspace workspace) {
    int rows = groups.ofRow().length;
    Groups ofChoices =
        new Groups(
            IntStream.range(0, rows * OUTCOMES)
                .map(choice -> groups.ofRow()[choice / OUTCOMES])
                .toArray());
    GeneratedSlot generated =
        new GeneratedSlot(asked, fixture.bounds().tokens(), fixture.bounds().vectorWidth());
    Arena inputs = workspace.inputs();
    Batch drawn =
        generated.drawWith(ofChoices, starts(rows), Workspace.random(fixture.seed()), inputs);
    // Rows of a group are parts of one sample there, which has one weight.
    double[] weights =
        fixture.grouped()
            ? Workspace.ones(rows)
            : Workspace.random(fixture.seed() + 1).doubles(rows, 0.5, 2).toArray();
    Batch adjusted = fixture.adjust().adjust(slot, drawn, inputs);
    for (String name : adjusted.names()) {
      boolean settled = name.endsWith("_id") || name.equals("step");
      if (settled && !name.equals(asked.groupedBy())) {
        // Who asks, and when, is settled before anything is drawn.
        adjusted = adjusted.with(name, ofRow(adjusted.column(name), inputs));
      }
    }
    double[] repeated = new double[rows * OUTCOMES];
    Arrays.setAll(repeated, choice -> weights[choice / OUTCOMES]);
    return adjusted.with("weight", inputs.numbers(repeated));
  }

  private static Column ofRow(Column column, Arena inputs) {
    double[] values = column.toArray();
    return inputs.integers(
        IntStream.range(0, values.length)
            .mapToLong(choice -> (long) values[choice / OUTCOMES * OUTCOMES])
            .toArray());
  }

  private static int[] starts(int rows) {
    int[] starts = new int[rows * OUTCOMES + 1];
    for (int choice = 0; choice < starts.length - 1; choice++) {
      starts[choice + 1] = starts[choice] + SampledPolicy.tokens(choice % OUTCOMES);
    }
    return starts;
  }

  int rows() {
    return groups.ofRow().length;
  }

  /** One batch that may be drawn. */
  Trial first(SampledPolicy policy) {
    return trial(choices(policy, policy), IntStream.range(0, rows()).map(i -> i % 3).toArray());
  }

  /**
   * Visits every batch.
   *
   * @param policy whose log-probabilities are the outputs
   * @param sampler who draws; whoever sampled is recorded as that
   * @param visitor called for each
   */
  void forEach(SampledPolicy policy, SampledPolicy sampler, Visitor visitor) {
    Batch choices = choices(policy, sampler);
    int batches = (int) Math.round(Math.pow(OUTCOMES, rows()));
    int[] outcomes = new int[rows()];
    for (int batch = 0; batch < batches; batch++) {
      int rest = batch;
      double probability = 1;
      for (int row = 0; row < outcomes.length; row++) {
        outcomes[row] = rest % OUTCOMES;
        rest /= OUTCOMES;
        probability *= sampler.probabilityOf(outcomes[row]);
      }
      visitor.visit(trial(choices, outcomes), outcomes, probability);
    }
  }

  private Trial trial(Batch choices, int[] outcomes) {
    int[] taken =
        IntStream.range(0, outcomes.length).map(row -> row * OUTCOMES + outcomes[row]).toArray();
    return new Trial(estimator, Map.of(slot, choices.take(taken)), groups, workspace);
  }

  /** The listed choices with log-probabilities. */
  private Batch choices(SampledPolicy policy, SampledPolicy sampler) {
    Batch choices = listed;
    for (String name : List.copyOf(listed.names())) {
      if (name.endsWith("logp")
          && !listed.column(name).isText()
          && listed.column(name).width() == 1) {
        choices = choices.with(name, logp(who(name, policy, sampler), listed.column(name)));
      }
    }
    return choices;
  }

  private static SampledPolicy who(String column, SampledPolicy policy, SampledPolicy sampler) {
    return switch (column) {
      case "logp" -> policy;
      case "old_logp", "behavior_logp" -> sampler;
      default -> SampledPolicy.named(column);
    };
  }

  private Column logp(SampledPolicy policy, Column shape) {
    double[] values = new double[shape.start(shape.rows())];
    for (int choice = 0; choice < shape.rows(); choice++) {
      double[] tokens = policy.logp(choice % OUTCOMES);
      if (shape.ragged()) {
        System.arraycopy(tokens, 0, values, shape.start(choice), tokens.length);
      } else {
        values[choice] = Arrays.stream(tokens).sum();
      }
    }
    return workspace.inputs().shapedLike(shape, values);
  }
}
