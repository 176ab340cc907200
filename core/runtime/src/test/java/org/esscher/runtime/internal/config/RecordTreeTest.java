package org.esscher.runtime.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.runtime.internal.config.Sample.Chain;
import org.esscher.runtime.internal.config.Sample.Constant;
import org.esscher.runtime.internal.config.Sample.Interval;
import org.esscher.runtime.internal.config.Sample.Keep;
import org.esscher.runtime.internal.config.Sample.Mode;
import org.esscher.runtime.internal.config.Sample.Nested;
import org.esscher.runtime.internal.config.Sample.Scored;
import org.junit.jupiter.api.Test;

class RecordTreeTest {
  private final Nested nested =
      new Nested(
          new Chain(List.of(new Keep(0.5)), new Keep(0)),
          List.of(3),
          Map.of("a", new Interval(Double.NEGATIVE_INFINITY, 2)),
          Set.of(Mode.TOKEN_MEAN, Mode.SEQUENCE_MEAN),
          null,
          "x");

  @Test
  void holdsEveryFieldAndChildrenByTheirIds() {
    Map<String, Object> interval = new LinkedHashMap<>();
    interval.put("low", "-Infinity");
    interval.put("high", 2.0);
    Map<String, Object> tree = ConfigTree.fields(RecordTree.of(nested));
    assertThat(tree.keySet())
        .containsExactly("id", "filter", "sizes", "bounds", "modes", "limit", "name");
    assertThat(tree)
        .containsEntry("id", "nested")
        .containsEntry(
            "filter",
            Map.of(
                "id",
                "chain",
                "parts",
                List.of(Map.of("id", "keep", "share", 0.5)),
                "last",
                Map.of("id", "keep", "share", 0.0)))
        .containsEntry("sizes", List.of(3))
        .containsEntry("bounds", Map.of("a", interval))
        .containsEntry("modes", Arrays.asList("sequence-mean", "token-mean"))
        .containsEntry("limit", null)
        .containsEntry("name", "x");
  }

  @Test
  void bindsToAnEqualComponent() {
    assertThat(Sample.binder().bind(Nested.class, RecordTree.of(nested))).isEqualTo(nested);
    Scored scored = new Scored(new FixedModel.OfModel(new Constant(2)));
    assertThat(Sample.binder().bind(Scored.class, RecordTree.of(scored))).isEqualTo(scored);
  }

  @Test
  void aModelInAProvidersPlaceIsItself() {
    assertThat(RecordTree.of(new FixedModel.OfReward(new Constant(2))))
        .isEqualTo(Map.of("id", "constant", "score", 2.0));
  }
}
