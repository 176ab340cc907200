package org.esscher.plugins.base.policy;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.PolicyProvider;
import org.esscher.plugins.base.reward.ColumnReward;
import org.esscher.spitests.PolicyVerification;
import org.junit.jupiter.api.Nested;

/** The rules of policies, on the standard ones. */
class PolicyConformanceTest {
  private static final Map<String, String> LAYOUTS =
      Map.of("POL-10", "candidates are a list, a pair, or the rows of a group");

  private static Batch contexts(Columns columns) {
    return columns.batch(Map.of("prompt_id", columns.integers(0, 1, 1, 2)));
  }

  @Nested
  class TabularSoftmaxConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new TabularSoftmax(List.of("prompt_id"), 3, "action", 4);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return PolicyConformanceTest.contexts(columns);
    }
  }

  @Nested
  class LinearSoftmaxConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      List<String> features = List.of("prompt_id");
      return new LinearSoftmax(features, features, List.of(), 1, "action", 3, 64, 0);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return PolicyConformanceTest.contexts(columns);
    }
  }

  @Nested
  class UniformConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new Uniform(4, "action", "prompt_id");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return PolicyConformanceTest.contexts(columns);
    }
  }

  @Nested
  class CandidateSoftmaxConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new CandidateSoftmax("prompt_id", "", 0, 32, 1, 0);
    }

    @Override
    protected Map<String, String> departures() {
      return LAYOUTS;
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(
          Map.of(
              "candidates",
              columns.textLists(
                  List.of(List.of("yes", "no", "perhaps not"), List.of("left", "right")))));
    }
  }

  /** Contexts whose four actions have rewards, two of which tie. */
  private static Batch rewarded(Columns columns) {
    return columns.batch(
        Map.of(
            "prompt_id",
            columns.integers(0, 1, 2),
            "rewards",
            columns.vectors(4, 0, 1, 1, 2, -1, -1, 0.5, 0, 3, 2, 2, 2)));
  }

  @Nested
  class TiltedWithinABudgetConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new Tilted(
          new Uniform(4, "action", "prompt_id"),
          (context, saved) -> new ColumnReward("rewards", "action"),
          null,
          0.3);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return rewarded(columns);
    }
  }

  @Nested
  class BestOfNWithTheFirstOfTiesConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new BestOfN(
          new Uniform(4, "action", "prompt_id"),
          (context, saved) -> new ColumnReward("rewards", "action"),
          3,
          BestOfN.Tie.FIRST);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return rewarded(columns);
    }
  }

  /** Rows of one prompt are each other's candidates; such a policy neither samples nor lists. */
  @Nested
  class GroupedCandidatesConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new CandidateSoftmax("prompt_id", "features", 2, 32, 1, 0);
    }

    @Override
    protected Map<String, String> departures() {
      return LAYOUTS;
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(
          Map.of(
              "prompt_id",
              columns.integers(0, 1, 0, 1, 1),
              "features",
              columns.vectors(2, 1, 0, 0.5, -1, 0, 1, 1, 1, -0.5, 2)));
    }

    @Override
    protected String group() {
      return "prompt_id";
    }
  }
}
