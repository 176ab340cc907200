package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Default;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Trains a line with objectives in code that may be split, and scores all rows with models of which
 * one looks at groups and one draws.
 *
 * @param steps how many
 */
@Component("test-spread-code")
record SpreadCode(@Default("2") int steps) implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("line", new Line());
  }

  @Override
  public State start(Run run) {
    Context context = run.context();
    run.save("line", "start");
    run.define("ranks", context.component(ModelProvider.class, "test-ranks", Map.of()));
    run.define(
        "drawn", context.component(ModelProvider.class, "test-ranks", Map.of("draws", true)));
    return State.empty().with("step", 0);
  }

  @Override
  public State step(State state, Run run) {
    Optimizer adam = run.context().component(Optimizer.class, "adam", Map.of("rate", 0.1));
    Batch all = run.data("data").batch();
    for (CustomObjective code : List.of(new GroupCode(true, 0.1), new GroupCode(false, 0.2))) {
      String name = code.split().name();
      run.train(Stage.of(name, code, adam), Map.of("rows", all));
      run.train(
          Stage.of("some-" + name, code, adam), Map.of("rows", run.next(run.data("data"), 9000)));
      run.metric("estimated_" + name, run.estimate(code, Map.of("rows", all)).value("code"));
      run.gradient(code, Map.of("rows", all))
          .forEach((role, gradient) -> run.metric("slope_" + name, gradient.at(0)));
    }
    run.train(
        Stage.of("few", new GroupCode(true, 0.1), adam),
        Map.of("rows", run.next(run.data("data"), 50)));
    Map<String, String> scored = new LinkedHashMap<>();
    scored.put("line@start", "value");
    scored.put("ranks", "score");
    scored.put("drawn", "score");
    scored.forEach(
        (role, output) -> {
          Column column = run.score(role, all, output, "scored").column("scored");
          // Depends on every number and on its place.
          double digest = 0;
          for (int row = 0; row < column.rows(); row++) {
            digest = 0.9 * digest + column.at(row) * (row % 7);
          }
          run.metric("digest_" + role.replace('@', '_'), digest);
        });
    return State.empty().with("step", state.get("step")[0] + 1);
  }

  @Override
  public double progress(State state) {
    return state.get("step")[0] / steps;
  }
}
