package org.esscher.plugins.serl;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Run;
import org.esscher.api.Stage;

/** A run that learns nothing and counts what it was asked to learn. */
final class CountingRun {
  private CountingRun() {}

  /**
   * How often something was asked for.
   *
   * @param critics steps of the critics
   * @param targets moves of the target critics
   * @param actors steps of the actor
   * @param temperatures steps of the temperature
   */
  record Counts(int critics, int targets, int actors, int temperatures) {}

  /** Counts one update. */
  static Counts update(SerlRecipe recipe) {
    try (SerlFixture fixture = new SerlFixture()) {
      Map<String, Integer> asked = new TreeMap<>();
      Columns columns = fixture.arena;
      Batch rows =
          fixture.batch(
              "observation", columns.numbers(0, 1, 2, 3, 4, 5, 6, 7),
              "action", columns.numbers(0, 1, 0, 1, 0, 1, 0, 1),
              "reward", columns.numbers(new double[8]),
              "next_observation", columns.numbers(1, 2, 3, 4, 5, 6, 7, 8),
              "terminated", columns.booleans(new boolean[8]));
      InvocationHandler handler =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "context" -> fixture.context(1);
                case "has" -> false;
                case "data" -> null;
                case "draw" -> rows;
                case "sample" -> sampled((Batch) arguments[1], columns);
                case "score" -> scored((Batch) arguments[1], (String) arguments[3], columns);
                case "train" -> {
                  asked.merge(((Stage) arguments[0]).name(), 1, Integer::sum);
                  yield Map.of();
                }
                case "average" -> asked.merge("targets", 1, Integer::sum);
                default -> throw new AssertionError(method + " was not expected");
              };
      ClassLoader loader = CountingRun.class.getClassLoader();
      Run run = (Run) Proxy.newProxyInstance(loader, new Class<?>[] {Run.class}, handler);
      new Learner(recipe, run, "", "data").update();
      return new Counts(
          asked.getOrDefault("critics", 0),
          asked.getOrDefault("targets", 0),
          asked.getOrDefault("actor", 0),
          asked.getOrDefault("temperature", 0));
    }
  }

  private static Batch sampled(Batch rows, Columns columns) {
    double[] zeros = new double[rows.rows()];
    return rows.with("action", columns.numbers(zeros))
        .with("behavior_logp", columns.numbers(zeros));
  }

  private static Batch scored(Batch rows, String column, Columns columns) {
    return rows.with(column, columns.numbers(new double[rows.rows()]));
  }
}
