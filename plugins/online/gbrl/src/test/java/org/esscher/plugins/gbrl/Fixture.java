package org.esscher.plugins.gbrl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, rows, and single trees. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(GbrlPlugin.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "gbrl test");
  }

  /** A component with a configuration in YAML's words. */
  <T> T component(Class<T> type, String id, Map<String, ?> config) {
    return host.component(type, id, config);
  }

  /** The paper's fitter of greedy trees, of any depth. */
  static TreeFitter greedy(int maxDepth, SplitScore score) {
    return new TreeFitter(
        maxDepth, GrowthPolicy.GREEDY, 256, score, CandidateRule.QUANTILE, 0, List.of());
  }

  static TreeFitter oblivious(int maxDepth, SplitScore score) {
    return new TreeFitter(
        maxDepth, GrowthPolicy.OBLIVIOUS, 256, score, CandidateRule.QUANTILE, 0, List.of());
  }

  /** A table of number columns. */
  static FeatureTable numbers(double[]... columns) {
    List<FeatureTable.Feature> features =
        Arrays.stream(columns).map(column -> FeatureTable.Feature.of("x", column)).toList();
    return new FeatureTable(columns[0].length, features);
  }

  /** A table of one column of categories. */
  static FeatureTable categories(String... values) {
    return new FeatureTable(values.length, List.of(FeatureTable.Feature.of("x", values)));
  }

  /** What a tree says of every row. */
  static double[] values(Tree tree, FeatureTable table) {
    return Arrays.stream(table.all())
        .boxed()
        .flatMapToDouble(row -> Arrays.stream(tree.values(table, row)))
        .toArray();
  }

  Batch observations(double... values) {
    return arena.batch(Map.of("observation", arena.numbers(values)));
  }

  double[] output(Model model, Batch rows, String name) {
    try (Forward forward = model.forward(rows, Set.of(name), context())) {
      return forward.output(name).toArray();
    }
  }

  /** Steps a model against cotangents of the sum of one output. */
  void step(Model model, Batch rows, String output, double weight, double... cotangents) {
    try (Forward forward = model.forward(rows, Set.of(output), context())) {
      Column shaped = arena.shapedLike(forward.output(output), cotangents);
      model
          .as(Trainable.class)
          .orElseThrow()
          .step(forward.pullback(Map.of(output, shaped), Set.of()).gradient(), weight, 1);
    }
  }

  /** What the command {@code estimate} gives for a component on rows. */
  double[] change(String id, Map<String, ?> config, Batch rows) {
    Estimate found =
        host.estimate(
            component(Estimator.class, id, config), Map.of("rows", rows), State.empty(), 1, arena);
    return Objects.requireNonNull(found.columns().get("output_change")).toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
