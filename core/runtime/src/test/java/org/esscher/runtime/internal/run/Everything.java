package org.esscher.runtime.internal.run;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Uses whatever a run has that must survive an interruption: minibatches, groups, randomness,
 * optimizer and estimator states, versions, averages, restored, defined and fitted roles, tables,
 * environments, rows of its own, child runs.
 *
 * @param steps how many steps
 * @param optimizer what steps the line
 * @param children whether it runs child runs
 */
@Component("test-everything")
public record Everything(
    @Default("8") int steps,
    @Default("adam") Optimizer optimizer,
    @Default("true") boolean children)
    implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("line", new Line(), "unused", new Line(), "coin", new Coin(0.5, false));
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of("corridor", new Corridor(3, List.of("walker")));
  }

  @Override
  public State start(Run run) {
    run.save("line", "start");
    run.metric("drawn", run.context().random().nextDouble());
    return State.empty().with("step", 0);
  }

  @Override
  public State step(State state, Run run) {
    double step = state.get("step")[0] + 1;
    Context context = run.context();
    Dataset data = run.data("data");
    Batch grouped = run.next(data.part("group_id", 0, 0.7).groupedBy("group_id"), 3);
    run.train(Stage.of("fit", new SquaredError("line"), optimizer), Map.of("rows", grouped));
    run.average("line", "mean", 0.5);
    run.metric("drawn", context.random().nextDouble());
    Batch scored = run.score("line@mean", run.next(data, 7), "value", "mean_value");
    run.metric("scored", scored.column("mean_value").at(0));
    run.row("steps", Map.of("step", step, "rows", scored.rows(), "text", "so", "odd", step % 2));
    play(run, step);
    if (step == 3) {
      run.define("late", context.component(ModelProvider.class, "test-line", Map.of()));
    }
    if (step >= 3) {
      Stage stage = Stage.of("fit/late", new SquaredError("late"), optimizer);
      run.train(stage, Map.of("rows", run.next(data, 5)));
    }
    if (step == 5) {
      run.restore("line", "start");
    }
    if (step % 2 == 0) {
      run.fit("flat", new MeanFit(), Map.of("rows", grouped));
    }
    if (step > 4) {
      run.metric("flat", run.score("flat", grouped, "value", "flat").column("flat").at(0));
    }
    if (children && step % 3 == 0) {
      Run.ChildRun child = run.run("child-" + (int) step, new Everything(3, optimizer, false), 7);
      run.metric("child", child.metrics().getOrDefault("scored", -1.0));
    }
    return State.empty().with("step", step);
  }

  /** Episodes that go on from step to step fill a memory that forgets, and one that doesn't. */
  private static void play(Run run, double step) {
    Batch played = run.play(Rollout.of("training", "corridor", "coin", 2), 2);
    run.append("replay", played, 10);
    Dataset all = run.append("all", played, Integer.MAX_VALUE);
    run.metric("rows", all.rows());
    run.metric("place", run.draw(run.data("replay"), 1).column("observation").at(0));
    run.metric("next", run.next(run.data("all"), 2).column("episode_id").at(1));
    if (step == 4) {
      run.environment(Rollout.of("late", "corridor", "coin", 1)).perturb(Map.of("slip", 0.5));
    }
    if (step >= 4) {
      Batch late = run.play(Rollout.of("late", "corridor", "coin", 1), 3);
      run.metric("late", late.column("next_observation").at(2));
    }
  }

  @Override
  public double progress(State state) {
    return state.get("step")[0] / steps;
  }

  @Override
  public void finish(State state, Run run) {
    run.metric("last_draw", run.context().random().nextDouble());
    run.row("last", Map.of("steps", state.get("step")[0]));
  }
}
