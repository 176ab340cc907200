package org.esscher.plugins.base.policy;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.PolicyProvider;
import org.esscher.spitests.PolicyVerification;
import org.junit.jupiter.api.Nested;

/** The rules of policies, on those with an action that is a number. */
class PolicyConformanceTest {
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
}
